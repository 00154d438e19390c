import Raster
import SlideIO
import TestSupport
import Testing

/// Every kind of sample, from bytes made by hand.
@Suite struct TIFFSampleTests {
  private func decode(_ builder: TIFFBuilder) throws -> RGBImage {
    let folder = try ScratchFolder()
    return try ImageReader().decode(at: try folder.write(builder.bytes, as: "a.tif")).image
  }

  private func failure(_ builder: TIFFBuilder) throws -> ImageFileError? {
    let folder = try ScratchFolder()
    let path = try folder.write(builder.bytes, as: "a.tif")
    do throws(ImageFileError) {
      _ = try ImageReader().decode(at: path)
      return nil
    } catch { return error }
  }

  /// Packs codes from the most significant bit, each row from a whole byte.
  private func packed(_ rows: [[Int]], bits: Int) -> [UInt8] {
    rows.flatMap { row in
      let digits = row.flatMap { code in (0..<bits).reversed().map { code >> $0 & 1 } }
      return stride(from: 0, to: digits.count, by: 8).map { start in
        (0..<8).reduce(UInt8(0)) { byte, i in
          byte << 1 | UInt8(start + i < digits.count ? digits[start + i] : 0)
        }
      }
    }
  }

  @Test(arguments: Array(1...15).filter { $0 != 8 }, [0, 1])
  func `gray of odd depths is scaled to 8 bits`(bits: Int, photometric: Int) throws {
    var generator = SeededGenerator(seed: UInt64(bits))
    let largest = (1 << bits) - 1
    let rows = (0..<3).map { _ in
      (0..<7).map { _ in Int.random(in: 0...largest, using: &generator) }
    }
    let image = try decode(
      TIFFBuilder(
        width: 7, height: 3, bits: [bits], photometric: photometric, data: packed(rows, bits: bits))
    )
    for (pixel, code) in rows.joined().enumerated() {
      let byte =
        bits > 8 ? code >> (bits - 8) : Int((Double(255 * code) / Double(largest)).rounded())
      let expected = UInt8(photometric == 0 ? 255 - byte : byte)
      #expect(image.samples[3 * pixel] == expected && image.samples[3 * pixel + 2] == expected)
    }
  }

  @Test(arguments: [16, 32], [false, true])
  func `of wide samples the upper 8 bits are taken`(bits: Int, isBigEndian: Bool) throws {
    let codes = [0x0000_00FF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF].map { $0 >> (32 - bits) }
    var builder = TIFFBuilder(
      width: 4, height: 1, bits: [bits], photometric: 1, data: [], isBigEndian: isBigEndian)
    builder.chunks = [codes.flatMap { builder.integer($0, bits / 8) }]
    let image = try decode(builder)
    #expect([0, 3, 6, 9].map { image.samples[$0] } == [0, 127, 128, 255])
  }

  @Test(arguments: [false, true], [false, true])
  func `all headers are read`(isBigEndian: Bool, isBigTIFF: Bool) throws {
    let data = (0..<12).map { UInt8(20 * $0) }
    let builder = TIFFBuilder(
      width: 2, height: 2, bits: [8, 8, 8], photometric: 2, data: data, isBigEndian: isBigEndian,
      isBigTIFF: isBigTIFF)
    #expect(try decode(builder) == RGBImage(width: 2, height: 2, samples: data))
  }

  @Test func `separate planes are joined`() throws {
    var builder = TIFFBuilder(width: 2, height: 1, bits: [8, 8, 8], photometric: 2, data: [])
    builder.tags[284] = .short([2])
    builder.chunks = [[1, 2], [3, 4], [5, 6]]
    #expect(try decode(builder).samples == [1, 3, 5, 2, 4, 6])
  }

  @Test(arguments: [257, 256])
  func `palettes in both customs`(factor: Int) throws {
    var builder = TIFFBuilder(width: 3, height: 1, bits: [2], photometric: 3, data: [0b00_01_11_00])
    let colors = [[0, 10, 20, 255], [1, 11, 21, 254], [2, 12, 22, 0]]
    builder.tags[320] = .short(colors.joined().map { $0 * factor })
    #expect(try decode(builder).samples == [0, 1, 2, 10, 11, 12, 255, 254, 0])
    builder.tags[320] = .short(Array(colors.joined()))
    #expect(try decode(builder).samples == [0, 1, 2, 10, 11, 12, 255, 254, 0])
  }

  @Test(arguments: 0...255)
  func `alpha is laid over white`(alpha: Int) throws {
    let values = [0, 1, 77, 128, 254, 255].filter { $0 <= alpha }
    for (kind, extra) in [(1, true), (2, true), (0, false)] {
      let data = values.flatMap { value -> [UInt8] in
        [UInt8(value), UInt8(value), 0, UInt8(alpha)]
      }
      var builder = TIFFBuilder(
        width: values.count, height: 1, bits: [8, 8, 8, 8], photometric: 2, data: data)
      builder.tags[338] = .short([kind])
      let image = try decode(builder)
      for (pixel, value) in values.enumerated() {
        let blended = (Double(value * alpha) / 255 + 255 - Double(alpha)).rounded()
        let expected = !extra ? value : kind == 1 ? value + 255 - alpha : Int(blended)
        #expect(Int(image.samples[3 * pixel]) == expected)
      }
    }
  }

