import Quantification
import Raster
import Testing

/// The map of classes by itself.
@Suite struct SlideTissueTests {
  /// Classes in an order that has no pattern, some cells without any.
  private func map(columns: Int, rows: Int, cell: SIMD2<Double>) -> SlideTissue {
    var state: UInt64 = 7
    let classes = (0..<(columns * rows)).map { _ -> TissueClass? in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let number = Int(state >> 33) % (TissueClass.allCases.count + 1)
      return number < TissueClass.allCases.count ? TissueClass.allCases[number] : nil
    }
    return SlideTissue(
      classes: classes, columns: columns, cellPixels: cell, excluded: [.pen, .pigment])
  }

  @Test(arguments: [(7, 5), (32, 16), (1, 1)])
  func `areas are those of a count by pixels`(cellWidth: Int, cellHeight: Int) {
    let (width, height) = (cellWidth * 9 - cellWidth / 2, cellHeight * 6 - cellHeight / 3)
    let tissue = map(
      columns: 9, rows: 6, cell: SIMD2(Double(cellWidth), Double(cellHeight)))
    var counts: [TissueClass: Double] = [:]
    for y in 0..<height {
      for x in 0..<width {
        let place = SIMD2(Double(x) + 0.5, Double(y) + 0.5)
        if let value = tissue.value(at: place) { counts[value, default: 0] += 1 }
        let isLeftOut = [.pen, .pigment].contains(tissue.value(at: place))
        #expect(tissue.isExcluded(at: place) == isLeftOut)
      }
    }
    #expect(tissue.pixels(width: width, height: height) == counts)
  }

  @Test func `parts that cover a slide add up to it`() {
    let tissue = map(columns: 20, rows: 14, cell: SIMD2(10, 10))
    let (width, height) = (197, 137)
    var sum: [TissueClass: Double] = [:]
    for y in stride(from: 0, to: height, by: 33) {
      for x in stride(from: 0, to: width, by: 47) {
        let part = PixelRect(
          x: x, y: y, width: min(47, width - x), height: min(33, height - y))
        sum.merge(tissue.pixels(width: width, height: height, in: part)) { $0 + $1 }
      }
    }
    // The middle of the last cells lies on the slide, so that each cell is in one part.
    #expect(sum == tissue.pixels(width: width, height: height))
  }

  @Test func `a place beyond the last cell is as that cell`() {
    let tissue = map(columns: 4, rows: 3, cell: SIMD2(8, 8))
    #expect(tissue.value(at: SIMD2(1000, 1000)) == tissue.value(column: 3, row: 2))
    #expect(tissue.value(at: SIMD2(-5, -5)) == tissue.value(column: 0, row: 0))
  }
}
