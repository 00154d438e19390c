import CDeflate

/// The chunks of a PNG file in memory, one after the other, each with its checksum verified.
struct PNGChunks {
  /// Name and contents of a chunk.
  struct Chunk {
    /// The four letters as a number, the first one highest.
    var name: UInt32
    var content: UnsafeRawBufferPointer
  }

  private let file: UnsafeRawBufferPointer
  private var place = signature.count

  static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

  /// Chunks that say nothing about pixels or their size, which `ki67_png_decode` skips unread, too.
  static let descriptive: Set<UInt32> = Set(
    [
      "iCCP", "iTXt", "tEXt", "zTXt", "gAMA", "cHRM", "sRGB", "bKGD", "hIST", "sPLT", "tIME",
      "oFFs", "sCAL", "pCAL", "eXIf",
    ].map(name))

  init(_ file: UnsafeMutableRawBufferPointer) {
    self.file = UnsafeRawBufferPointer(file)
    if !self.file.starts(with: Self.signature) { place = file.count }
  }

  /// A name of four letters as a number.
  static func name(_ letters: StaticString) -> UInt32 { number(letters.utf8Start) }

  private static func name(_ letters: String) -> UInt32 {
    letters.utf8.reduce(0) { $0 << 8 | UInt32($1) }
  }

  private static func number(_ bytes: UnsafeRawPointer) -> UInt32 {
    UInt32(bigEndian: bytes.loadUnaligned(as: UInt32.self))
  }

  /// The next chunk; nil at the end of the file and when a chunk is damaged.
  mutating func next() -> Chunk? {
    guard let base = file.baseAddress, file.count - place >= 12 else { return nil }
    let count = Int(Self.number(base + place))
    guard count <= file.count - place - 12 else { return nil }
    let checked = UnsafeRawBufferPointer(rebasing: file[(place + 4)..<(place + 8 + count)])
    let checksum = libdeflate_crc32(0, checked.baseAddress, checked.count)
    guard checksum == Self.number(base + place + 8 + count) else { return nil }
    let name = Self.number(base + place + 4)
    place += 12 + count
    return Chunk(name: name, content: UnsafeRawBufferPointer(rebasing: checked.dropFirst(4)))
  }
}
