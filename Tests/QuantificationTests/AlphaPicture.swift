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

  /// Writes one of square tiles.
  ///
  /// - Parameters:
  ///   - tiles: the pixels of different tiles.
  ///   - places: which of them lies where, row by row.
  ///   - columns: tiles in a row.
  ///   - side: width and height of a tile.
  ///   - path: the file.
  /// - Throws: why the file cannot be written.
  static func write(
    tiles: [[UInt8]], places: [Int], columns: Int, side: Int, to path: String
  ) throws {
    let (bitsPlace, count) = (158, places.count)
    let offsetsPlace = bitsPlace + 8
    let pixelsPlace = offsetsPlace + 8 * count
    let entries: [(tag: Int, type: Int, count: Int, value: Int)] = [
      (256, 4, 1, columns * side), (257, 4, 1, count / columns * side), (258, 3, 4, bitsPlace),
      (259, 3, 1, 1), (262, 3, 1, 2), (277, 3, 1, 4), (284, 3, 1, 1), (322, 4, 1, side),
      (323, 4, 1, side), (324, 4, count, offsetsPlace), (325, 4, count, offsetsPlace + 4 * count),
      (338, 3, 1, 2),
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
    let size = 4 * side * side
    for tile in places { bytes += integer(pixelsPlace + tile * size, 4) }
    for _ in places { bytes += integer(size, 4) }
    precondition(tiles.allSatisfy { $0.count == size })
    for tile in tiles { bytes += tile }
    try Data(bytes).write(to: URL(fileURLWithPath: path))
  }

  private static func integer(_ value: Int, _ size: Int) -> [UInt8] {
    (0..<size).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
