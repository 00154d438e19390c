import Foundation
import Nuclei
import Quantification
import Raster
import SlideIO
import Testing

/// Slides that are one file, read by regions.
@Suite struct WholeSlideTests {
  /// Writes an image as a pyramid without loss.
  private func pyramid(
    of image: RGBImage, pixelSize: PixelSize, in folder: TemporaryFolder
  ) throws -> SlideInput {
    let path = "\(folder.path)/pyramid.svs"
    var options = PyramidWriter.Options()
    options.tileSize = 64
    options.levelFactor = 2
    options.smallestLevelSide = 200
    options.compression = .lzw
    options.pixelSize = pixelSize
    let writer = try PyramidWriter(
      path: path, width: image.width, height: image.height, options: options)
    try writer.append(image)
    try writer.finish()
    return SlideInput(
      slide: "slide", caseName: "case", tiles: [TileInput(path: path, image: "pyramid.svs")])
  }

  @Test(arguments: [(0.25, 700, 1), (0.5, 520, 3)])
  func `a pyramid gives the nuclei of the same pixels in a PNG`(
    mpp: Double, side: Int, threads: Int
  ) throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 31, width: side, height: side - 90, micronsPerPixel: mpp)
    let plain = try SyntheticRun.measure([run.whole(in: folder)])
    let slide = try pyramid(of: run.image, pixelSize: run.pixelSize, in: folder)
    let read = try SyntheticRun.measure([slide], threads: threads)
    let reference = try #require(plain.nuclei["slide"])
    #expect(reference.count > 50)
    #expect(read.nuclei["slide"] == reference)
    let first = try #require(plain.result.slides.first)
    let second = try #require(read.result.slides.first)
    #expect(second.pixelSize?.source == .aperio)
    #expect(second.counts == first.counts && second.hotspots == first.hotspots)
    #expect(second.calibration == first.calibration && second.positivity == first.positivity)
    #expect(second.width == side && second.height == side - 90)
    #expect(second.skippedAreaSquareMillimeters == 0 && second.areas == first.areas)
    #expect(second.quality == first.quality)
  }

  /// Tissue on a slide that is mostly glass: 2.2 mm x 2.0 mm.
  private func glassSlide() throws -> (run: SyntheticRun, image: RGBImage) {
    let run = try SyntheticRun(seed: 32, width: 420, height: 400, micronsPerPixel: 1)
    var image = RGBImage(
      width: 2200, height: 2000, filledWith: RGBColor(red: 242, green: 241, blue: 243))
    for y in 0..<run.image.height {
      for x in 0..<run.image.width { image[x + 1310, y + 705] = run.image[x, y] }
    }
    // A speck of dust is no tissue.
    image[200, 1700] = RGBColor(red: 20, green: 20, blue: 20)
    return (run, image)
  }

  @Test func `glass is skipped and no nucleus of the tissue is lost`() throws {
    let folder = try TemporaryFolder()
    let (run, image) = try glassSlide()
    let path = "\(folder.path)/glass.png"
    try ImageWriter.writePNG(image, to: path, compressionLevel: 1)
    let whole = SlideInput(
      slide: "slide", caseName: "case", tiles: [TileInput(path: path, image: "glass.png")],
      statedPixelSize: run.pixelSize)
    let everywhere = try SyntheticRun.measure([whole], threads: 2)
    let slide = try pyramid(of: image, pixelSize: run.pixelSize, in: folder)
    let read = try SyntheticRun.measure([slide], threads: 2)
    #expect(try #require(everywhere.nuclei["slide"]).count > 300)
    #expect(read.nuclei["slide"] == everywhere.nuclei["slide"])
    let result = try #require(read.result.slides.first)
    let tissue = try #require(result.areas?.tissueSquareMillimeters)
    let skipped = try #require(result.skippedAreaSquareMillimeters)
    #expect(tissue > 0.9 * 0.168 && tissue < 1.15 * 0.168)
    // All but the tissue and the 128 to 192 µm around it.
    #expect(skipped > 4.4 - 0.82 * 0.82 && skipped < 4.4 - 0.66 * 0.66)
    #expect(result.measuredAreaSquareMillimeters == 4.4)
    let single = try SyntheticRun.measure([slide], threads: 1)
    #expect(single.nuclei == read.nuclei)
  }

  @Test func `a slide of glass is measured and has no nuclei`() throws {
    let folder = try TemporaryFolder()
    let image = RGBImage(
      width: 2100, height: 2000, filledWith: RGBColor(red: 240, green: 240, blue: 240))
    let size = PixelSize(xMicrons: 1, yMicrons: 1, source: .aperio)
    let read = try SyntheticRun.measure([pyramid(of: image, pixelSize: size, in: folder)])
    let slide = try #require(read.result.slides.first)
    #expect(slide.status == .measured && slide.flags.contains(.noNuclei))
    #expect(slide.areas?.tissueSquareMillimeters == 0)
    #expect(slide.skippedAreaSquareMillimeters == slide.measuredAreaSquareMillimeters)
  }

  @Test func `a damaged pyramid fails with its place`() throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 33, width: 400, height: 300, micronsPerPixel: 0.5)
    let slide = try pyramid(of: run.image, pixelSize: run.pixelSize, in: folder)
    let path = slide.tiles[0].path
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    // Tiles of the full resolution stand first in the file.
    for index in 2000..<6000 { bytes[index] = 0xFF }
    try bytes.write(to: URL(fileURLWithPath: path))
    let result = try #require(try SyntheticRun.measure([slide]).result.slides.first)
    #expect(result.status == .failed)
    #expect(result.error?.contains("\(path) is damaged") == true, "\(result.error ?? "")")
  }
}
