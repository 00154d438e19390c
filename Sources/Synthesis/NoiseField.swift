/// Smooth random function of the whole plane: mean 0, variance near 1, no period.
///
/// Values of two hashed lattices, turned against each other and the axes so that neither shows,
/// each joined by quintic interpolation; for coarse structure.
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
    let first = layer(0.8829 * u - 0.4695 * v, 0.4695 * u + 0.8829 * v, 2 * channel + 1)
    let second = layer(0.3420 * u - 0.9397 * v, 0.9397 * u + 0.3420 * v, 2 * channel + 2)
    return (first + second) * 0.955
  }

  private func layer(_ u: Double, _ v: Double, _ layer: Int) -> Double {
    let column = u.rounded(.down)
    let row = v.rounded(.down)
    let fx = Self.fade(u - column)
    let fy = Self.fade(v - row)
    let i = Int(column)
    let j = Int(row)
    let top = lattice(i, j, layer) * (1 - fx) + lattice(i + 1, j, layer) * fx
    let bottom = lattice(i, j + 1, layer) * (1 - fx) + lattice(i + 1, j + 1, layer) * fx
    return top * (1 - fy) + bottom * fy
  }

  private func lattice(_ i: Int, _ j: Int, _ layer: Int) -> Double {
    StableMath.normal(random.bits(i, j, layer))
  }

  private static func fade(_ t: Double) -> Double {
    t * t * t * (t * (t * 6 - 15) + 10)
  }
}
