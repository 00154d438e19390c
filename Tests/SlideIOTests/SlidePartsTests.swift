import Raster
import SlideIO
import Testing

/// What of a TIFF file is a level, a picture beside the slide, or a page.
@Suite struct SlidePartsTests {
  private func describe(
    _ directories: [TIFFBuilder], subdirectories: [Int: [TIFFBuilder]] = [:]
  ) throws -> SlideDescription {
    let folder = try ScratchFolder()
    let file = TIFFBuilder.file(directories, subdirectories: subdirectories)
    return try SlideReader().describe(try folder.write(file, as: "a.tif"))
  }

  private func image(_ width: Int, _ height: Int) -> RGBImage {
    .noise(width: width, height: height, seed: UInt64(width))
  }

  private func sizes(_ slide: SlideDescription) -> [[Int]] {
    slide.levels.map { [$0.width, $0.height] }
  }

  @Test func `reduced directories are levels, in tiles and in strips`() throws {
    for tile in [16, nil] {
      let slide = try describe([
        TIFFBuilder(image(101, 67), tile: tile),
        TIFFBuilder(image(25, 16), tile: tile).kind(1),
        TIFFBuilder(image(50, 33), tile: tile).kind(1),
      ])
      #expect(sizes(slide) == [[101, 67], [50, 33], [25, 16]])
      #expect(slide.levels.map(\.downsample) == [1, 2, 4])
      #expect(slide.levels.map(\.isTiled) == [Bool](repeating: tile != nil, count: 3))
      #expect(slide.associatedImages.isEmpty && slide.vendor == "tiff")
      #expect(slide.reader == .libtiff && slide.isPyramid)
    }
  }

  @Test(arguments: [false, true])
  func `SubIFDs of the full resolution are levels`(isBigTIFF: Bool) throws {
    func level(_ width: Int, _ height: Int) -> TIFFBuilder {
      TIFFBuilder(image(width, height), tile: 16, isBigTIFF: isBigTIFF)
    }
    let slide = try describe(
      [level(96, 64), level(60, 60)],
      subdirectories: [0: [level(48, 32), level(24, 16)], 1: [level(30, 30)]])
    #expect(sizes(slide) == [[96, 64], [48, 32], [24, 16]])
    #expect(slide.associatedImages.map(\.name) == ["page 2"])
  }

  @Test func `tiled copies at half size or less need no mark, other pages stay pages`() throws {
    let slide = try describe([
      TIFFBuilder(image(100, 80), tile: 16),
      TIFFBuilder(image(100, 80), tile: 16),
      TIFFBuilder(image(90, 72), tile: 16),
      TIFFBuilder(image(50, 40), tile: 16),
      TIFFBuilder(image(25, 20)),
      TIFFBuilder(image(20, 20), tile: 16).kind(1),
      TIFFBuilder(image(50, 40), tile: 16).kind(1),
    ])
    #expect(sizes(slide) == [[100, 80], [50, 40]])
    #expect(slide.associatedImages.map(\.name) == ["page 2", "page 3", "page 5", "page 6"])
  }

  @Test func `masks are nothing, and a reduced copy that stands first is a level`() throws {
    let slide = try describe([
      TIFFBuilder(image(25, 20)).kind(1),
      TIFFBuilder(image(100, 80)).kind(4),
      TIFFBuilder(image(50, 40)),
    ])
    #expect(sizes(slide) == [[50, 40], [25, 20]])
    #expect(slide.associatedImages.isEmpty)
  }

  static let aperio = "Aperio Image Library v11.2.1\r\n"

  @Test func `Aperio: tiled directories are levels, the others pictures`() throws {
    let slide = try describe([
      TIFFBuilder(image(128, 96), tile: 16).described(
        Self.aperio + "128x96 (16x16) JPEG/RGB Q=30|AppMag = 20|MPP = 0.4990"),
      TIFFBuilder(image(64, 48)).described(Self.aperio + "128x96 -> 64x48 - |AppMag = 20"),
      TIFFBuilder(image(32, 24), tile: 16).described(Self.aperio + "128x96 (16x16) -> 32x24"),
      TIFFBuilder(image(20, 30)).described(Self.aperio + "label 20x30").kind(1),
      TIFFBuilder(image(60, 20)).described(Self.aperio + "macro 60x20").kind(9),
    ])
    #expect(slide.vendor == "aperio")
    #expect(sizes(slide) == [[128, 96], [32, 24]])
    #expect(slide.associatedImages.map(\.name) == ["thumbnail", "label", "macro"])
    #expect(slide.associatedImages.map(\.width) == [64, 20, 60])
    #expect(slide.pixelSize?.xMicrons == 0.499 && slide.pixelSize?.source == .aperio)
  }

