import Foundation
import Nuclei
import Quantification
import Raster
import SlideIO
import Testing

/// Tiles that keep the places of a slide of which nothing else was exported.
@Suite struct PlacedTilesTests {
  /// An image as tiles of one slide.
  private func slide(
    _ run: SyntheticRun, parts: [(part: PixelRect, x: Int, y: Int)], in folder: TemporaryFolder,
    statesPixelSize: Bool = true
  ) throws -> SlideInput {
    let tiles = try parts.map { part, x, y in
      let name = "slide [d=1,x=\(x),y=\(y),w=\(part.width),h=\(part.height)].png"
      try ImageWriter.writePNG(
        run.image.cropped(to: part), to: folder.item(name), compressionLevel: 1)
      return TileInput(path: folder.item(name), image: name, x: x, y: y)
    }
    return SlideInput(
      slide: "slide", caseName: "case", tiles: tiles,
      statedPixelSize: statesPixelSize ? run.pixelSize : nil)
  }

  private func measure(
    _ input: SlideInput
  ) throws -> (slide: SlideResult, nuclei: [TiledNucleus]) {
    let measured = try SyntheticRun.measure([input], threads: 2)
    let slide = try #require(measured.result.slides.first)
    #expect(slide.status == .measured, "\(slide.error ?? "")")
    return (slide, measured.nuclei["slide"] ?? [])
  }

  private typealias Measured = (slide: SlideResult, nuclei: [TiledNucleus])

  private func expectSame(_ moved: Measured, as original: Measured, by offset: SIMD2<Int>) {
    #expect(moved.slide.calibration == original.slide.calibration)
    #expect(moved.slide.counts == original.slide.counts)
    #expect(moved.slide.positivity == original.slide.positivity)
    #expect(
      moved.slide.measuredAreaSquareMillimeters == original.slide.measuredAreaSquareMillimeters)
    #expect(original.nuclei.count > 50 && moved.nuclei.count == original.nuclei.count)
    for (a, b) in zip(moved.nuclei, original.nuclei) {
      #expect(abs(a.nucleus.x - Double(offset.x) - b.nucleus.x) < 1e-6)
      #expect(abs(a.nucleus.y - Double(offset.y) - b.nucleus.y) < 1e-6)
      var back = a.nucleus
      (back.x, back.y) = (b.nucleus.x, b.nucleus.y)
      back.outline.center = b.nucleus.outline.center
      #expect(back == b.nucleus && a.tile == b.tile)
    }
  }

  @Test(arguments: [SIMD2(20_032, 20_032), SIMD2(64, 20_032), SIMD2(7001, 3), SIMD2(150_001, 0)])
  func `a lone tile gives the same wherever it lies`(offset: SIMD2<Int>) throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 41, width: 300, height: 280, micronsPerPixel: 0.5)
    let original = try measure(slide(run, parts: [(run.bounds, 0, 0)], in: folder))
    let moved = try measure(slide(run, parts: [(run.bounds, offset.x, offset.y)], in: folder))
    expectSame(moved, as: original, by: offset)
  }

  @Test func `tiles with gaps give the same when all are moved`() throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 42, width: 420, height: 400, micronsPerPixel: 0.5)
    let parts = [(0, 0), (220, 30), (10, 200), (230, 210)].map {
      PixelRect(x: $0.0, y: $0.1, width: 190, height: 180)
    }
    let original = try measure(slide(run, parts: parts.map { ($0, $0.x, $0.y) }, in: folder))
    let moved = try measure(
      slide(run, parts: parts.map { ($0, $0.x + 19_201, $0.y + 25_603) }, in: folder))
    expectSame(moved, as: original, by: SIMD2(19_201, 25_603))
  }

  @Test func `fields far from each other share the white of both`() throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 43, width: 300, height: 240, micronsPerPixel: 0.5)
    let lone = try measure(slide(run, parts: [(run.bounds, 0, 0)], in: folder))
    let far = try measure(
      slide(run, parts: [(run.bounds, 0, 0), (run.bounds, 9600, 9600)], in: folder))
    #expect(far.slide.calibration == lone.slide.calibration)
    #expect(far.slide.tiles.map(\.counts.total) == [lone.nuclei.count, lone.nuclei.count])
  }

  @Test func `the size of a pixel is judged where tiles lie`() throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 44, width: 300, height: 280, micronsPerPixel: 0.5)
    let scales = try [(0, 0), (20_000, 20_000), (7001, 3)].map { x, y in
      try measure(
        slide(run, parts: [(run.bounds, x, y)], in: folder, statesPixelSize: false)
      ).slide.detectionMicronsPerPixel
    }
    #expect(scales[0] != nil && scales.allSatisfy { $0 == scales[0] }, "\(scales)")
  }

  @Test func `when all of the sample is damaged, the light is judged from the rest`() throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 45, width: 300, height: 280, micronsPerPixel: 0.5)
    var input = try slide(run, parts: [(run.bounds, 12_800, 12_800)], in: folder)
    let lone = try measure(input)
    let broken = folder.item("broken.png")
    try ImageWriter.writePNG(
      RGBImage(width: 6000, height: 6000), to: broken, compressionLevel: 1)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: broken))
    try bytes.prefix(bytes.count / 2).write(to: URL(fileURLWithPath: broken))
    input.tiles.append(TileInput(path: broken, image: "broken.png", x: 0, y: 0))
    let rest = try measure(input)
    #expect(rest.slide.calibration == lone.slide.calibration)
    #expect(rest.slide.counts == lone.slide.counts && !lone.nuclei.isEmpty)
    #expect(rest.slide.flags.contains(.someTilesFailed))
  }

  @Test(arguments: [1, 2, 3, 7])
  func `a picture of tiles with gaps is that of the image with white gaps`(block: Int) throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 46, width: 200, height: 150, micronsPerPixel: 0.5)
    var canvas = RGBImage(width: 700, height: 600)
    let places = [(37, 11), (490, 440)]
    for (x, y) in places { canvas.paste(run.image, x: x, y: y) }
    try ImageWriter.writePNG(canvas, to: folder.item("whole.png"), compressionLevel: 1)
    let whole = SlideInput(
      slide: "slide", caseName: "case",
      tiles: [TileInput(path: folder.item("whole.png"), image: "whole.png")])
    let cut = try slide(run, parts: places.map { (run.bounds, $0.0, $0.1) }, in: folder)
    for rect in [
      PixelRect(x: 0, y: 0, width: 690, height: 590),
      PixelRect(x: 5, y: 8, width: 600, height: 500),
      PixelRect(x: 300, y: 200, width: 90, height: 80),
    ] {
      let pictures = try [whole, cut].map { input in
        try #require(SlidePictureSource(input, memoryLimitBytes: 1 << 28))
          .image(of: rect, downsample: block)
      }
      #expect(pictures[0] == pictures[1])
    }
  }
}
