/// A table being written as CSV (RFC 4180): UTF-8, comma, CRLF line ends, decimal point.
///
/// Cells are appended left to right and rows closed one by one, as bytes, so that a table of a
/// million rows costs no text object per cell.
///
/// A text cell that a spreadsheet would take for a formula (it begins with `=`, `+`, `-`, `@`, tab,
/// CR or LF and is not a plain number) gets an apostrophe in front, because texts come from files
/// and manifests that anybody may have written (OWASP, "CSV Injection").
public struct CSVTable: Sendable {
  /// Names of the columns, in order.
  public let columns: [String]
  /// The table so far, header included.
  public private(set) var bytes: [UInt8]
  private var cellsInRow = 0

  /// Starts a table with its header.
  ///
  /// - Parameters:
  ///   - columns: names, at least one.
  ///   - capacity: bytes to reserve.
  public init(columns: [String], capacity: Int = 0) {
    precondition(!columns.isEmpty)
    self.columns = columns
    bytes = []
    bytes.reserveCapacity(capacity)
    for column in columns { text(column) }
    endRow()
  }

  /// Appends a text cell; nil is an empty cell.
  public mutating func text(_ value: String?) {
    beginCell()
    guard let value, !value.isEmpty else { return }
    if Self.looksLikeFormula(value) {
      Self.append("'" + value, to: &bytes)
    } else {
      Self.append(value, to: &bytes)
    }
  }

  /// Appends a cell whose bytes were prepared by `prepared(_:)`.
  public mutating func prepared(_ cell: [UInt8]) {
    beginCell()
    bytes.append(contentsOf: cell)
  }

  /// Appends a whole number; nil is an empty cell.
  public mutating func integer(_ value: Int?) {
    beginCell()
    if let value { DecimalText.append(value, to: &bytes) }
  }

  /// Appends a number with fixed decimals; nil and numbers that are not finite are empty cells.
  public mutating func decimal(_ value: Double?, places: Int) {
    beginCell()
    if let value { DecimalText.append(value, places: places, to: &bytes) }
  }

  /// Closes a row; it must have as many cells as there are columns.
  public mutating func endRow() {
    precondition(cellsInRow == columns.count, "row of \(cellsInRow) cells in \(columns)")
    bytes.append(UInt8(ascii: "\r"))
    bytes.append(UInt8(ascii: "\n"))
    cellsInRow = 0
  }

  /// Hands the bytes gathered so far over and goes on with none, so that a long table can be streamed.
  public mutating func takeBytes() -> [UInt8] {
    let taken = bytes
    bytes.removeAll(keepingCapacity: true)
    return taken
  }

  /// Bytes of a text cell that is written in many rows.
  public static func prepared(_ value: String) -> [UInt8] {
    var result: [UInt8] = []
    append(looksLikeFormula(value) ? "'" + value : value, to: &result)
    return result
  }

  private mutating func beginCell() {
    if cellsInRow > 0 { bytes.append(UInt8(ascii: ",")) }
    cellsInRow += 1
  }

  private static func append(_ value: String, to bytes: inout [UInt8]) {
    guard needsQuotes(value) else {
      bytes.append(contentsOf: value.utf8)
      return
    }
    let quote = UInt8(ascii: "\"")
    bytes.append(quote)
    for byte in value.utf8 {
      if byte == quote { bytes.append(quote) }
      bytes.append(byte)
    }
    bytes.append(quote)
  }

  /// Whether a cell must be quoted; outer spaces are, because some readers trim them.
  private static func needsQuotes(_ value: String) -> Bool {
    let space = UInt8(ascii: " ")
    if value.utf8.first == space || value.utf8.last == space { return true }
    return value.utf8.contains { byte in
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: "\""), UInt8(ascii: "\r"), UInt8(ascii: "\n"): true
      default: false
      }
    }
  }

  /// Whether a spreadsheet would run the text; plain numbers such as "-12.5" are not formulas.
  private static func looksLikeFormula(_ value: String) -> Bool {
    switch value.utf8.first {
    case UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "\t"), UInt8(ascii: "\r"),
      UInt8(ascii: "\n"):
      true
    case UInt8(ascii: "+"), UInt8(ascii: "-"):
      !isPlainNumber(value)
    default:
      false
    }
  }

  /// Whether a text is a sign, digits and at most one point, and nothing else.
  private static func isPlainNumber(_ value: String) -> Bool {
    var digits = 0
    var points = 0
    for byte in value.utf8.dropFirst() {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
      case UInt8(ascii: "."): points += 1
      default: return false
      }
    }
    return digits > 0 && points <= 1
  }
}
