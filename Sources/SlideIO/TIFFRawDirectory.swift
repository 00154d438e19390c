import Glibc

/// Looks up a tag in the bytes of a TIFF directory, for what libtiff does not hand out.
enum TIFFRawDirectory {
  /// Value of a tag of one 16-bit number.
  ///
  /// - Parameters:
  ///   - tag: number of the tag.
  ///   - offset: where the directory begins in the file.
  ///   - file: a TIFF file.
  /// - Returns: the value, nil when the directory has none.
  static func short(_ tag: Int, at offset: UInt64, in file: borrowing InputFile) -> Int? {
    guard offset < UInt64(file.byteCount), let header = read(4, at: 0, in: file) else { return nil }
    let isBig = header[0] == 0x4D
    let isBigTIFF = header[isBig ? 3 : 2] == 0x2B
    let (countSize, entrySize, valuePlace) = isBigTIFF ? (8, 20, 12) : (2, 12, 8)
    guard let countBytes = read(countSize, at: Int(offset), in: file) else { return nil }
    let count = min(integer(countBytes[...], isBig), 4096)
    guard let entries = read(count * entrySize, at: Int(offset) + countSize, in: file) else {
      return nil
    }
    for start in stride(from: 0, to: entries.count, by: entrySize)
    where integer(entries[start..<(start + 2)], isBig) == tag {
      let value = entries[(start + valuePlace)..<(start + valuePlace + 2)]
      return integer(value, isBig)
    }
    return nil
  }

  private static func integer(_ bytes: ArraySlice<UInt8>, _ isBig: Bool) -> Int {
    let ordered = isBig ? Array(bytes) : bytes.reversed()
    return Int(truncatingIfNeeded: ordered.reduce(UInt64(0)) { $0 << 8 | UInt64($1) } & 0x7FFF_FFFF)
  }

  private static func read(_ count: Int, at offset: Int, in file: borrowing InputFile) -> [UInt8]? {
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      filled = max(0, pread(file.descriptor, buffer.baseAddress, count, off_t(offset)))
    }
    return bytes.count == count ? bytes : nil
  }
}