  @Test func `Aperio: without words NewSubfileType tells label and macro apart`() throws {
    let slide = try describe([
      TIFFBuilder(image(128, 96), tile: 16).described(Self.aperio + "128x96"),
      TIFFBuilder(image(64, 48)),
      TIFFBuilder(image(60, 20)).kind(9),
      TIFFBuilder(image(20, 30)).kind(1),
    ])
    #expect(slide.associatedImages.map(\.name) == ["thumbnail", "macro", "label"])
  }

  @Test func `words in other files name pictures, and names are unique`() throws {
    let slide = try describe([
      TIFFBuilder(image(128, 96), tile: 16),
      TIFFBuilder(image(64, 48)).described("Thumbnail of the slide").kind(1),
      TIFFBuilder(image(20, 30)).described("label").kind(1),
      TIFFBuilder(image(20, 30)).described("label\nsecond"),
    ])
    #expect(slide.levels.count == 1)
    #expect(slide.associatedImages.map(\.name) == ["thumbnail", "label", "label 2"])
  }

  private func ome(_ images: String) -> String {
    "<?xml version=\"1.0\"?><OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\">"
      + images + "</OME>"
  }

  private func omeImage(_ name: String, _ directory: Int, _ size: Double) -> String {
    """
    <Image Name="\(name)"><Pixels PhysicalSizeX="\(size)" PhysicalSizeY="\(size)">\
    <Channel SamplesPerPixel="3"/><TiffData IFD="\(directory)" PlaneCount="1"/></Pixels></Image>
    """
  }

  @Test func `OME-TIFF: the first color series that is no picture, with its own pixel size`() throws
  {
    let gray = TIFFBuilder(
      width: 10, height: 10, bits: [8], photometric: 1, data: [UInt8](repeating: 0, count: 100))
    let text = ome(
      omeImage("macro image", 0, 9) + omeImage("fluorescence", 1, 8)
        + omeImage("slide", 2, 0.25) + omeImage("label image", 3, 7))
    let slide = try describe(
      [
        TIFFBuilder(image(40, 20)).described(text), gray,
        TIFFBuilder(image(128, 96), tile: 16, isPlanar: true), TIFFBuilder(image(20, 30)),
      ], subdirectories: [2: [TIFFBuilder(image(64, 48), tile: 16, isPlanar: true)]])
    #expect(slide.vendor == "ome-tiff")
    #expect(sizes(slide) == [[128, 96], [64, 48]])
    #expect(slide.pixelSize == PixelSize(xMicrons: 0.25, yMicrons: 0.25, source: .ome))
    #expect(slide.associatedImages.map(\.name) == ["macro", "page 2", "label"])
  }

  @Test func `a level that cannot be decoded is left out with a warning`() throws {
    var broken = TIFFBuilder(image(48, 32), tile: 16).kind(1)
    broken.tags[259] = .short([34712])
    let slide = try describe([
      TIFFBuilder(image(96, 64), tile: 16), broken, TIFFBuilder(image(24, 16), tile: 16).kind(1),
    ])
    #expect(sizes(slide) == [[96, 64], [24, 16]])
    #expect(slide.warnings.contains { $0.contains("48 x 32") && $0.contains("JPEG 2000") })
  }

  @Test func `a PNG is a slide of one level`() throws {
    let folder = try ScratchFolder()
    let picture = image(30, 20)
    try ImageWriter.writePNG(
      picture, to: folder.path("a.png"),
      pixelSize: PixelSize(xMicrons: 0.5, yMicrons: 0.5, source: .pngPhys))
    let slide = try SlideReader().describe(folder.path("a.png"))
    #expect(slide.reader == .libpng && !slide.isPyramid && slide.pixelSize?.xMicrons == 0.5)
    let rect = PixelRect(x: 5, y: 6, width: 7, height: 8)
    #expect(try SlideHandle(slide).region(rect) == picture.cropped(to: rect))
  }
}
