import Raster
import SlideIO
import Testing

/// A header never decides an allocation alone.
@Suite struct ClaimedSizeTests {
  @Test(arguments: [1, 5, 8, 32773])
  func `a TIFF that claims more than its bytes can hold is refused`(compression: Int) throws {
    let folder = try ScratchFolder()
    var builder = TIFFBuilder(
      width: 60_000, height: 60_000, bits: [8, 8, 8], photometric: 2,
      data: [UInt8](repeating: 7, count: 40))
    builder.tags[259] = .short([compression])
    let path = try folder.write(builder.bytes, as: "a.tif")
    let expected = ImageFileError.implausibleSize(
      path: path, width: 60_000, height: 60_000, byteCount: builder.bytes.count)
    #expect(throws: expected) { try ImageReader(memoryLimitBytes: 1 << 40).decode(at: path) }
  }

  @Test func `so is a byte count beyond the end of the file`() throws {
    let folder = try ScratchFolder()
    var builder = TIFFBuilder(
      width: 20_000, height: 20_000, bits: [8], photometric: 1, data: [1, 2, 3, 4])
    builder.tags[279] = .long([400_000_000])
    let path = try folder.write(builder.bytes, as: "a.tif")
    #expect(throws: ImageFileError.self) { try ImageReader().decode(at: path) }
  }

  @Test func `so is a PNG`() throws {
    let folder = try ScratchFolder()
    let builder = PNGBuilder(width: 60_000, height: 60_000, depth: 8, colorType: 2, rows: [])
    let path = try folder.write(builder.bytes, as: "a.png")
    let expected = ImageFileError.implausibleSize(
      path: path, width: 60_000, height: 60_000, byteCount: builder.bytes.count)
    #expect(throws: expected) { try ImageReader(memoryLimitBytes: 1 << 40).decode(at: path) }
  }

  @Test(arguments: ["a.png", "a.tif"])
  func `the memory bound is kept and told`(name: String) throws {
    let folder = try ScratchFolder()
    let path = folder.path(name)
    let image = RGBImage(width: 2000, height: 1000)
    if name == "a.png" {
      try ImageWriter.writePNG(image, to: path)
    } else {
      try ImageWriter.writeTIFF(image, to: path, tileSize: 256)
    }
    let error = #expect(throws: ImageFileError.self) {
      try ImageReader(memoryLimitBytes: 6_000_000).decode(at: path)
    }
    guard case .tooLarge(path, 2000, 1000, let needed, 6_000_000) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(needed > 6_000_000 && needed < 7_000_000)
    let mebibytes = (needed + (1 << 20) - 1) >> 20
    #expect(error?.description.contains("; give --memory \(mebibytes)MiB or more, or cut") == true)
    #expect(throws: Never.self) { try ImageReader(memoryLimitBytes: needed).decode(at: path) }
  }

  @Test(arguments: [(1, 0), (3, 1), (6, 1)])
  func `a turned image is known to need a second one`(orientation: Int, images: Int) throws {
    let folder = try ScratchFolder()
    var builder = TIFFBuilder(
      width: 16, height: 8, bits: [8, 8, 8], photometric: 2,
      data: [UInt8](repeating: 9, count: 384))
    builder.tags[274] = .short([orientation])
    let path = try folder.write(builder.bytes, as: "a.tif")
    // Beside it the stored strip and a row.
    #expect(try ImageReader().info(at: path).workBytes == images * 384 + 384 + 384)
  }

  @Test(arguments: [(false, 1), (true, 1), (false, 6)])
  func `the memory beside a TIFF is known before it is decoded`(
    isPlanar: Bool, orientation: Int
  ) throws {
    let folder = try ScratchFolder()
    let (width, height) = (640, 480)
    var builder = TIFFBuilder(
      width: width, height: height, bits: [16, 16, 16], photometric: 2,
      data: [UInt8](repeating: 9, count: 6 * width * height))
    builder.tags[274] = .short([orientation])
    if isPlanar {
      builder.tags[284] = .short([2])
      builder.chunks = [[UInt8]](
        repeating: [UInt8](repeating: 9, count: 2 * width * height), count: 3)
    }
    let path = try folder.write(builder.bytes, as: "a.tif")
    let info = try ImageReader().info(at: path)
    // All samples are decoded aside; libtiff cuts a single strip that is not compressed into low ones.
    let samples = isPlanar ? 6 * width * height : 1
    #expect(info.workBytes >= samples && info.leastWorkBytes == info.workBytes)
    let needed = 3 * width * height + info.workBytes
    #expect(throws: Never.self) { try ImageReader(memoryLimitBytes: needed).decode(at: path) }
    let error = #expect(throws: ImageFileError.self) {
      try ImageReader(memoryLimitBytes: needed - 1).decode(at: path)
    }
    guard case .tooLarge(path, _, _, needed, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func `extreme numbers in tags neither crash nor hang`() throws {
    let folder = try ScratchFolder()
    let extremes = [0, 1, 2, 255, 65_535, 65_536, 0x7FFF_FFFF, 0xFFFF_FFFF]
    for tag in [256, 257, 258, 259, 262, 274, 277, 278, 284, 322, 323, 338, 339, 317, 530] {
      for value in extremes {
        for isTiled in [false, true] {
          var builder = TIFFBuilder(
            width: 16, height: 16, bits: [8, 8, 8], photometric: 2,
            data: [UInt8](repeating: 9, count: 768))
          if isTiled {
            builder.tags[278] = nil
            builder.tags[322] = .long([16])
            builder.tags[323] = .long([16])
          }
          builder.tags[tag] = value < 65_536 ? .short([value]) : .long([value])
          let path = try folder.write(builder.bytes, as: "a.tif")
          if let decoded = try? ImageReader(memoryLimitBytes: 1 << 24).decode(at: path) {
            #expect(decoded.image.width * decoded.image.height <= 1 << 22)
          }
        }
      }
    }
  }
}
