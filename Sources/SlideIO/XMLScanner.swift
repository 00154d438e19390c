/// Reads XML element by element: tags, attributes and text, well-formed, nothing else.
///
/// Comments and processing instructions are passed over. Document types are refused, and with them
/// every entity but the five of XML itself and characters by number. The parser of Foundation is not
/// used, because it ends the program at an instruction without data, and at declarations of
/// attributes, notations and unparsed entities.
package struct XMLScanner {
  /// A tag.
  package enum Tag: Equatable {
    /// The start of an element; its end follows as a tag of its own, also when it is empty.
    case start(String, [String: String])
    case end(String)
  }

  /// Levels that may lie inside each other; annotations have six.
  package static let deepest = 64

  private let bytes: [UInt8]
  private var position = 0
  private var open: [String] = []
  /// Whether the element that was begun last is empty, so that its end is to be told.
  private var isEmptyElement = false
  private var hasRoot = false
  private var countedLines = (position: 0, line: 1)
  /// Parts of the text before the tag that was given last.
  private var textParts: [(range: Range<Int>, isLiteral: Bool)] = []

  /// Prepares reading of a whole document whose encoding is known, whatever it declares.
  package init(text: String) { bytes = Array(text.utf8) }

  /// Prepares reading of a whole document.
  ///
  /// - Throws: `XMLProblem` when the text is neither UTF-8 nor declared to be Latin.
  package init(bytes: [UInt8]) throws(XMLProblem) {
    let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
    let name = Self.declaredEncoding(bytes)
    guard ["utf-8", "us-ascii", "ascii", "iso-8859-1", "windows-1252"].contains(name),
      isUTF8 || ["iso-8859-1", "windows-1252"].contains(name)
    else {
      throw .encoding(found: isUTF8 ? "the encoding '\(name)'" : "text that is not UTF-8")
    }
    self.bytes =
      isUTF8
      ? bytes : Array(String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) })).utf8)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// Name in the declaration of the first line, which only ASCII can hold; UTF-8 without one.
  private static func declaredEncoding(_ bytes: [UInt8]) -> String {
    let head = String(decoding: bytes.prefix(200), as: UTF8.self).lowercased()
    guard head.contains("<?xml") else { return "utf-8" }
    let parts = head.prefix { $0 != ">" }.split(separator: "encoding", maxSplits: 1)
    guard parts.count == 2 else { return "utf-8" }
    let quoted = parts[1].split(omittingEmptySubsequences: false) { $0 == "\"" || $0 == "'" }
    return quoted.count > 1 ? String(quoted[1]) : ""
  }

  /// Line at which the last tag ended, the first being 1.
  package var line: Int {
    mutating get {
      let new = bytes[countedLines.position..<min(position, bytes.count)]
      countedLines.line += new.count { $0 == UInt8(ascii: "\n") }
      countedLines.position = min(position, bytes.count)
      return countedLines.line
    }
  }

  // MARK: Tags

  /// The next tag; nil at the end of the document, when every element is closed.
  package mutating func next() throws(XMLProblem) -> Tag? {
    textParts.removeAll(keepingCapacity: true)
    if isEmptyElement {
      isEmptyElement = false
      return .end(open.removeLast())
    }
    while true {
      let start = position
      skip { $0 != UInt8(ascii: "<") }
      if position > start { textParts.append((start..<position, false)) }
      guard position < bytes.count else {
        guard hasRoot, open.isEmpty else {
          throw broken("the end of the file", open.last.map { "</\($0)>" } ?? "an element")
        }
        return nil
      }
      position += 1
      switch byte {
      case UInt8(ascii: "?"): try skipPast("?>")
      case UInt8(ascii: "!"): try skipDeclaration()
      case UInt8(ascii: "/"): return try endTag()
      default: return try startTag()
      }
    }
  }

  /// Text between the tag that was given last and the one before it, entities resolved.
  package mutating func text() throws(XMLProblem) -> String {
    var result = ""
    for part in textParts {
      let piece = String(decoding: bytes[part.range], as: UTF8.self)
      result +=
        part.isLiteral || !piece.utf8.contains(UInt8(ascii: "&")) ? piece : try resolved(piece)
    }
    return result
  }

  private mutating func skipDeclaration() throws(XMLProblem) {
    if follows("!--") {
      position += 3
      try skipPast("-->")
    } else if follows("![CDATA[") {
      position += 8
      let start = position
      try skipPast("]]>")
      textParts.append((start..<(position - 3), true))
    } else {
      throw .hasDocumentType
    }
  }

  private mutating func endTag() throws(XMLProblem) -> Tag {
    position += 1
    let name = try name()
    skip(Self.isBlank)
    guard byte == UInt8(ascii: ">"), open.last == name else {
      throw broken("</\(name)", open.last.map { "</\($0)>" } ?? "the end of the file")
    }
    position += 1
    return .end(open.removeLast())
  }

  private mutating func startTag() throws(XMLProblem) -> Tag {
    let name = try name()
    guard !hasRoot || !open.isEmpty else { throw broken("<\(name)", "the end of the file") }
    guard open.count < Self.deepest else {
      throw .tooDeep(line: line, limit: Self.deepest)
    }
    var attributes: [String: String] = [:]
    while true {
      let start = position
      skip(Self.isBlank)
      if byte == UInt8(ascii: ">") || follows("/>") { break }
      guard position > start else { throw broken("<\(name)", "blanks between attributes") }
      let key = try self.name()
      guard attributes.updateValue(try value(of: key), forKey: key) == nil else {
        throw broken("\(key) twice", "each attribute once")
      }
    }
    isEmptyElement = byte == UInt8(ascii: "/")
    position += isEmptyElement ? 2 : 1
    hasRoot = true
    open.append(name)
    return .start(name, attributes)
  }

  private mutating func value(of key: String) throws(XMLProblem) -> String {
    skip(Self.isBlank)
    guard byte == UInt8(ascii: "=") else { throw broken(key, "\(key)=\"…\"") }
    position += 1
    skip(Self.isBlank)
    guard let quote = byte, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      throw broken("\(key)=", "a value between quotes")
    }
    position += 1
    let start = position
    var hasEntity = false
    while let next = byte, next != quote {
      if next == UInt8(ascii: "<") { throw broken("'<' in \(key)", "&lt;") }
      if next == UInt8(ascii: "&") { hasEntity = true }
      position += 1
    }
    guard position < bytes.count else { throw broken("the end of the file", "a closing quote") }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    position += 1
    return hasEntity ? try resolved(text) : text
  }

  // MARK: Parts

  private mutating func resolved(_ text: String) throws(XMLProblem) -> String {
    var result = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "&") {
      result += rest[..<start]
      guard let end = rest[start...].firstIndex(of: ";"),
        let character = Self.character(rest[rest.index(after: start)..<end])
      else { throw broken("'\(rest[start...].prefix(12))'", "&amp; or another entity of XML") }
      result.unicodeScalars.append(character)
      rest = rest[rest.index(after: end)...]
    }
    return result + rest
  }

  private static func character(_ entity: Substring) -> Unicode.Scalar? {
    switch entity {
    case "amp": "&"
    case "lt": "<"
    case "gt": ">"
    case "quot": "\""
    case "apos": "'"
    default:
      entity.hasPrefix("#x")
        ? UInt32(entity.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
        : entity.hasPrefix("#") ? UInt32(entity.dropFirst()).flatMap(Unicode.Scalar.init) : nil
    }
  }

  private mutating func name() throws(XMLProblem) -> String {
    let start = position
    skip { byte in
      !Self.isBlank(byte) && !"/>=<\"'&?!".utf8.contains(byte)
    }
    guard position > start else { throw broken("'<' without a name", "an element") }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func skipPast(_ text: String) throws(XMLProblem) {
    while position < bytes.count {
      if follows(text) {
        position += text.utf8.count
        return
      }
      position += 1
    }
    throw broken("the end of the file", "'\(text)'")
  }

  private func follows(_ text: String) -> Bool {
    bytes[min(position, bytes.count)...].starts(with: text.utf8)
  }

  private mutating func skip(_ isSkipped: (UInt8) -> Bool) {
    while position < bytes.count, isSkipped(bytes[position]) { position += 1 }
  }

  private var byte: UInt8? { position < bytes.count ? bytes[position] : nil }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }

  private mutating func broken(_ found: String, _ expected: String) -> XMLProblem {
    .broken(line: line, found: found, expected: expected)
  }
}
