import Foundation
import Quantification
import Raster
import SlideIO
import Testing

@Suite struct DamagedTileTests {
  @Test func `a damaged tile is reported and the rest is measured`() throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 4, width: 400, height: 400, micronsPerPixel: 0.5)
    let input = try run.tiles(side: 200, overlap: 0, in: folder)
    let broken = input.tiles[1].path
    let bytes = try Data(contentsOf: URL(fileURLWithPath: broken))
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: broken))
    let slide = try #require(try SyntheticRun.measure([input]).result.slides.first)
    #expect(slide.status == .measured)
    #expect(slide.flags.contains(.someTilesFailed))
    #expect(slide.tiles.map(\.status) == [.measured, .failed, .measured, .measured])
    #expect(slide.tiles[1].error?.contains(broken) == true)
    #expect(slide.tiles[1].counts.total == 0)
    let area = try #require(slide.measuredAreaSquareMillimeters)
    #expect(abs(area - 3 * 0.1 * 0.1) < 1e-9)
  }

  @Test func `a slide without a readable tile fails with the reason, and others go on`() throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 6, width: 200, height: 200, micronsPerPixel: 0.5)
    let good = try run.whole(in: folder)
    let missing = SlideInput(
      slide: "missing", caseName: "lost",
      tiles: [TileInput(path: "\(folder.path)/none.png", image: "none.png")])
    let result = try SyntheticRun.measure([missing, good]).result
    #expect(result.slides.map(\.status) == [.failed, .measured])
    #expect(result.slides[0].error?.contains("none.png") == true)
    #expect(result.cases.map(\.status) == [.failed, .measured])
  }

  @Test func `tiles of different downsample are refused`() throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 6, width: 240, height: 120, micronsPerPixel: 0.5)
    var input = try run.tiles(side: 120, overlap: 0, in: folder)
    input.tiles[1].downsample = 2
    let slide = try #require(try SyntheticRun.measure([input]).result.slides.first)
    #expect(slide.tiles[1].status == .failed)
    #expect(slide.tiles[1].error?.contains("downsample") == true)
  }
}
