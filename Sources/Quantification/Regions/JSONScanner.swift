import Foundation

/// Reads JSON value by value, so that a large file never stands in memory as objects.
///
/// A caller that meets `beginObject` takes keys until `nextKey` gives nil, and reads or skips the
/// value of each; likewise `beginArray` and `nextElement`. Not-a-number and infinities are passed
/// over where values are skipped, because other programs write them as bare words.
struct JSONScanner {
  /// Kind of the value that follows.
  enum Kind: String {
    case object = "an object"
    case array = "a list"
    case string = "a text"
    case number = "a number"
    case word = "a word"
    case end = "the end of the file"
  }

  /// Levels that may lie inside each other.
  static let deepest = 128

  let path: String
  private let bytes: [UInt8]
  /// Where reading goes on.
  var position = 0
  /// For every open object or list, whether a first member was taken.
  private var hasMember: [Bool] = []

  init(bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  // MARK: Structure

  /// Kind of the next value.
  mutating func kind() -> Kind {
    skipBlanks()
    guard let byte else { return .end }
    switch byte {
    case UInt8(ascii: "{"): return .object
    case UInt8(ascii: "["): return .array
    case UInt8(ascii: "\""): return .string
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"): return .number
    default: return .word
    }
  }

  mutating func beginObject() throws(RegionFileError) { try begin("{", "an object") }

  mutating func beginArray() throws(RegionFileError) { try begin("[", "a list") }

  /// The next key of the object that is open; nil after the last, which closes it.
  mutating func nextKey() throws(RegionFileError) -> String? {
    guard try advance(closing: "}") else { return nil }
    let key = try string()
    skipBlanks()
    guard byte == UInt8(ascii: ":") else { throw unexpected("a colon after the key '\(key)'") }
    position += 1
    return key
  }

  /// Whether the list that is open has another element; after the last it is closed.
  mutating func nextElement() throws(RegionFileError) -> Bool { try advance(closing: "]") }

  private mutating func begin(_ sign: Unicode.Scalar, _ what: String) throws(RegionFileError) {
    skipBlanks()
    guard byte == UInt8(ascii: sign) else { throw unexpected(what) }
    guard hasMember.count < Self.deepest else {
      throw .tooDeep(path: path, place: place, limit: Self.deepest)
    }
    position += 1
    hasMember.append(false)
  }

  private mutating func advance(closing sign: Unicode.Scalar) throws(RegionFileError) -> Bool {
    skipBlanks()
    if byte == UInt8(ascii: sign) {
      position += 1
      hasMember.removeLast()
      return false
    }
    if hasMember.last == true {
      guard byte == UInt8(ascii: ",") else { throw unexpected("a comma or '\(sign)'") }
      position += 1
      skipBlanks()
    }
    hasMember[hasMember.count - 1] = true
    return true
  }

  // MARK: Values

  /// A text.
  mutating func string() throws(RegionFileError) -> String {
    skipBlanks()
    guard byte == UInt8(ascii: "\"") else { throw unexpected("a text between quotes") }
    let start = position
    position += 1
    var isPlain = true
    while let next = byte, next != UInt8(ascii: "\"") {
      if next == UInt8(ascii: "\\") {
        isPlain = false
        position += 1
      }
      position += 1
    }
    guard position < bytes.count else { throw unexpected("a quote that ends the text") }
    position += 1
    if isPlain { return String(decoding: bytes[(start + 1)..<(position - 1)], as: UTF8.self) }
    let literal = Data(bytes[start..<position])
    guard let text = try? JSONDecoder().decode(String.self, from: literal) else {
      position = start
      throw unexpected("a text with valid escapes")
    }
    return text
  }

  /// A finite number.
  mutating func number() throws(RegionFileError) -> Double {
    skipBlanks()
    let start = position
    var mantissa: UInt64 = 0
    var digits = 0
    var decimals = 0
    var isSimple = true
    var isNegative = false
    var sawPoint = false
    while let next = byte {
      switch next {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        mantissa = mantissa &* 10 &+ UInt64(next - UInt8(ascii: "0"))
        digits += 1
        if sawPoint { decimals += 1 }
      case UInt8(ascii: "-") where position == start: isNegative = true
      case UInt8(ascii: ".") where !sawPoint: sawPoint = true
      case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"),
        UInt8(ascii: "."):
        isSimple = false
      default:
        return try value(
          from: start, isSimple ? (mantissa, digits, decimals, isNegative) : nil)
      }
      position += 1
    }
    return try value(from: start, isSimple ? (mantissa, digits, decimals, isNegative) : nil)
  }

  /// The number that ends here. A mantissa below 2^53 over a power of ten up to 10^15 divides with
  /// one rounding, so it equals what the library reads (Clinger, PLDI 1990).
  private mutating func value(
    from start: Int, _ simple: (mantissa: UInt64, digits: Int, decimals: Int, isNegative: Bool)?
  ) throws(RegionFileError) -> Double {
    if let simple, simple.digits > 0, simple.digits <= 15 {
      let size = Double(simple.mantissa) / Self.powers[simple.decimals]
      return simple.isNegative ? -size : size
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      position = start
      throw unexpected("a finite number")
    }
    return value
  }

  private static let powers: [Double] = (0...15).map { power in
    (0..<power).reduce(1.0) { product, _ in product * 10 }
  }

  /// Passes over the next value, whatever it is.
  mutating func skip() throws(RegionFileError) {
    switch kind() {
    case .object:
      try beginObject()
      while try nextKey() != nil { try skip() }
    case .array:
      try beginArray()
      while try nextElement() { try skip() }
    case .string: _ = try string()
    case .number, .word: _ = try word()
    case .end: throw unexpected("a value")
    }
  }

  /// A number, true, false or null as it is written.
  mutating func word() throws(RegionFileError) -> String {
    skipBlanks()
    let start = position
    while let next = byte, Self.isWordByte(next) { position += 1 }
    let word = String(decoding: bytes[start..<min(position, start + 64)], as: UTF8.self)
    let isKnown = ["true", "false", "null", "NaN", "Infinity", "-Infinity"].contains(word)
    guard isKnown || Double(word) != nil else {
      position = start
      throw unexpected("a value")
    }
    return word
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "+"), UInt8(ascii: "-"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }

  // MARK: Places

  /// That something else than expected stands here.
  func unexpected(_ expected: String) -> RegionFileError {
    .malformed(path: path, place: place, found: found, expected: expected)
  }

  /// "line 3, byte 120"; most programs write a whole file on one line.
  var place: String {
    let before = bytes[..<min(position, bytes.count)]
    return "line \(1 + before.count { $0 == UInt8(ascii: "\n") }), byte \(position + 1)"
  }

  private var found: String {
    guard position < bytes.count else { return "the end of the file" }
    let text = String(decoding: bytes[position..<min(bytes.count, position + 16)], as: UTF8.self)
    return "'\(text.filter { !$0.isNewline })'"
  }

  private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipBlanks() {
    while let next = byte, next == 0x20 || next == 0x0A || next == 0x0D || next == 0x09 {
      position += 1
    }
  }
}
