/// A strict RFC 4180 reader, the twin of the writer under test.
enum CSVParser {
  struct Malformed: Error {
    var position: Int
  }

  /// Rows of cells; every row must end in CRLF.
  static func rows(_ bytes: [UInt8]) throws -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var i = 0
    while i < bytes.count {
      var cell: [UInt8] = []
      if bytes[i] == UInt8(ascii: "\"") {
        i = try quoted(bytes, from: i + 1, into: &cell)
      } else {
        while i < bytes.count, bytes[i] != UInt8(ascii: ","), bytes[i] != 13 {
          if bytes[i] == UInt8(ascii: "\"") || bytes[i] == 10 { throw Malformed(position: i) }
          cell.append(bytes[i])
          i += 1
        }
      }
      row.append(String(decoding: cell, as: UTF8.self))
      guard i < bytes.count else { throw Malformed(position: i) }
      if bytes[i] == UInt8(ascii: ",") {
        i += 1
        continue
      }
      guard i + 1 < bytes.count, bytes[i] == 13, bytes[i + 1] == 10 else {
        throw Malformed(position: i)
      }
      i += 2
      rows.append(row)
      row = []
    }
    guard row.isEmpty else { throw Malformed(position: i) }
    return rows
  }

  /// Rows by column name, the header taken off.
  static func records(_ bytes: [UInt8]) throws -> [[String: String]] {
    let rows = try rows(bytes)
    guard let header = rows.first else { throw Malformed(position: 0) }
    return try rows.dropFirst().map { row in
      guard row.count == header.count else { throw Malformed(position: 0) }
      return Dictionary(uniqueKeysWithValues: zip(header, row))
    }
  }

  private static func quoted(_ bytes: [UInt8], from start: Int, into cell: inout [UInt8]) throws
    -> Int
  {
    var i = start
    while i < bytes.count {
      if bytes[i] != UInt8(ascii: "\"") {
        cell.append(bytes[i])
        i += 1
      } else if i + 1 < bytes.count, bytes[i + 1] == UInt8(ascii: "\"") {
        cell.append(bytes[i])
        i += 2
      } else {
        return i + 1
      }
    }
    throw Malformed(position: i)
  }
}
