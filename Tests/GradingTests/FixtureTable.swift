import Foundation
import Testing

/// A CSV fixture: rows as texts by column name, each with where it stands.
struct FixtureRow: Sendable, CustomTestStringConvertible {
  let place: String
  let values: [String: String]

  /// The text in a column; empty when there is none.
  subscript(column: String) -> String { values[column] ?? "" }

  /// The number in a column; `nil` when empty.
  func number(_ column: String) -> Double? { Double(self[column]) }

  /// The whole number in a column.
  func whole(_ column: String) throws -> Int {
    try #require(Int(self[column]), "\(place) \(column)")
  }

  var testDescription: String { "\(place): \(self["source"])" }

  /// Reads `Tests/Fixtures/grading/NAME.csv`; a missing or ragged file ends as one failing row.
  static func table(_ name: String) -> [FixtureRow] {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Fixtures/grading/\(name).csv")
    guard let text = try? String(contentsOf: file, encoding: .utf8) else {
      Issue.record("cannot read \(file.path)")
      return []
    }
    let lines = text.split(separator: "\n").map { cells(String($0)) }
    let header = lines.first ?? []
    return lines.enumerated().dropFirst().map { index, cells in
      if cells.count != header.count { Issue.record("\(name).csv line \(index + 1) is ragged") }
      return FixtureRow(
        place: "\(name).csv line \(index + 1)",
        values: Dictionary(zip(header, cells), uniquingKeysWith: { $1 }))
    }
  }

  /// Cells of one line; quoted cells may hold commas and doubled quotes, no line breaks.
  private static func cells(_ line: String) -> [String] {
    var cells = [""]
    var isQuoted = false
    var wasQuote = false
    for character in line {
      if character == "\"" {
        if wasQuote { cells[cells.count - 1].append("\"") }
        wasQuote = isQuoted
        isQuoted.toggle()
        continue
      }
      wasQuote = false
      if character == "," && !isQuoted {
        cells.append("")
      } else {
        cells[cells.count - 1].append(character)
      }
    }
    return cells
  }
}
