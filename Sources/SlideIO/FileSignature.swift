/// What the first bytes of a file say it is; names and endings of files are never looked at.
enum FileSignature: Equatable {
  case png
  case tiff
  /// Anything else, in words with the article: "a JPEG image".
  case other(String)

  /// Bytes needed to tell all kinds apart.
  static let length = 512

  /// Recognizes a file by its first `length` bytes (fewer for a shorter file).
  init(_ bytes: [UInt8]) {
    func starts(_ prefix: [UInt8], at offset: Int = 0) -> Bool {
      bytes.dropFirst(offset).starts(with: prefix)
    }
    if starts([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) {
      self = .png
    } else if [
      [0x49, 0x49, 0x2A, 0], [0x4D, 0x4D, 0, 0x2A], [0x49, 0x49, 0x2B, 0], [0x4D, 0x4D, 0, 0x2B],
    ]
    .contains(where: { starts($0) }) {
      self = .tiff
    } else if let known = Self.known.first(where: { starts($0.bytes, at: $0.offset) }) {
      self = .other(known.name)
    } else {
      self = .other(Self.describe(bytes))
    }
  }

  private struct Known {
    let offset: Int
    let bytes: [UInt8]
    let name: String

    init(_ name: String, _ bytes: [UInt8], at offset: Int = 0) {
      self.offset = offset
      self.bytes = bytes
      self.name = name
    }

    init(_ name: String, _ text: String, at offset: Int = 0) {
      self.init(name, [UInt8](text.utf8), at: offset)
    }
  }

  private static let known: [Known] = [
    Known("a JPEG image", [0xFF, 0xD8, 0xFF]),
    Known("a JPEG 2000 image", [0, 0, 0, 0x0C, 0x6A, 0x50, 0x20, 0x20]),
    Known("a JPEG 2000 image", [0xFF, 0x4F, 0xFF, 0x51]),
    Known("a JPEG XL image", [0xFF, 0x0A]),
    Known("a JPEG XL image", [0, 0, 0, 0x0C, 0x4A, 0x58, 0x4C, 0x20]),
    Known("a JPEG XR image", [0x49, 0x49, 0xBC]),
    Known("a DICOM file", "DICM", at: 128),
    Known("a GIF image", "GIF8"),
    Known("a WebP image", "WEBP", at: 8),
    Known("a HEIC or AVIF image", "ftyp", at: 4),
    Known("a Photoshop document", "8BPS"),
    Known("a Zeiss CZI slide", "ZISRAWFILE"),
    Known("an SGI image", [0x01, 0xDA]),
    Known("a PDF document", "%PDF-"),
    Known("a ZIP archive", "PK\u{3}\u{4}"),
    Known("a gzip archive", [0x1F, 0x8B]),
    Known("an SQLite database", "SQLite format 3"),
    Known("a PNG image damaged by a text-mode transfer", [0x89, 0x50, 0x4E, 0x47]),
    Known("an MNG animation", [0x8A, 0x4D, 0x4E, 0x47]),
  ]

  private static func describe(_ bytes: [UInt8]) -> String {
    if isBMP(bytes) { return "a BMP image" }
    if isPortableMap(bytes) { return "a PNM image" }
    if bytes.allSatisfy({ $0 == 0 }) { return "unknown data (its first bytes are all zero)" }
    if let text = printableText(bytes) {
      let start = text.drop { $0.isWhitespace }.prefix(100).lowercased()
      if start.hasPrefix("<!doctype html") || start.hasPrefix("<html") {
        return "an HTML text (perhaps an error page saved in place of the image)"
      }
      return start.hasPrefix("<?xml") ? "an XML text" : "a text"
    }
    let digits = Array("0123456789abcdef")
    let start = bytes.prefix(8).map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }
    return "unknown data (it begins with \(start.joined(separator: " ")))"
  }

  /// BMP is told by its header's length as well, because two letters prove nothing.
  private static func isBMP(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0x42, 0x4D]) && bytes.count >= 18
      && [12, 40, 52, 56, 64, 108, 124].contains(bytes[14]) && bytes[15] == 0
  }

  /// "P1" to "P7" and a line end.
  private static func isPortableMap(_ bytes: [UInt8]) -> Bool {
    bytes.count > 2 && bytes[0] == UInt8(ascii: "P") && (0x31...0x37).contains(bytes[1])
      && (bytes[2] == 0x0A || bytes[2] == 0x20)
  }

  /// The bytes as text when they hold no control characters; the last character may be cut.
  private static func printableText(_ bytes: [UInt8]) -> String? {
    let isControl = { (byte: UInt8) in byte < 0x20 && !(0x09...0x0D).contains(byte) || byte == 0x7F
    }
    guard !bytes.contains(where: isControl) else { return nil }
    return (0...3).lazy.compactMap { cut in
      String(validating: bytes.dropLast(cut), as: UTF8.self)
    }.first
  }
}
