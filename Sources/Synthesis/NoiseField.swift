/// Smooth random function of the whole plane: mean 0, variance near 1, no period.
///
/// Values of a hashed lattice, joined by quintic interpolation; for coarse structure.
struct NoiseField: Sendable {
  private let random: CounterRandom
  private let channel: Int
  private let scale: Double

  /// Makes a field whose features are about `wavelengthMicrons` wide.
  init(seed: UInt64, purpose: CounterRandom.Purpose, channel: Int, wavelengthMicrons: Double) {
    random = CounterRandom(seed: seed, purpose: purpose)
    self.channel = channel
    scale = 1 / wavelengthMicrons
  }

  /// Value at a point in µm.
  func value(_ x: Double, _ y: Double) -> Double {
    let u = x * scale
    let v = y * scale
    let column = u.rounded(.down)
    let row = v.rounded(.down)
    let fx = Self.fade(u - column)
    let fy = Self.fade(v - row)
    let i = Int(column)
    let j = Int(row)
    let top = lattice(i, j) * (1 - fx) + lattice(i + 1, j) * fx
    let bottom = lattice(i, j + 1) * (1 - fx) + lattice(i + 1, j + 1) * fx
    return (top * (1 - fy) + bottom * fy) * 1.35
  }

  private func lattice(_ i: Int, _ j: Int) -> Double {
    StableMath.normal(random.bits(i, j, channel + 1))
  }

  private static func fade(_ t: Double) -> Double {
    t * t * t * (t * (t * 6 - 15) + 10)
  }
}
