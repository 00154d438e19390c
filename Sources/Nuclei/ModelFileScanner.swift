/// Reads model files as `training/train.py` writes them, and gives up at anything else.
///
/// What it reads, the general decoder reads to the same values: keys of the model only and each once,
/// texts of printable ASCII without escapes, finite numbers as JSON writes them, whole ones of at most
/// nine digits.
struct ModelFileScanner {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
  }

  /// The file; nil when it holds anything that is not known here.
  mutating func file() -> ModelFile? {
    var provenance: [String: String]?
    var features: [String]?
    var base: Double?
    var trees: [ModelFile.Tree]?
    let isRead = members { scanner, key in
      switch key {
      case "provenance" where provenance == nil: provenance = scanner.texts()
      case "features" where features == nil: features = scanner.list { $0.text() }
      case "base" where base == nil: base = scanner.number()
      case "trees" where trees == nil: trees = scanner.list { $0.tree() }
      default: return false
      }
      return true
    }
    skipBlanks()
    guard isRead, position == bytes.count, let provenance, let features, let base, let trees
    else { return nil }
    return ModelFile(provenance: provenance, features: features, base: base, trees: trees)
  }

  private mutating func tree() -> ModelFile.Tree? {
    var whole: [String: [Int]] = [:]
    var real: [String: [Double]] = [:]
    let isRead = members { scanner, key in
      switch key {
      case "feature", "left", "right":
        guard whole[key] == nil else { return false }
        whole[key] = scanner.list { $0.wholeNumber() }
      case "threshold", "value":
        guard real[key] == nil else { return false }
        real[key] = scanner.list { $0.number() }
      default: return false
      }
      return true
    }
    guard isRead, let feature = whole["feature"], let left = whole["left"],
      let right = whole["right"], let threshold = real["threshold"], let value = real["value"]
    else { return nil }
    return ModelFile.Tree(
      feature: feature, threshold: threshold, left: left, right: right, value: value)
  }

  private mutating func texts() -> [String: String]? {
    var texts: [String: String] = [:]
    let isRead = members { scanner, key in
      guard texts[key] == nil, let text = scanner.text() else { return false }
      texts[key] = text
      return true
    }
    return isRead ? texts : nil
  }

  /// Reads an object; `member` reads the value that follows a key, or says no.
  private mutating func members(_ member: (inout Self, String) -> Bool) -> Bool {
    guard take("{") else { return false }
    if take("}") { return true }
    repeat {
      guard let key = text(), take(":"), member(&self, key) else { return false }
    } while take(",")
    return take("}")
  }

  private mutating func list<Element>(_ element: (inout Self) -> Element?) -> [Element]? {
    guard take("[") else { return nil }
    var list: [Element] = []
    if take("]") { return list }
    repeat {
      guard let next = element(&self) else { return nil }
      list.append(next)
    } while take(",")
    return take("]") ? list : nil
  }

  private mutating func text() -> String? {
    guard take("\"") else { return nil }
    let start = position
    while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
      let byte = bytes[position]
      guard (0x20..<0x7F).contains(byte), byte != UInt8(ascii: "\\") else { return nil }
      position += 1
    }
    guard position < bytes.count else { return nil }
    position += 1
    return String(decoding: bytes[start..<(position - 1)], as: UTF8.self)
  }

  private mutating func wholeNumber() -> Int? {
    skipBlanks()
    let isNegative = skip("-")
    guard let digits = wholeDigits(), digits.count <= 9, !isExponent, !isPoint else { return nil }
    let value = bytes[digits].reduce(0) { 10 * $0 + Int($1 - UInt8(ascii: "0")) }
    return isNegative ? -value : value
  }

  private mutating func number() -> Double? {
    skipBlanks()
    let start = position
    _ = skip("-")
    guard wholeDigits() != nil else { return nil }
    if skip(".") && digits().isEmpty { return nil }
    if isExponent {
      position += 1
      if !skip("-") { _ = skip("+") }
      if digits().isEmpty { return nil }
    }
    guard let value = Double(String(decoding: bytes[start..<position], as: UTF8.self)),
      value.isFinite
    else { return nil }
    return value
  }

  /// Digits of a number before its point; nil when there is none, or a zero stands before others.
  private mutating func wholeDigits() -> Range<Int>? {
    let digits = digits()
    guard let first = digits.first else { return nil }
    return digits.count > 1 && bytes[first] == UInt8(ascii: "0") ? nil : digits
  }

  private mutating func digits() -> Range<Int> {
    let start = position
    while position < bytes.count,
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position])
    { position += 1 }
    return start..<position
  }

  private var isPoint: Bool {
    position < bytes.count && bytes[position] == UInt8(ascii: ".")
  }

  private var isExponent: Bool {
    position < bytes.count && bytes[position] | 0x20 == UInt8(ascii: "e")
  }

  private mutating func skip(_ sign: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: sign) else { return false }
    position += 1
    return true
  }

  private mutating func take(_ sign: Unicode.Scalar) -> Bool {
    skipBlanks()
    return skip(sign)
  }

  private mutating func skipBlanks() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0A, 0x0D, 0x09: position += 1
      default: return
      }
    }
  }
}
