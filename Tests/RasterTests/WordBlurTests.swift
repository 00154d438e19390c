import Raster
import TestSupport
import Testing

@Suite struct WordBlurTests {
  private func blurred(
    _ values: [UInt16], width: Int, height: Int, kernel: GaussianKernel
  ) -> [UInt16] {
    let blur = WordBlur(kernel)
    let row = SampleBuffer<UInt16>(capacity: width + WordBlur.padding)
    return values.withUnsafeBufferPointer { source in
      guard let base = source.baseAddress else { return [] }
      return (0..<height).flatMap { y in
        blur.writeRow(y, of: base, width: width, height: height, to: row.base)
        return Array(UnsafeBufferPointer(start: row.base, count: width))
      }
    }
  }

  private func noise(_ count: Int, seed: UInt64) -> [UInt16] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in UInt16.random(in: 0...32767, using: &random) }
  }

  @Test(arguments: [(7, 5, 0.8), (33, 21, 1.8), (3, 40, 2.8), (1, 1, 1.0), (24, 9, 2.0)])
  func `comes within two steps per tap below the double sum over the kernel`(
    width: Int, height: Int, sigma: Double
  ) {
    let values = noise(width * height, seed: 7)
    let kernel = GaussianKernel(sigma: sigma)
    let result = blurred(values, width: width, height: height, kernel: kernel)
    for y in 0..<height {
      for x in 0..<width {
        var sum = 0.0
        for v in -kernel.radius...kernel.radius {
          for u in -kernel.radius...kernel.radius {
            let weight = Double(kernel.weights[abs(u)]) * Double(kernel.weights[abs(v)])
            let row = min(max(y + v, 0), height - 1)
            let column = min(max(x + u, 0), width - 1)
            sum += weight * Double(values[row * width + column])
          }
        }
        let error = Double(result[y * width + x]) - sum
        #expect(error < 3 && error > -2 * Double(kernel.weights.count) - 3)
      }
    }
  }

  @Test func `keeps a constant plane constant`() {
    let result = blurred(
      [UInt16](repeating: 32767, count: 600), width: 30, height: 20,
      kernel: GaussianKernel(sigma: 2))
    #expect(Set(result).count == 1)
    #expect(result.allSatisfy { $0 > 32740 && $0 <= 32767 })
  }

  @Test func `gives an interior pixel the same bits whatever part is processed`() {
    let width = 64
    let values = noise(width * width, seed: 11)
    let kernel = GaussianKernel(sigma: 1.8)
    let whole = blurred(values, width: width, height: width, kernel: kernel)
    // 43 columns, so that the last ones do not fill a vector.
    let part = (10..<54).flatMap { y in (6..<49).map { x in values[y * width + x] } }
    let cut = blurred(part, width: 43, height: 44, kernel: kernel)
    let margin = kernel.radius
    for y in margin..<(44 - margin) {
      for x in margin..<(43 - margin) {
        #expect(cut[y * 43 + x] == whole[(y + 10) * width + x + 6])
      }
    }
  }
}
