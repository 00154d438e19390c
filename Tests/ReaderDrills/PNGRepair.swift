/// Makes changed PNG files pass the check that would refuse nearly all of them at once.
enum PNGRepair {
  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in
      value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1
    }
  }

  /// The bytes with the checksum of every chunk that lies wholly in them put right.
  static func checksums(of bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    var start = 8
    while start + 12 <= result.count {
      let length = result[start..<(start + 4)].reduce(0) { $0 << 8 | Int($1) }
      let end = start + 8 + length
      guard end + 4 <= result.count else { break }
      var value: UInt32 = 0xFFFF_FFFF
      for byte in result[(start + 4)..<end] {
        value = table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ (value >> 8)
      }
      value = ~value
      for place in 0..<4 {
        result[end + place] = UInt8(truncatingIfNeeded: value >> (24 - 8 * place))
      }
      start = end + 4
    }
    return result
  }
}
