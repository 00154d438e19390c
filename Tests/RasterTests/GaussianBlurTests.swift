import Foundation
import Raster
import TestSupport
import Testing

@Suite struct GaussianBlurTests {
  private func blurred(_ values: [Float], width: Int, height: Int, sigma: Double) -> [Float] {
    var result = [Float](repeating: 0, count: values.count)
    values.withUnsafeBufferPointer { source in
      result.withUnsafeMutableBufferPointer { target in
        guard let from = source.baseAddress, let to = target.baseAddress else { return }
        GaussianBlur.apply(
          GaussianKernel(sigma: sigma), source: from, destination: to, width: width,
          height: height, scratch: SampleBuffer())
      }
    }
    return result
  }

  @Test(arguments: [(7, 5, 0.8), (33, 21, 1.8), (3, 40, 2.8), (1, 1, 1.0)])
  func `equals the double sum over the kernel`(width: Int, height: Int, sigma: Double) {
    var random = SeededGenerator(seed: 7)
    let values = (0..<(width * height)).map { _ in Float.random(in: 0...1, using: &random) }
    let kernel = GaussianKernel(sigma: sigma)
    let result = blurred(values, width: width, height: height, sigma: sigma)
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
        #expect(abs(Double(result[y * width + x]) - sum) < 1e-5)
      }
    }
  }

  @Test func `keeps a constant plane`() {
    let result = blurred([Float](repeating: 0.25, count: 600), width: 30, height: 20, sigma: 2)
    #expect(result.allSatisfy { abs($0 - 0.25) < 1e-6 })
  }

  @Test func `gives an interior pixel the same bits whatever part is processed`() {
    var random = SeededGenerator(seed: 11)
    let width = 64
    let values = (0..<(width * width)).map { _ in Float.random(in: 0...1, using: &random) }
    let whole = blurred(values, width: width, height: width, sigma: 1.8)
    let part = (10..<54).flatMap { y in (6..<50).map { x in values[y * width + x] } }
    let cut = blurred(part, width: 44, height: 44, sigma: 1.8)
    let margin = GaussianKernel(sigma: 1.8).radius
    for y in margin..<(44 - margin) {
      for x in margin..<(44 - margin) {
        #expect(cut[y * 44 + x] == whole[(y + 10) * width + x + 6])
      }
    }
  }
}