  @Test func `inks become light`() throws {
    let builder = TIFFBuilder(
      width: 4, height: 1, bits: [8, 8, 8, 8], photometric: 5,
      data: [0, 0, 0, 0, 255, 0, 0, 0, 0, 0, 0, 255, 51, 102, 153, 51])
    #expect(
      try decode(builder).samples == [255, 255, 255, 0, 255, 255, 0, 0, 0, 163, 122, 82])
  }

  @Test func `YCbCr follows TIFF 6.0, with and without shared colors`() throws {
    // ITU-R BT.601: pure red is (76.245, 84.972, 255.5) in full range.
    var builder = TIFFBuilder(
      width: 2, height: 2, bits: [8, 8, 8], photometric: 6, data: [76, 76, 76, 76, 85, 255])
    builder.tags[530] = .short([2, 2])
    let red = try decode(builder)
    builder.tags[530] = .short([1, 1])
    builder.chunks = [(0..<4).flatMap { _ in [76, 85, 255] }]
    #expect(try decode(builder) == red)
    for pixel in 0..<4 {
      #expect(red.samples[3 * pixel] >= 253 && red.samples[3 * pixel + 1] <= 2)
      #expect(red.samples[3 * pixel + 2] <= 2)
    }
  }

  /// sRGB primaries in CIE Lab with white D50, by B. Lindbloom's calculator (Bradford).
  @Test(arguments: [
    ([138, 81, 70], [255, 0, 0]), ([224, 176, 81], [0, 255, 0]), ([75, 68, 144], [0, 0, 255]),
    ([255, 0, 0], [255, 255, 255]), ([0, 0, 0], [0, 0, 0]),
  ])
  func `Lab becomes sRGB`(lab: [Int], rgb: [Int]) throws {
    for (photometric, offset) in [(8, 0), (9, 128)] {
      let stored = [lab[0], (lab[1] + offset) % 256, (lab[2] + offset) % 256].map { UInt8($0) }
      let image = try decode(
        TIFFBuilder(
          width: 1, height: 1, bits: [8, 8, 8], photometric: photometric, data: stored))
      for (found, expected) in zip(image.samples, rgb) { #expect(abs(Int(found) - expected) <= 9) }
    }
  }

  @Test func `floating point from 0 to 1 is an image, anything else is refused`() throws {
    func builder(_ values: [Float]) -> TIFFBuilder {
      var builder = TIFFBuilder(
        width: values.count, height: 1, bits: [32], photometric: 1, data: [])
      builder.tags[339] = .short([3])
      builder.chunks = [values.flatMap { builder.integer(Int($0.bitPattern), 4) }]
      return builder
    }
    #expect(try decode(builder([0, 0.2, 0.5, 1])).samples.indices.contains(11))
    let image = try decode(builder([0, 0.2, 0.5, 1]))
    #expect([0, 3, 6, 9].map { image.samples[$0] } == [0, 51, 128, 255])
    for strange in [Float(-0.01), 1.01, 200, .nan, .infinity] {
      let error = try #require(try failure(builder([0.5, strange])))
      guard case .unsupported(_, let feature, _) = error else {
        Issue.record("\(error)")
        continue
      }
      #expect(feature.contains("floating-point samples outside 0 to 1"))
    }
  }

  @Test func `half precision is read as IEEE 754 defines it`() throws {
    let values: [(Int, UInt8)] = [
      (0x0000, 0), (0x3C00, 255), (0x3800, 128), (0x3266, 51), (0x0001, 0),
    ]
    var builder = TIFFBuilder(width: 5, height: 1, bits: [16], photometric: 1, data: [])
    builder.tags[339] = .short([3])
    builder.chunks = [values.flatMap { builder.integer($0.0, 2) }]
    let image = try decode(builder)
    #expect(values.indices.map { image.samples[3 * $0] } == values.map(\.1))
  }

  @Test(arguments: [
    (259, 34712, "JPEG 2000"), (339, 2, "signed"), (262, 32844, "LogL"), (317, 2, "predictor"),
  ])
  func `what is not supported is named`(tag: Int, value: Int, word: String) throws {
    var builder = TIFFBuilder(
      width: 4, height: 4, bits: [8], photometric: 1, data: [UInt8](repeating: 0, count: 16))
    builder.tags[tag] = .short([value])
    guard case .unsupported(_, let feature, _) = try failure(builder) else {
      Issue.record("not refused")
      return
    }
    #expect(feature.contains(word))
  }

  @Test(arguments: [0, 1, 2, 4])
  func `reduced copies and masks are passed over`(kind: Int) throws {
    let small = TIFFBuilder(width: 1, height: 1, bits: [8], photometric: 1, data: [9])
    var first = small
    first.tags[254] = .long([kind])
    // The second directory stands behind the first file; its offsets grow by what is before it.
    var file = first.bytes
    if file.count % 2 == 1 { file.append(0) }
    var second = TIFFBuilder(width: 2, height: 1, bits: [8], photometric: 1, data: [])
    let place = file.count
    second.tags[273] = .long([place])
    second.tags[279] = .long([2])
    let secondBytes = second.bytes
    let directory = secondBytes.count - 2 - 12 * 9 - 4
    file += [5, 6]
    let next = file.count
    file += secondBytes[directory...]
    file.replaceSubrange(place - 4 - place % 2..<place - place % 2, with: second.integer(next, 4))
    let folder = try ScratchFolder()
    let decoded = try ImageReader().decode(at: try folder.write(file, as: "a.tif"))
    #expect(decoded.info.pageCount == 2)
    #expect(decoded.info.width == (kind == 1 || kind == 4 ? 2 : 1))
  }
}
