import Quantification
import Raster
import SlideIO
import Synthesis
import Testing

/// Doubts about a slide that its own pixels show.
@Suite struct QualityFlagTests {
  /// 4 × 4 tiles of 100 µm, one of which may show another tissue.
  private func measured(index: Double, other: Double?) throws -> SlideResult {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(
      seed: 7, width: 800, height: 800, micronsPerPixel: 0.5, index: index)
    var slide = try run.tiles(side: 200, overlap: 0, in: folder)
    if let other {
      let image = try SyntheticRun(
        seed: 8, width: 200, height: 200, micronsPerPixel: 0.5, index: other
      ).image
      slide.tiles[5].path = folder.item("other.png")
      try ImageWriter.writePNG(image, to: folder.item("other.png"))
    }
    return try #require(SyntheticRun.measure([slide]).result.slides.first)
  }

  @Test func `a tile of another tissue is told among the others`() throws {
    let slide = try measured(index: 0.03, other: 0.9)
    #expect(slide.flags.contains(.tilesOutlying))
    #expect(slide.tiles.indices.filter { slide.tiles[$0].isOutlying == true } == [5])
    let alike = try measured(index: 0.03, other: nil)
    #expect(!alike.flags.contains(.tilesOutlying))
    #expect(alike.tiles.allSatisfy { $0.isOutlying == nil })
    #expect(!alike.flags.contains(.stainWeak) && !alike.flags.contains(.overexposed))
  }

  @Test(arguments: [(0, false), (3, true)])
  func `tissue that is partly white is told`(white: Int, isTold: Bool) throws {
    #expect(try flags(of: white, color: [255, 255, 255]).contains(.overexposed) == isTold)
  }

  @Test(arguments: [(0, false), (3, true)])
  func `tissue that is partly without light is told`(black: Int, isTold: Bool) throws {
    #expect(try flags(of: black, color: [120, 40, 0]).contains(.underexposed) == isTold)
  }

  /// Flags of grained tissue of which some eighths have a color.
  private func flags(of eighths: Int, color: [UInt8]) throws -> [ResultFlag] {
    let folder = try TemporaryFolder()
    var samples = [UInt8](repeating: 243, count: 3 * 512 * 400)
    for y in 0..<400 {
      for x in 0..<384 {
        let isColored = (x / 6 * 5 + y / 6 * 3) % 8 < eighths
        // Sharp grains, because what has none counts as out of focus.
        let shade = UInt8((x / 3 * 7919 + y / 3 * 104_729) % 61)
        for (channel, value) in [UInt8(160), 150, 190].enumerated() {
          samples[3 * (y * 512 + x) + channel] = isColored ? color[channel] : value - shade
        }
      }
    }
    try ImageWriter.writePNG(
      RGBImage(width: 512, height: 400, samples: samples), to: folder.item("s.png"))
    let slide = SlideInput(
      slide: "s", caseName: "s", tiles: [TileInput(path: folder.item("s.png"), image: "s.png")],
      statedPixelSize: PixelSize(xMicrons: 0.5, yMicrons: 0.5, source: .commandLine))
    return try #require(SyntheticRun.measure([slide]).result.slides.first).flags
  }
}
