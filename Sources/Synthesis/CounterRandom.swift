/// Random bits as a pure function of a seed, a purpose and up to three whole numbers.
///
/// No state is carried from one value to the next, so any part of a scene can be made without
/// the rest, in any order and by any number of workers. The mixing function is the finalizer of
/// SplitMix64 (Steele, Lea & Flood, OOPSLA 2014).
struct CounterRandom: Sendable {
  /// What values are for; values of different purposes are unrelated.
  enum Purpose: UInt64 {
    case nestSites = 1
    case nestWarp
    case septumWidth
    case tissueEdge
    case cleft
    case labelling
    case staining
    case nuclei
    case table
    case sensor
  }

  private let key: UInt64

  init(seed: UInt64, purpose: Purpose) {
    key = Self.mix(
      Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) ^ (purpose.rawValue &* 0xD1B5_4A32_D192_ED03))
  }

  /// 64 bits that belong to three whole numbers.
  @inline(__always)
  func bits(_ first: Int, _ second: Int, _ third: Int = 0) -> UInt64 {
    let a = Self.mix(key &+ UInt64(bitPattern: Int64(first)) &* 0x9E37_79B9_7F4A_7C15)
    let b = Self.mix(a ^ (UInt64(bitPattern: Int64(second)) &* 0xC2B2_AE3D_27D4_EB4F))
    return third == 0 ? b : Self.mix(b &+ UInt64(bitPattern: Int64(third)) &* 0x1656_67B1_9E37_79F9)
  }

  /// A stream of its own that belongs to three whole numbers.
  func sequence(_ first: Int, _ second: Int, _ third: Int) -> RandomSequence {
    RandomSequence(state: bits(first, second, third))
  }

  @inline(__always)
  static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A short stream of random values, started from bits of `CounterRandom`.
struct RandomSequence: Sendable {
  private var state: UInt64

  init(state: UInt64) {
    self.state = state
  }

  /// The next 64 bits.
  mutating func bits() -> UInt64 {
    state = state &+ 0x9E37_79B9_7F4A_7C15
    return CounterRandom.mix(state)
  }

  /// Evenly distributed in 0 to 1, 1 excluded.
  mutating func unit() -> Double {
    Double(bits() >> 11) * 0x1p-53
  }

  /// Evenly distributed between two bounds.
  mutating func uniform(_ lower: Double, _ upper: Double) -> Double {
    lower + (upper - lower) * unit()
  }

  /// Close to a standard normal distribution, never beyond 3.47.
  mutating func normal() -> Double {
    StableMath.normal(bits())
  }

  /// A direction in the plane, as its cosine and sine.
  mutating func direction() -> (cosine: Double, sine: Double) {
    while true {
      let x = uniform(-1, 1)
      let y = uniform(-1, 1)
      let squared = x * x + y * y
      if squared > 0.01 && squared < 1 {
        let length = squared.squareRoot()
        return (x / length, y / length)
      }
    }
  }
}
