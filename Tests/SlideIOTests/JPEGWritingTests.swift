import Foundation
import Raster
import SlideIO
import Testing

@Suite struct JPEGWritingTests {
  /// A TIFF around a JPEG, so that the reader under test can decode it.
  private func tiff(_ jpeg: [UInt8], width: Int, height: Int) -> [UInt8] {
    let entries: [(tag: Int, kind: Int, value: Int)] = [
      (256, 4, width), (257, 4, height), (258, 3, 8), (259, 3, 7), (262, 3, 6), (273, 4, 8),
      (277, 3, 3), (278, 4, height), (279, 4, jpeg.count), (284, 3, 1), (530, 3, 0x0001_0001),
    ]
    func little(_ value: Int, _ count: Int) -> [UInt8] {
      (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }
    let padded = jpeg + [UInt8](repeating: 0, count: jpeg.count % 2)
    var file: [UInt8] = [0x49, 0x49, 42, 0] + little(8 + padded.count, 4) + padded
    file += little(entries.count, 2)
    for (tag, kind, value) in entries {
      file += little(tag, 2) + little(kind, 2) + little(tag == 530 ? 2 : 1, 4) + little(value, 4)
    }
    return file + little(0, 4)
  }

  @Test(arguments: [(1, 1), (8, 8), (17, 33), (250, 131), (700, 3)])
  func `a JPEG stands alone and decodes to nearly the same pixels`(width: Int, height: Int) throws {
    var image = RGBImage(width: width, height: height)
    for y in 0..<height {
      for x in 0..<width {
        image[x, y] = RGBColor(
          red: UInt8(60 + 120 * x / width), green: UInt8(200 - 100 * y / height), blue: 140)
      }
    }
    let jpeg = try ImageWriter.jpeg(image, quality: 92)
    #expect(jpeg.prefix(3) == [0xFF, 0xD8, 0xFF] && jpeg.suffix(2) == [0xFF, 0xD9])
    #expect(jpeg == (try ImageWriter.jpeg(image, quality: 92)))
    let path = NSTemporaryDirectory() + "ki67-jpeg-\(UUID().uuidString).tif"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try Data(tiff(jpeg, width: width, height: height)).write(to: URL(fileURLWithPath: path))
    let decoded = try ImageReader(memoryLimitBytes: 64 << 20).decode(at: path).image
    #expect(decoded.width == width && decoded.height == height)
    let worst = zip(decoded.samples, image.samples).map { abs(Int($0) - Int($1)) }.max()
    #expect((worst ?? 255) <= 8)
  }

  @Test func `higher quality takes more bytes`() throws {
    var image = RGBImage(width: 64, height: 64)
    for i in image.samples.indices { image.samples[i] = UInt8(truncatingIfNeeded: i * i / 7) }
    let sizes = try [10, 50, 95].map { try ImageWriter.jpeg(image, quality: $0).count }
    #expect(sizes == sizes.sorted() && sizes[0] < sizes[2])
  }

  @Test func `sizes that JPEG cannot hold are refused`() {
    #expect(throws: ImageFileError.self) {
      try ImageWriter.jpeg(RGBImage(width: 65_501, height: 1), quality: 80)
    }
    #expect(throws: ImageFileError.self) {
      try ImageWriter.jpeg(RGBImage(width: 0, height: 5), quality: 80)
    }
  }
}
