import Raster
import SlideIO
import Testing

@Suite struct RoundTripTests {
  static let sizes = [(1, 1), (2, 3), (17, 5), (64, 64), (131, 93), (700, 41)]
  static let size = PixelSize(xMicrons: 0.2528, yMicrons: 0.2525, source: .manifest)

  @Test(arguments: sizes)
  func `a PNG gives back its pixels and pixel size`(size: (Int, Int)) throws {
    let folder = try ScratchFolder()
    let image = RGBImage.noise(width: size.0, height: size.1)
    try ImageWriter.writePNG(image, to: folder.path("a.png"), pixelSize: Self.size)
    let decoded = try ImageReader().decode(at: folder.path("a.png"))
    #expect(firstDifference(decoded.image, image) == nil)
    #expect(decoded.info.format == .png)
    #expect(decoded.warnings.isEmpty)
    let found = try #require(decoded.info.pixelSize)
    #expect(abs(found.xMicrons / 0.2528 - 1) < 1e-6 && abs(found.yMicrons / 0.2525 - 1) < 1e-6)
    #expect(found.source == .pngPhys)
    #expect(try folder.names() == ["a.png"])
  }

  @Test(arguments: [ImageWriter.TIFFEncoding.none, .lzw, .deflate], [nil, 16, 64, 256])
  func `a TIFF gives back its pixels and pixel size`(
    encoding: ImageWriter.TIFFEncoding, tile: Int?
  ) throws {
    let folder = try ScratchFolder()
    for (width, height) in Self.sizes {
      let image = RGBImage.noise(width: width, height: height)
      try ImageWriter.writeTIFF(
        image, to: folder.path("a.tif"), pixelSize: Self.size, compression: encoding,
        tileSize: tile)
      let decoded = try ImageReader().decode(at: folder.path("a.tif"))
      #expect(firstDifference(decoded.image, image) == nil)
      #expect(decoded.info.format == .tiff && decoded.warnings.isEmpty)
      let found = try #require(decoded.info.pixelSize)
      #expect(abs(found.xMicrons / 0.2528 - 1) < 1e-6 && abs(found.yMicrons / 0.2525 - 1) < 1e-6)
      #expect(found.source == .tiffTags)
    }
    #expect(try folder.names() == ["a.tif"])
  }

  @Test(arguments: Orientation.allCases)
  func `every orientation is seen upright`(orientation: Orientation) throws {
    let folder = try ScratchFolder()
    let image = RGBImage.noise(width: 37, height: 21)
    for tile in [nil, 16] {
      try ImageWriter.writeTIFF(
        image, to: folder.path("a.tif"), pixelSize: Self.size, tileSize: tile,
        orientation: orientation)
      let decoded = try ImageReader().decode(at: folder.path("a.tif"))
      #expect(firstDifference(decoded.image, image) == nil)
      #expect(decoded.info.width == 37 && decoded.info.height == 21)
      #expect(abs((decoded.info.pixelSize?.xMicrons ?? 0) - 0.2528) < 1e-6)
    }
  }

  @Test(arguments: [nil, 16, 128])
  func `JPEG in TIFF is decoded straight to RGB near the original`(tile: Int?) throws {
    let folder = try ScratchFolder()
    var image = RGBImage(width: 150, height: 90)
    for y in 0..<90 {
      for x in 0..<150 {
        image[x, y] = RGBColor(red: UInt8(x), green: UInt8(2 * y), blue: UInt8(255 - x))
      }
    }
    try ImageWriter.writeTIFF(
      image, to: folder.path("a.tif"), compression: .jpeg(quality: 95), tileSize: tile)
    let decoded = try ImageReader().decode(at: folder.path("a.tif"))
    #expect(decoded.info.encoding.contains("JPEG"))
    let gap = try #require(largestDifference(decoded.image, image))
    #expect(gap > 0 && gap <= 12)
  }

  @Test func `the same image gives the same bytes`() throws {
    let folder = try ScratchFolder()
    let image = RGBImage.noise(width: 90, height: 70)
    for name in ["a", "b"] {
      try ImageWriter.writePNG(image, to: folder.path("\(name).png"))
      try ImageWriter.writeTIFF(image, to: folder.path("\(name).tif"), tileSize: 32)
    }
    #expect(try bytes(of: folder.path("a.png")) == bytes(of: folder.path("b.png")))
    #expect(try bytes(of: folder.path("a.tif")) == bytes(of: folder.path("b.tif")))
  }

  @Test func `an image's memory is used again`() throws {
    let folder = try ScratchFolder()
    let large = RGBImage.noise(width: 60, height: 50, seed: 1)
    let small = RGBImage.noise(width: 20, height: 10, seed: 2)
    try ImageWriter.writePNG(large, to: folder.path("large.png"))
    try ImageWriter.writeTIFF(large, to: folder.path("large.tif"))
    try ImageWriter.writePNG(small, to: folder.path("small.png"))
    var image = RGBImage(width: 0, height: 0, samples: [])
    _ = try ImageReader().decode(at: folder.path("large.png"), into: &image)
    let address = image.samples.withUnsafeBytes { $0.baseAddress }
    for (name, expected) in [("small.png", small), ("large.tif", large), ("large.png", large)] {
      _ = try ImageReader().decode(at: folder.path(name), into: &image)
      #expect(firstDifference(image, expected) == nil)
      #expect(image.samples.withUnsafeBytes { $0.baseAddress } == address)
    }
  }

  @Test func `what stood under the name is replaced, or kept when writing fails`() throws {
    let folder = try ScratchFolder()
    let path = try folder.write([1, 2, 3], as: "a.png")
    #expect(throws: ImageFileError.self) {
      try ImageWriter.writePNG(RGBImage(width: 0, height: 0), to: path)
    }
    #expect(try bytes(of: path) == [1, 2, 3])
    try ImageWriter.writePNG(RGBImage(width: 2, height: 2), to: path)
    #expect(try ImageReader().decode(at: path).image == RGBImage(width: 2, height: 2))
    #expect(try folder.names() == ["a.png"])
  }

  @Test func `a folder that does not exist is named as the reason`() throws {
    let folder = try ScratchFolder()
    let path = folder.path("none/a.png")
    let expected = ImageFileError.unwritable(path: path, reason: "the folder does not exist")
    let image = RGBImage(width: 2, height: 2)
    #expect(throws: expected) { try ImageWriter.writePNG(image, to: path) }
    #expect(throws: expected) { try ImageWriter.writeTIFF(image, to: path) }
  }
}
