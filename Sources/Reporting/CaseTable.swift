import Nuclei
import Quantification

/// The table of graded cases for a terminal.
public enum CaseTable {
  /// Widest line in characters.
  public static let width = 100

  /// The table as text, in lines of at most 100 characters, each ended by a line feed.
  ///
  /// Every case takes one line; a raised number beside the grade leads to the scheme and its edition
  /// below the table. Under a case stand its flags, why it has no grade, and its error; what most
  /// cases share is said once, below the table.
  public static func text(_ run: RunResult) -> String {
    guard !run.cases.isEmpty else { return "No cases.\n" }
    var schemes = CaseSchemes()
    var notes = CaseNotes()
    var rows: [[String]] = []
    for result in run.cases {
      schemes.add(result)
      notes.add(result)
      rows.append(cells(result, schemes))
    }
    notes.gather()
    let widths = columnWidths([header] + rows)
    var lines = [line(header, widths)]
    lines.append(widths.map { String(repeating: "─", count: $0) }.joined(separator: gap))
    for (index, row) in rows.enumerated() {
      lines.append(line(row, widths))
      for note in notes.own(index) { lines += PlainText.wrapped(note, indent: 4, width: width) }
    }
    lines.append("")
    lines += notes.shared(width: width)
    for scheme in schemes.texts { lines += PlainText.wrapped(scheme, indent: 0, width: width) }
    lines.append("Research use: a pathologist must confirm every grade.")
    return lines.map { $0 + "\n" }.joined()
  }

  private static let gap = "  "
  private static let header = [
    "Case", "Grade", "Ki-67 %", "95 % CI", "Counts", "All %", "Decided by",
  ]
  /// Columns that hold numbers, aligned at their right.
  private static let numeric: Set<Int> = [2, 3, 4, 5]
  /// Columns that are narrowed, in this order, when the table is too wide; others hold numbers.
  private static let flexible: [(column: Int, least: Int)] = [(0, 12), (1, 12), (6, 8), (0, 4)]

  private static func cells(_ result: CaseResult, _ schemes: CaseSchemes) -> [String] {
    let name = PlainText.printable(result.input.name)
    guard result.status == .measured else { return [name, "failed", "", "", "", "", ""] }
    let grade = result.grade.map(GradeSummary.init)
    let label = grade.flatMap { $0.isGraded ? $0.label + schemes.mark($0.scheme) : nil }
    let main = result.gradedCounts
    return [
      name, label ?? "–", number(result.gradedIndexText), number(main.intervalText ?? "–"),
      "\(main.positive)/\(main.total)", number(result.global.indexText),
      grade?.decidingIndexText ?? "–",
    ]
  }

  /// The text without the percent sign, which stands in the header.
  private static func number(_ text: String) -> String {
    text.hasSuffix(" %") ? String(text.dropLast(2)) : text
  }

  private static func columnWidths(_ rows: [[String]]) -> [Int] {
    var widths = header.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    for (column, least) in flexible {
      let excess = widths.reduce(gap.count * (widths.count - 1), +) - width
      guard excess > 0, widths[column] > least else { continue }
      widths[column] = max(least, widths[column] - excess)
    }
    return widths
  }

  private static func line(_ cells: [String], _ widths: [Int]) -> String {
    let padded = cells.indices.map { column in
      let cell = PlainText.shortened(cells[column], to: widths[column])
      let padding = String(repeating: " ", count: widths[column] - cell.count)
      return numeric.contains(column) ? padding + cell : cell + padding
    }
    let line = padded.joined(separator: gap)
    return String(line.reversed().drop { $0 == " " }.reversed())
  }
}
