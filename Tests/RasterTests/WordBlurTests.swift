import Foundation
import Raster
import TestSupport
import Testing

@Suite struct WordBlurTests {
  private func blurred(
    _ values: [UInt16], width: Int, height: Int, kernel: GaussianKernel
  ) -> [UInt16] {
    let blur = WordBlur(kernel)
    var row = [UInt16](repeating: 0, count: width + WordBlur.padding)
    return (0..<height).flatMap { y -> [UInt16] in
      values.withUnsafeBufferPointer { source in
        row.withUnsafeMutableBufferPointer { target in
          guard let from = source.baseAddress, let to = target.baseAddress else { return }
          blur.writeRow(y, of: from, width: width, height: height, to: to)
        }
      }
      return Array(row.prefix(width))
    }
  }

  @Test(arguments: [(7, 5, 0.8), (33, 21, 1.8), (3, 40, 2.8), (1, 1, 1.0), (16, 9, 4.0)])
  func `equals the double sum over the kernel, less at most a step per tap`(
    width: Int, height: Int, sigma: Double
  ) {
    var random = SeededGenerator(seed: 7)
    let values = (0..<(width * height)).map { _ in UInt16.random(in: 0...32767, using: &random) }
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
        let found = Double(result[y * width + x])
        // Rounded weights move the sum by half a step per tap either way.
        let taps = Double(kernel.radius + 1)
        #expect(found <= sum + 2 * taps && found >= sum - 4 * taps)
      }
    }
  }

  @Test func `gives an interior pixel the same bits whatever part is processed`() {
    var random = SeededGenerator(seed: 11)
    let width = 64
    let values = (0..<(width * width)).map { _ in UInt16.random(in: 0...32767, using: &random) }
    let kernel = GaussianKernel(sigma: 1.8)
    let whole = blurred(values, width: width, height: width, kernel: kernel)
    let part = (10..<54).flatMap { y in (6..<50).map { x in values[y * width + x] } }
    let cut = blurred(part, width: 44, height: 44, kernel: kernel)
    let margin = kernel.radius
    for y in margin..<(44 - margin) {
      for x in margin..<(44 - margin) {
        #expect(cut[y * 44 + x] == whole[(y + 10) * width + x + 6])
      }
    }
  }
}
