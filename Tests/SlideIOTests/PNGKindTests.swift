import Raster
import SlideIO
import Testing

/// Kinds of PNG from bytes made by hand.
@Suite struct PNGKindTests {
  private func decode(_ builder: PNGBuilder) throws -> DecodedImage {
    let folder = try ScratchFolder()
    return try ImageReader().decode(at: try folder.write(builder.bytes, as: "a.png"))
  }

  @Test func `gray of 2 bits is scaled`() throws {
    let image = try decode(
      PNGBuilder(width: 4, height: 1, depth: 2, colorType: 0, rows: [[0b00_01_10_11]])
    ).image
    #expect(image.samples == [0, 0, 0, 85, 85, 85, 170, 170, 170, 255, 255, 255])
  }

  @Test func `of 16 bits the upper 8 are taken`() throws {
    let image = try decode(
      PNGBuilder(width: 1, height: 1, depth: 16, colorType: 2, rows: [[1, 255, 128, 0, 254, 255]]))
    #expect(image.image.samples == [1, 128, 254])
  }

  @Test func `gamma is not applied`() throws {
    let image = try decode(
      PNGBuilder(
        width: 3, height: 1, depth: 8, colorType: 0, rows: [[10, 100, 200]],
        chunks: [("gAMA", PNGBuilder.integer(100_000))]))
    #expect([0, 3, 6].map { image.image.samples[$0] } == [10, 100, 200])
  }

  @Test func `alpha is laid over white`() throws {
    for alpha in 0...255 {
      let values = [0, 3, 100, 200, 255]
      let image = try decode(
        PNGBuilder(
          width: 5, height: 1, depth: 8, colorType: 6,
          rows: [values.flatMap { [UInt8($0), 0, 255, UInt8(alpha)] }])
      ).image
      for (pixel, value) in values.enumerated() {
        let expected = (Double(value * alpha) / 255 + 255 - Double(alpha)).rounded()
        #expect(Double(image.samples[3 * pixel]) == expected)
        #expect(image.samples[3 * pixel + 1] == UInt8(255 - alpha))
        #expect(image.samples[3 * pixel + 2] == 255)
      }
    }
  }

  @Test func `a palette with transparent entries`() throws {
    let image = try decode(
      PNGBuilder(
        width: 3, height: 1, depth: 8, colorType: 3, rows: [[0, 1, 2]],
        chunks: [("PLTE", [1, 2, 3, 4, 5, 6, 7, 8, 9]), ("tRNS", [255, 0])])
    ).image
    #expect(image.samples == [1, 2, 3, 255, 255, 255, 7, 8, 9])
  }

  @Test func `a transparent color must match in all 16 bits`() throws {
    let image = try decode(
      PNGBuilder(
        width: 2, height: 1, depth: 16, colorType: 0, rows: [[10, 1, 10, 2]],
        chunks: [("tRNS", [10, 2])])
    ).image
    #expect(image.samples == [10, 10, 10, 255, 255, 255])
  }

  @Test func `a palette index that does not exist is an error or black, never a crash`() throws {
    _ = try? decode(
      PNGBuilder(
        width: 2, height: 1, depth: 8, colorType: 3, rows: [[0, 200]],
        chunks: [("PLTE", [1, 2, 3])]))
  }

  @Test func `a wrong checksum is an error`() throws {
    let folder = try ScratchFolder()
    var bytes = PNGBuilder(width: 1, height: 1, depth: 8, colorType: 0, rows: [[7]]).bytes
    bytes[bytes.count - 14] ^= 1
    let path = try folder.write(bytes, as: "a.png")
    let error = #expect(throws: ImageFileError.self) { try ImageReader().decode(at: path) }
    #expect(error?.description.contains("IDAT: CRC error") == true)
  }
}
