import Raster
import SlideIO
import Testing

/// What decoders say about pixels that may not be as they were meant.
@Suite struct PixelRemarkTests {
  private func decode(
    _ bytes: [UInt8], as name: String, isDirect: Bool = true, over backdrop: Backdrop = .white
  ) throws -> DecodedImage {
    let folder = try ScratchFolder()
    var reader = ImageReader()
    reader.decodesDirectly = isDirect
    reader.backdrop = backdrop
    return try reader.decode(at: try folder.write(bytes, as: name))
  }

  /// A PNG of one row, 8-bit RGBA, in which every color is 100.
  private func png(alphas: [UInt8]) -> [UInt8] {
    PNGBuilder(
      width: alphas.count, height: 1, depth: 8, colorType: 6,
      rows: [alphas.flatMap { [100, 100, 100, $0] }]
    ).bytes
  }

  /// A TIFF of one row, 8-bit RGBA, in which every color is 40.
  private func tiff(alphas: [UInt8], isAssociated: Bool) -> TIFFBuilder {
    var builder = TIFFBuilder(
      width: alphas.count, height: 1, bits: [8, 8, 8, 8], photometric: 2,
      data: alphas.flatMap { [40, 40, 40, $0] })
    builder.tags[338] = .short([isAssociated ? 1 : 2])
    return builder
  }

  /// `count` alphas, of which the first `translucent` are 254.
  private func alphas(_ count: Int, translucent: Int) -> [UInt8] {
    (0..<count).map { $0 < translucent ? 254 : 255 }
  }

  private static let cases: [(count: Int, translucent: Int, share: String?)] = [
    (20, 0, nil), (20, 1, "5.0"), (125, 4, "3.2"), (4000, 1, "less than 0.1"), (20, 20, "100.0"),
  ]

  private func remarks(_ image: DecodedImage) -> [String] {
    image.warnings.filter { $0.contains("opaque") }
  }

  private func expected(_ share: String?, _ color: String = "white") -> [String] {
    share.map { ["\($0) % of the pixels are not opaque; they were laid over \(color)"] } ?? []
  }

  @Test(arguments: [true, false])
  func `the share of pixels of a PNG that are not opaque is told`(isDirect: Bool) throws {
    for (count, translucent, share) in Self.cases {
      let file = png(alphas: alphas(count, translucent: translucent))
      let image = try decode(file, as: "a.png", isDirect: isDirect)
      #expect(remarks(image) == expected(share))
    }
  }

  @Test(arguments: [true, false])
  func `the share of pixels of a TIFF that are not opaque is told`(isAssociated: Bool) throws {
    for (count, translucent, share) in Self.cases {
      let file = tiff(
        alphas: alphas(count, translucent: translucent), isAssociated: isAssociated)
      #expect(remarks(try decode(file.bytes, as: "a.tif")) == expected(share))
    }
  }

  @Test func `gray with alpha, and transparent entries of palettes, are told too`() throws {
    let gray = PNGBuilder(
      width: 4, height: 1, depth: 8, colorType: 4, rows: [[9, 255, 9, 255, 9, 0, 9, 255]])
    #expect(remarks(try decode(gray.bytes, as: "a.png")) == expected("25.0"))
    let palette = PNGBuilder(
      width: 4, height: 1, depth: 8, colorType: 3, rows: [[0, 0, 1, 0]],
      chunks: [("PLTE", [1, 2, 3, 4, 5, 6]), ("tRNS", [255, 7])])
    #expect(remarks(try decode(palette.bytes, as: "a.png")) == expected("25.0"))
  }

  @Test func `over black, what is transparent is black`() throws {
    let ofPNG = try decode(png(alphas: [255, 0, 51]), as: "a.png", over: .black)
    #expect([0, 3, 6].map { ofPNG.image.samples[$0] } == [100, 0, 20])
    #expect(remarks(ofPNG) == expected("66.7", "black"))
    let plain = tiff(alphas: [255, 0, 51], isAssociated: false)
    let ofTIFF = try decode(plain.bytes, as: "a.tif", over: .black)
    #expect([0, 3, 6].map { ofTIFF.image.samples[$0] } == [40, 0, 8])
    let associated = tiff(alphas: [255, 40, 51], isAssociated: true)
    let multiplied = try decode(associated.bytes, as: "a.tif", over: .black)
    #expect([0, 3, 6].map { multiplied.image.samples[$0] } == [40, 40, 40])
  }

  @Test(arguments: [0, 1])
  func `of a file that is read part by part it is told that there are any`(count: Int) throws {
    let folder = try ScratchFolder()
    let file = tiff(alphas: alphas(20, translucent: count), isAssociated: false)
    let slide = try SlideReader().describe(try folder.write(file.bytes, as: "a.tif"))
    let handle = SlideHandle(slide)
    _ = try handle.region(PixelRect(x: 0, y: 0, width: 20, height: 1))
    #expect(handle.traits.contains(.translucent) == (count > 0))
    #expect(handle.traits.warnings.count == count)
  }

