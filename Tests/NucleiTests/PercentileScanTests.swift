import Nuclei
import TestSupport
import Testing

@Suite struct PercentileScanTests {
  /// Values of every size and sign, with repeats.
  private func values(_ count: Int, seed: UInt64) -> [Float] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      switch Int.random(in: 0..<4, using: &random) {
      case 0: Float(Int.random(in: -3...3, using: &random)) / 4
      case 1: Float.random(in: -1...1, using: &random) * 1e-20
      case 2: Float.random(in: -1...1, using: &random) * 1e20
      default: Float.random(in: -0.2...1.5, using: &random)
      }
    }
  }

  @Test(arguments: [1, 2, 3, 10, 1001])
  func `counting gives what sorting gives`(count: Int) {
    let all = values(count, seed: UInt64(count))
    for percent in [0.0, 5, 30, 50, 99.5, 100] {
      for least in [-Float.infinity, 0] {
        let counted = PercentileScan(all, sortingAtMost: 0)
        let sorted = PercentileScan(all, sortingAtMost: count)
        let requests: [PercentileScan<Float>.Request] = [
          .init(percent: percent) { $0 }, .init(percent: 50) { $0 >= least ? $0 : nil },
          .init(percent: percent) { _ in nil },
        ]
        let (a, b) = (counted.percentiles(requests), sorted.percentiles(requests))
        #expect(a.map(\.value) == b.map(\.value) && a.map(\.count) == b.map(\.count))
        #expect(a[0].count == count && a[2].value == nil && a[2].count == 0)
      }
    }
  }

  @Test func `percentiles are those of R's type 7`() {
    let scan = PercentileScan([3, 1, 2, 10] as [Float], sortingAtMost: 0)
    // quantile(c(1, 2, 3, 10), c(0.3, 0.5, 0.9))
    let found = scan.percentiles([30, 50, 90].map { .init(percent: $0) { $0 } })
    for (value, expected) in zip(found.map(\.value), [1.9, 2.5, 7.9]) {
      #expect(abs((value ?? -1) - expected) < 1e-9)
    }
  }
}
