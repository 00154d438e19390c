/// A simulated tumor: places of nuclei in µm, and the chance of each to be positive.
struct SimulatedTumor {
  /// Side of the tumor in µm: 16 mm².
  static let side = 4000.0
  /// Nuclei per mm².
  static let density = 4000.0

  /// How nuclei lie.
  enum Layout: String, CaseIterable {
    /// Anywhere alike.
    case even
    /// In nests of 60 to 250 µm between empty stroma, and twice as dense on one side of the slide.
    case nests
  }

  /// A disc that is hotter than the rest.
  struct HotDisc {
    var center: SIMD2<Double>
    var radius = 250.0
    var factor = 3.0

    func contains(_ point: SIMD2<Double>) -> Bool {
      let offset = point - center
      return (offset * offset).sum() <= radius * radius
    }
  }

  var positions: [SIMD2<Double>] = []
  var isPositive: [Bool] = []
  var hotDisc: HotDisc?

  /// Makes a tumor with the index `rest`, and three times as much in a hot disc if wished.
  init(layout: Layout, rest: Double, isHot: Bool, using random: inout Random) {
    positions = Self.places(layout, using: &random)
    if isHot {
      // Around a nucleus and with 500 nuclei at least, because fewer do not fill a hotspot.
      var disc = HotDisc(center: SIMD2())
      repeat {
        disc.center = positions[Int(random.unit() * Double(positions.count))]
      } while positions.count(where: disc.contains) < 500
      hotDisc = disc
    }
    isPositive = positions.map { random.unit() < chance(at: $0, rest: rest) }
  }

  /// Chance of a nucleus to be positive.
  func chance(at point: SIMD2<Double>, rest: Double) -> Double {
    guard let hotDisc, hotDisc.contains(point) else { return rest }
    return rest * hotDisc.factor
  }

  private static func places(_ layout: Layout, using random: inout Random) -> [SIMD2<Double>] {
    func anywhere() -> SIMD2<Double> { SIMD2(random.unit() * side, random.unit() * side) }
    let expected = Int(density * side * side / 1e6)
    guard layout == .nests else { return (0..<expected).map { _ in anywhere() } }
    let nests = (0..<250).map { _ in (center: anywhere(), radius: 60 + 190 * random.unit()) }
    var places: [SIMD2<Double>] = []
    while places.count < expected / 2 {
      let point = anywhere()
      let isKept = random.unit() < 0.5 + 0.5 * point.x / side
      let isInNest = nests.contains { nest in
        let offset = point - nest.center
        return (offset * offset).sum() <= nest.radius * nest.radius
      }
      if isKept && isInNest { places.append(point) }
    }
    return places
  }
}

/// SplitMix64 (Steele, Lea & Flood, OOPSLA 2014).
struct Random {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// A number from 0 up to but not including 1.
  mutating func unit() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) / Double(1 << 53)
  }
}
