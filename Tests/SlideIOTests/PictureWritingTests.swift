import Raster
import SlideIO
import TestSupport
import Testing

@Suite struct PictureWritingTests {
  /// Noise, smooth colors or one color.
  private func image(_ kind: Int, using random: inout SeededGenerator) -> RGBImage {
    let width = Int.random(in: 1...70, using: &random)
    let height = Int.random(in: 1...70, using: &random)
    var image = RGBImage(width: width, height: height)
    for i in image.samples.indices {
      switch kind {
      case 0: image.samples[i] = UInt8.random(in: 0...255, using: &random)
      case 1: image.samples[i] = UInt8(truncatingIfNeeded: i / 3 % width * 3 + i / (3 * width))
      default: break
      }
    }
    return image
  }

  @Test func `libpng reads back what was written, and as small as it writes itself`() throws {
    let folder = try ScratchFolder()
    var random = SeededGenerator(seed: 4)
    var reader = ImageReader(memoryLimitBytes: 1 << 20)
    reader.decodesDirectly = false
    var sizes = (picture: 0, library: 0)
    for number in 0..<300 {
      let image = image(number % 3, using: &random)
      let size = PixelSize(xMicrons: 0.25, yMicrons: 0.5, source: .pngPhys)
      try ImageWriter.writePicture(image, to: folder.path("a.png"), pixelSize: size)
      try ImageWriter.writePNG(image, to: folder.path("b.png"), pixelSize: size)
      let (picture, library) = try (
        reader.decode(at: folder.path("a.png")), reader.decode(at: folder.path("b.png"))
      )
      #expect(picture.image == image && picture.warnings == [])
      #expect(picture.info.encoding == library.info.encoding)
      #expect(picture.info.pixelSize == size)
      sizes.picture += try bytes(of: folder.path("a.png")).count
      sizes.library += try bytes(of: folder.path("b.png")).count
    }
    #expect(Double(sizes.picture) < 1.03 * Double(sizes.library), "\(sizes)")
  }

  @Test func `without a pixel size there is none, and a folder that is missing is told`() throws {
    let folder = try ScratchFolder()
    let path = folder.path("a.png")
    try ImageWriter.writePicture(RGBImage(width: 1, height: 1), to: path)
    #expect(try ImageReader().decode(at: path).info.pixelSize == nil)
    #expect(throws: ImageFileError.self) {
      try ImageWriter.writePicture(RGBImage(width: 0, height: 1), to: path)
    }
    let missing = folder.path("missing/a.png")
    #expect(
      throws: ImageFileError.unwritable(path: missing, reason: "the folder does not exist")
    ) { try ImageWriter.writePicture(RGBImage(width: 1, height: 1), to: missing) }
  }
}
