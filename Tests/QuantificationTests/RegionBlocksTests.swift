import Quantification
import Raster
import Testing

/// Outlines of many long edges, which take their time.
@Suite struct RegionBlocksTests {
  /// That a check ended the work.
  private struct Late: Error {}

  private static let canvas = PixelRect(x: 0, y: 0, width: 200, height: 200)

  /// Edges that lead up and down the slide, 10 pixels wide.
  private func zigzag(edges: Int) throws -> SlideRegions {
    let ring = (0..<edges).map { edge in
      SIMD2(10 + 10 * Double(edge) / Double(edges), edge % 2 == 0 ? 0.0 : 200.0)
    }
    let outline = RegionOutline(name: "a", className: "", parts: [RegionArea(rings: [ring])])
    let file = RegionFile(path: "r", format: .geoJSON, regions: [outline], notes: [])
    return try SlideRegions(
      file, rules: RegionParameters(), slideWidth: 200, slideHeight: 200)
  }

  /// Number of checks while something is done that is ended at one of them, if it comes so far.
  private func checks(
    endAt last: Int, _ body: (() throws(Late) -> Void) throws(Late) -> Void
  ) -> Int {
    var count = 0
    do throws(Late) {
      try body { () throws(Late) in
        count += 1
        if count == last { throw Late() }
      }
    } catch {
      return count
    }
    return count < last ? count : -1
  }

  @Test func `time is looked at between edges and between lines`() throws {
    let regions = try zigzag(edges: 5000)
    func blocks(_ check: () throws(Late) -> Void) throws(Late) {
      // Blocks of one pixel.
      _ = try RegionBlocks(
        regions, canvas: Self.canvas, downsample: 1, micronsPerPixel: SIMD2(64, 64), check: check)
    }
    let tiles = TileRows(
      map: TileMap([TileMap.Entry(tile: 0, rect: Self.canvas)]), downsample: 1)
    func areas(_ check: () throws(Late) -> Void) throws(Late) {
      _ = try RegionAreas(regions, tiles: tiles, check: check)
    }
    // Once every 1024 edges and in every row.
    #expect(checks(endAt: 1000, blocks) == 5 + 200)
    #expect(checks(endAt: 1000, areas) == 200)
    for last in [1, 3, 100, 200] {
      #expect(checks(endAt: last, blocks) == last)
      #expect(checks(endAt: last, areas) == last)
    }
  }

  @Test(arguments: [2e7, 1000, 10])
  func `blocks grow with the length of outlines and hold all that is measured`(mostSteps: Double)
    throws
  {
    let regions = try zigzag(edges: 100)
    let blocks = RegionBlocks(
      regions, canvas: Self.canvas, downsample: 1, micronsPerPixel: SIMD2(64, 64),
      mostSteps: mostSteps, check: {})
    var probe = RegionProbe(regions)
    for y in 0..<200 {
      for x in 0..<200 {
        let place = SIMD2(Double(x) + 0.5, Double(y) + 0.5)
        if probe.isMeasured(place) { #expect(blocks.contains(place)) }
      }
    }
    // 20 000 steps in blocks of a pixel; larger ones reach the place sooner or later.
    #expect(blocks.contains(SIMD2(30, 100)) == (mostSteps < 2e7))
    #expect(blocks.contains(SIMD2(150, 100)) == (mostSteps < 1000))
  }
}
