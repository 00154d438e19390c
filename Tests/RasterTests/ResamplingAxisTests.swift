import Foundation
import Raster
import Testing

@Suite struct ResamplingAxisTests {
  private func resampled(_ values: [Double], step: Double, range: Range<Int>) -> [Double] {
    let axis = ResamplingAxis(range: range, step: step, sourceCount: values.count)
    return axis.starts.indices.map { index in
      (0..<min(axis.tapCount, values.count)).reduce(0.0) { sum, tap in
        sum + Double(axis.weights[index * axis.tapCount + tap]) * values[axis.starts[index] + tap]
      }
    }
  }

  @Test(arguments: [0.45, 0.909, 1.0, 1.37, 2.0, 4.0, 5.25])
  func `keeps a constant`(step: Double) {
    let count = Int(50 / step)
    let result = resampled([Double](repeating: 3, count: 50), step: step, range: 0..<count)
    #expect(result.allSatisfy { abs($0 - 3) < 1e-5 })
  }

  @Test func `averages areas exactly`() {
    // Working pixel 1 at step 1.5 covers source 1.5 to 3: half of pixel 1 and all of pixel 2.
    let result = resampled([10, 20, 40, 80], step: 1.5, range: 0..<2)
    #expect(abs(result[0] - (10 + 0.5 * 20) / 1.5) < 1e-5)
    #expect(abs(result[1] - (0.5 * 20 + 40) / 1.5) < 1e-5)
  }

  @Test func `reproduces a straight line between pixel centers when enlarging`() {
    let line = (0..<40).map { 2 * (Double($0) + 0.5) }
    let result = resampled(line, step: 0.8, range: 0..<50)
    for index in 5..<45 { #expect(abs(result[index] - 2 * (Double(index) + 0.5) * 0.8) < 1e-4) }
  }

  @Test(arguments: [0.7, 1.9, 2.0])
  func `treats a part as it treats the whole`(step: Double) {
    let whole = ResamplingAxis(range: 0..<100, step: step, sourceCount: 300)
    let part = ResamplingAxis(range: 40..<60, step: step, sourceCount: 300)
    #expect(Array(whole.starts[40..<60]) == part.starts)
    #expect(Array(whole.weights[(40 * whole.tapCount)..<(60 * whole.tapCount)]) == part.weights)
  }

  @Test(arguments: [0.4, 0.7, 1, 1.9, 2, 3.25])
  func `needs the source pixels that its starts and taps reach`(step: Double) {
    let sourceCount = 60
    for range in [0..<1, 0..<12, 5..<9, 7..<Int(Double(sourceCount) / step)] {
      let axis = ResamplingAxis(range: range, step: step, sourceCount: sourceCount)
      let reached = axis.starts.flatMap { $0..<min(sourceCount, $0 + axis.tapCount) }
      let needed = ResamplingAxis.sourceRange(of: range, step: step, sourceCount: sourceCount)
      #expect(needed.lowerBound == reached.min())
      #expect(needed.upperBound - 1 == reached.max())
    }
    #expect(ResamplingAxis.sourceRange(of: 4..<4, step: step, sourceCount: 9).isEmpty)
  }

  @Test func `stays inside a source of a single pixel`() {
    #expect(resampled([7], step: 3, range: 0..<1).allSatisfy { abs($0 - 7) < 1e-5 })
    #expect(resampled([7], step: 0.4, range: 0..<2).allSatisfy { abs($0 - 7) < 1e-5 })
  }
}
