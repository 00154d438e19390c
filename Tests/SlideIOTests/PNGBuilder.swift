/// Makes the bytes of a PNG file chunk by chunk, with pixels that are stored, not compressed.
struct PNGBuilder {
  private(set) var bytes: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// A whole file: header, further chunks, pixels, end.
  ///
  /// Rows are given without filters, `filteredRows` with them; `pixelParts` cuts the pixels' stream,
  /// into which `change` may bring errors.
  init(
    width: Int, height: Int, depth: Int, colorType: Int, rows: [[UInt8]] = [],
    filteredRows: [[UInt8]]? = nil, chunks: [(name: String, data: [UInt8])] = [],
    laterChunks: [(name: String, data: [UInt8])] = [], pixelParts: Int = 1,
    change: (inout [UInt8]) -> Void = { _ in }
  ) {
    add(
      "IHDR",
      Self.integer(width) + Self.integer(height) + [UInt8(depth), UInt8(colorType), 0, 0, 0])
    for chunk in chunks { add(chunk.name, chunk.data) }
    var stream = Self.stored(filteredRows?.flatMap { $0 } ?? rows.flatMap { [0] + $0 })
    change(&stream)
    let size = max(1, (stream.count + pixelParts - 1) / pixelParts)
    for start in stride(from: 0, to: stream.count, by: size) {
      add("IDAT", Array(stream[start..<min(start + size, stream.count)]))
    }
    for chunk in laterChunks { add(chunk.name, chunk.data) }
    add("IEND", [])
  }

  private mutating func add(_ name: String, _ data: [UInt8]) {
    let content = Array(name.utf8) + data
    bytes += Self.integer(data.count) + content + Self.integer(Int(Self.checksum(content)))
  }

  static func integer(_ value: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
  }

  /// A zlib stream of one stored block (RFC 1950, RFC 1951).
  private static func stored(_ data: [UInt8]) -> [UInt8] {
    precondition(data.count < 65_536)
    let length = [UInt8(data.count & 255), UInt8(data.count >> 8)]
    var (a, b) = (1, 0)
    for byte in data {
      a = (a + Int(byte)) % 65_521
      b = (b + a) % 65_521
    }
    return [0x78, 0x01, 0x01] + length + length.map { ~$0 } + data + integer(b << 16 | a)
  }

  /// CRC-32 of the PNG standard, annex D.
  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(UInt32.max) { crc, byte in
      (0..<8).reduce(crc ^ UInt32(byte)) { c, _ in c & 1 == 1 ? c >> 1 ^ 0xEDB8_8320 : c >> 1 }
    }
  }
}