  @Test func `16-bit samples without their upper bits are told`() throws {
    let remark = "use only the lowest 12 bits"
    for (value, isTold) in [(0x0FFF, true), (0x1000, false), (0xFFFF, false)] {
      let row = [UInt8(0), 16, UInt8(value >> 8), UInt8(value & 255)]
      let png = PNGBuilder(width: 2, height: 1, depth: 16, colorType: 0, rows: [row])
      let ofPNG = try decode(png.bytes, as: "a.png").warnings
      #expect(ofPNG.contains { $0.contains(remark) } == isTold)
      let tiff = TIFFBuilder(
        width: 2, height: 1, bits: [16], photometric: 1, data: row, isBigEndian: true)
      let ofTIFF = try decode(tiff.bytes, as: "a.tif").warnings
      #expect(ofTIFF.contains { $0.contains(remark) } == isTold)
    }
    let dark = PNGBuilder(width: 2, height: 1, depth: 8, colorType: 0, rows: [[3, 4]])
    #expect(try decode(dark.bytes, as: "a.png").warnings.isEmpty)
  }

  @Test(arguments: [(4097, 0), (4097, 9), (4097, 16), (40, 0), (40, 9)])
  func `16-bit images without their upper 8 bits are told when they are large enough`(
    width: Int, upper: UInt8
  ) throws {
    // 8-bit values, one sample with other upper bits.
    let row: [UInt8] = (0..<width).flatMap { [$0 == 30 ? upper : 0, UInt8($0 & 255)] }
    let png = PNGBuilder(width: width, height: 1, depth: 16, colorType: 0, rows: [row])
    let tiff = TIFFBuilder(
      width: width, height: 1, bits: [16], photometric: 1, data: row, isBigEndian: true)
    let expected: [String] =
      switch (upper, width) {
      case (0, 4097...): ["the upper 8 bits of all 16-bit samples are 0"]
      case (1...15, _): ["the 16-bit samples use only the lowest 12 bits"]
      default: []
      }
    for found in try [decode(png.bytes, as: "a.png"), decode(tiff.bytes, as: "a.tif")] {
      let told = found.warnings.filter { $0.contains("16-bit samples") }
      #expect(told.count == expected.count)
      for (text, start) in zip(told, expected) { #expect(text.hasPrefix(start)) }
    }
  }

  @Test(arguments: [(0, 0, "upper 8 bits"), (9, 9, "lowest 12 bits"), (9, 0, "lowest 12 bits")])
  func `of a file that is read part by part, unused bits are told unless a part is bright`(
    first: UInt8, second: UInt8, remark: String
  ) throws {
    let folder = try ScratchFolder()
    for last in [second, 0x10] {
      var builder = TIFFBuilder(
        width: 20, height: 16, bits: [16], photometric: 1, data: [], isBigEndian: true)
      builder.tags[278] = nil
      builder.tags[322] = .long([16])
      builder.tags[323] = .long([16])
      // What lies beside the image says nothing.
      builder.chunks = [
        (0..<256).flatMap { _ in [first, 200] },
        (0..<256).flatMap { [$0 % 16 > 3 ? 0xFF : last, 200] },
      ]
      let path = try folder.write(builder.bytes, as: "a.tif")
      let handle = SlideHandle(try SlideReader().describe(path))
      for x in [0, 16] { _ = try handle.region(PixelRect(x: x, y: 0, width: 4, height: 16)) }
      #expect(handle.traits.contains(.upperBits))
      #expect(handle.traits.warnings.count == (last == 0x10 ? 0 : 1))
      #expect(handle.traits.warnings.allSatisfy { $0.contains(remark) })
    }
  }

  @Test func `pages of the same size are counted, pictures, levels and other pages are not`() throws
  {
    func image(_ width: Int, _ height: Int) -> TIFFBuilder {
      TIFFBuilder(RGBImage.noise(width: width, height: height))
    }
    let beside = [
      image(15, 10).kind(1), image(30, 20).described("label"), image(30, 20).kind(4), image(20, 20),
    ]
    let cases: [(pages: Int, remark: String?)] = [
      (0, nil), (1, "1 more page of the same size is not measured"),
      (3, "3 more pages of the same size are not measured"),
    ]
    for (pages, remark) in cases {
      let folder = try ScratchFolder()
      let more = [TIFFBuilder](repeating: image(30, 20), count: pages)
      let file = TIFFBuilder.file([image(30, 20)] + beside + more)
      let path = try folder.write(file, as: "a.tif")
      let expected = [remark].compactMap { $0 }
      let decoded = try ImageReader().decode(at: path).warnings
      #expect(decoded.filter { $0.contains("page") } == expected)
      let described = try SlideReader().describe(path).warnings
      #expect(described.filter { $0.contains("page") } == expected)
    }
  }
}
