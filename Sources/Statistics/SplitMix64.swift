/// SplitMix64 (Steele, Lea & Flood, OOPSLA 2014): the same numbers on every machine.
public struct SplitMix64: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Starts a sequence; each seed gives another.
  public init(seed: UInt64) { state = seed }

  /// The next number.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  /// A whole number from 0 up to `bound`, its bias below 2⁻³².
  public mutating func next(below bound: UInt32) -> Int {
    Int(((next() >> 32) * UInt64(bound)) >> 32)
  }
}
