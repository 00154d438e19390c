import Foundation

/// An uncompressed TIFF of red, green, blue and alpha, by which the colors are not multiplied.
enum AlphaPicture {
  /// Writes one.
  static func write(
    width: Int, height: Int, to path: String, pixel: (_ x: Int, _ y: Int) -> SIMD4<UInt8>
  ) throws {
    let bitsPlace = 146
    let entries: [(tag: Int, type: Int, count: Int, value: Int)] = [
      (256, 4, 1, width), (257, 4, 1, height), (258, 3, 4, bitsPlace), (259, 3, 1, 1),
      (262, 3, 1, 2), (273, 4, 1, bitsPlace + 8), (277, 3, 1, 4), (278, 4, 1, height),
      (279, 4, 1, 4 * width * height), (284, 3, 1, 1), (338, 3, 1, 2),
    ]
    var bytes: [UInt8] = [0x49, 0x49] + integer(42, 2) + integer(8, 4)
    bytes += integer(entries.count, 2)
    for entry in entries {
      bytes += integer(entry.tag, 2) + integer(entry.type, 2)
      bytes += integer(entry.count, 4) + integer(entry.value, 4)
    }
    bytes += integer(0, 4)
    precondition(bytes.count == bitsPlace)
    for _ in 0..<4 { bytes += integer(8, 2) }
    for y in 0..<height {
      for x in 0..<width {
        let color = pixel(x, y)
        for channel in 0..<4 { bytes.append(color[channel]) }
      }
    }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  private static func integer(_ value: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
