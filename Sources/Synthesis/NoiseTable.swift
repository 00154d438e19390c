/// A square of smooth noise that repeats, made once per scene, for the texture of every pixel.
///
/// Mean 0 and variance 1. One period holds 64 lattice points; texture scales of 0.5 µm and more
/// repeat after 30 µm or more and under changing offsets, which the eye does not find.
struct NoiseTable: Sendable {
  private static let latticeSize = 64
  private static let samplesPerPoint = 4
  private static let size = latticeSize * samplesPerPoint
  private let samples: [Float]

  init(seed: UInt64) {
    let random = CounterRandom(seed: seed, purpose: .table)
    var lattice = [Float](repeating: 0, count: Self.latticeSize * Self.latticeSize)
    for j in 0..<Self.latticeSize {
      for i in 0..<Self.latticeSize {
        lattice[j * Self.latticeSize + i] = Float(StableMath.normal(random.bits(i, j)))
      }
    }
    samples = Self.spline(Self.spline(lattice, height: Self.latticeSize), height: Self.size)
      .map { $0 * 2.086 }
  }

  /// Value at a point whose coordinates are in lattice intervals; any finite coordinate is valid.
  @inline(__always)
  func value(_ x: Float, _ y: Float) -> Float {
    let u = x * Float(Self.samplesPerPoint)
    let v = y * Float(Self.samplesPerPoint)
    let column = u.rounded(.down)
    let row = v.rounded(.down)
    let fx = u - column
    let fy = v - row
    let mask = Self.size - 1
    let i = Int(column) & mask
    let j = Int(row) & mask
    let right = (i + 1) & mask
    let top = j * Self.size
    let bottom = ((j + 1) & mask) * Self.size
    let upper = samples[top + i] + (samples[top + right] - samples[top + i]) * fx
    let lower = samples[bottom + i] + (samples[bottom + right] - samples[bottom + i]) * fx
    return upper + (lower - upper) * fy
  }

  /// Stretches the rows of a periodic grid by a cubic B-spline and swaps rows and columns.
  private static func spline(_ input: [Float], height: Int) -> [Float] {
    var output = [Float](repeating: 0, count: height * size)
    for sample in 0..<size {
      let point = sample / samplesPerPoint
      let t = Float(sample % samplesPerPoint) / Float(samplesPerPoint)
      let w0 = (1 - t) * (1 - t) * (1 - t) / 6
      let w1 = (3 * t * t * t - 6 * t * t + 4) / 6
      let w2 = (-3 * t * t * t + 3 * t * t + 3 * t + 1) / 6
      let w3 = t * t * t / 6
      for row in 0..<height {
        let start = row * latticeSize
        let a = input[start + (point + latticeSize - 1) % latticeSize] * w0
        let b = input[start + point] * w1
        let c = input[start + (point + 1) % latticeSize] * w2
        let d = input[start + (point + 2) % latticeSize] * w3
        output[sample * height + row] = a + b + c + d
      }
    }
    return output
  }
}
