import CKernels
import Raster
import TestSupport
import Testing

/// Filters of PNG rows beside the formulas of the PNG specification, clause 9.
@Suite struct PNGFilterTests {
  @Test(arguments: KernelTests.sets, [1, 3, 4])
  func `filters of PNG rows`(set: InstructionSet, channels: Int) {
    for (width, height) in [(1, 1), (1, 9), (2, 5), (3, 4), (5, 9), (7, 8), (8, 16), (40, 23)] {
      for filters: [UInt8] in [
        [1], [2], [3], [4], [0, 1], [0, 1, 2, 3], [0, 1, 2, 3, 4], [4, 4, 4, 4, 4, 3],
      ] {
        checkFilters(filters, set, width: width, height: height, channels: channels)
      }
    }
  }

  private func checkFilters(
    _ filters: [UInt8], _ set: InstructionSet, width: Int, height: Int, channels: Int
  ) {
    let count = channels * width
    var random = SeededGenerator(seed: UInt64(count + filters.count))
    var rows: [UInt8] = []
    var expected = [UInt8](repeating: 0, count: count)
    for _ in 0..<height {
      let filter = filters.randomElement(using: &random) ?? 0
      let row = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      rows += [filter] + row
      for (i, sample) in row.enumerated() {
        let above = Int(expected[expected.count - count])
        let left = i < channels ? 0 : Int(expected[expected.count - channels])
        let corner = i < channels ? 0 : Int(expected[expected.count - count - channels])
        let guess = left + above - corner
        let nearest = [left, above, corner].reduce(left) {
          abs($1 - guess) < abs($0 - guess) ? $1 : $0
        }
        let predicted = [0, left, above, (left + above) / 2, nearest][Int(filter)]
        expected.append(sample &+ UInt8(predicted))
      }
    }
    rows += [UInt8](repeating: 9, count: KI67_PADDING)
    var found = [UInt8](repeating: 0, count: count * height)
    let zeros = [UInt8](repeating: 0, count: count + KI67_PADDING)
    #expect(
      ki67_png_unfilter(set.kernels, rows, zeros, width, height, channels, &found) == 1)
    #expect(found == Array(expected.dropFirst(count)))
    rows[(height - 1) * (count + 1)] = 5
    #expect(
      ki67_png_unfilter(set.kernels, rows, zeros, width, height, channels, &found) == 0)
  }
}
