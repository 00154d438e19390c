/// A table read from delimited text by RFC 4180, strictly, with the line of every row.
///
/// A reader of our own: messages must name the line a person sees in an editor, which quoted line
/// breaks and blank lines shift, and a ragged row must be refused, not filled up.
package struct CSVTable: Sendable, Equatable {
  /// A row of cells.
  package struct Row: Sendable, Equatable {
    /// Line of the text on which the row begins, the first being 1.
    package var line: Int
    /// Cells, quotes resolved.
    package var cells: [String]
  }

  /// Why text is no such table.
  package enum Problem: Error, Sendable, Equatable {
    /// A quoted cell that begins on `line` never ends.
    case quoteNotClosed(line: Int)
    /// A quote stands where none may: inside a bare cell, or text follows a closing quote.
    case strayQuote(line: Int)
  }

  /// Rows in order, the header first; lines of which all cells are blank are left out.
  package var rows: [Row]

  /// Reads a table.
  ///
  /// - Parameters:
  ///   - text: the text without byte order mark; lines end in LF, CRLF or CR.
  ///   - separator: what stands between cells.
  /// - Throws: the first misplaced quote.
  package init(_ text: String, separator: UInt8) throws(Problem) {
    var reader = Reader(bytes: Array(text.utf8), separator: separator)
    rows = try reader.rows()
  }
}

/// Walks over the bytes of a table.
private struct Reader {
  let bytes: [UInt8]
  let separator: UInt8
  var index = 0
  var line = 1

  mutating func rows() throws(CSVTable.Problem) -> [CSVTable.Row] {
    var rows: [CSVTable.Row] = []
    while index < bytes.count {
      let start = line
      let cells = try row()
      if cells.contains(where: { !StrictNumber.trimmedBlanks($0).isEmpty }) {
        rows.append(CSVTable.Row(line: start, cells: cells))
      }
    }
    return rows
  }

  private mutating func row() throws(CSVTable.Problem) -> [String] {
    var cells: [String] = []
    while true {
      cells.append(
        index < bytes.count && bytes[index] == Self.quote ? try quotedCell() : try bareCell())
      guard index < bytes.count else { return cells }
      if bytes[index] == separator {
        index += 1
      } else {
        skipLineEnd()
        return cells
      }
    }
  }

  private mutating func bareCell() throws(CSVTable.Problem) -> String {
    let start = index
    while index < bytes.count, bytes[index] != separator, !isLineEnd(bytes[index]) {
      if bytes[index] == Self.quote { throw .strayQuote(line: line) }
      index += 1
    }
    return String(decoding: bytes[start..<index], as: UTF8.self)
  }

  private mutating func quotedCell() throws(CSVTable.Problem) -> String {
    let start = line
    var content: [UInt8] = []
    var isClosed = false
    index += 1
    while index < bytes.count {
      let byte = bytes[index]
      if byte == Self.quote {
        index += 1
        isClosed = index == bytes.count || bytes[index] != Self.quote
        if isClosed { break }
        content.append(byte)
        index += 1
      } else if isLineEnd(byte) {
        let before = index
        skipLineEnd()
        content.append(contentsOf: bytes[before..<index])
      } else {
        content.append(byte)
        index += 1
      }
    }
    guard isClosed else { throw .quoteNotClosed(line: start) }
    guard index == bytes.count || bytes[index] == separator || isLineEnd(bytes[index]) else {
      throw .strayQuote(line: line)
    }
    return String(decoding: content, as: UTF8.self)
  }

  private mutating func skipLineEnd() {
    if bytes[index] == Self.carriageReturn, index + 1 < bytes.count,
      bytes[index + 1] == Self.lineFeed
    {
      index += 1
    }
    index += 1
    line += 1
  }

  private func isLineEnd(_ byte: UInt8) -> Bool {
    byte == Self.lineFeed || byte == Self.carriageReturn
  }

  private static let quote = UInt8(ascii: "\"")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")
}
