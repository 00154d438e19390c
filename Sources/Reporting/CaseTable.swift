import Quantification

/// The table of graded cases for a terminal.
public enum CaseTable {
  /// Widest line in characters.
  public static let width = 100

  /// The table as text, in lines of at most 100 characters, each ended by a line feed.
  ///
  /// Every case takes one line; below it stand, where there are any, its flags, why it has no
  /// grade, and its error. Editions of the schemes follow the table.
  public static func text(_ run: RunResult) -> String {
    guard !run.cases.isEmpty else { return "No cases.\n" }
    let rows = run.cases.map(cells)
    var widths = header.indices.map { column in
      ([header] + rows).map { $0[column].count }.max() ?? 0
    }
    let others = widths.dropFirst().reduce(0) { $0 + $1 + gap.count }
    widths[0] = min(widths[0], max(width - others, 8))
    var lines = [line(header, widths)]
    lines.append(widths.map { String(repeating: "─", count: $0) }.joined(separator: gap))
    for (row, result) in zip(rows, run.cases) {
      lines.append(line(row, widths))
      for note in notes(of: result) { lines += wrapped(note, indent: 4) }
    }
    lines += footer(of: run)
    return lines.map { $0 + "\n" }.joined()
  }

  private static let gap = "  "
  private static let header = [
    "Case", "Grade", "Ki-67", "95 % CI", "Counts", "All", "Decided by", "Scheme",
  ]
  /// Columns that hold numbers, aligned at their right.
  private static let numeric: Set<Int> = [2, 3, 4, 5]

  private static func cells(of result: CaseResult) -> [String] {
    let grade = result.grade.map(GradeSummary.init)
    let name = printable(result.input.name)
    guard result.status == .measured else { return [name, "failed", "", "", "", "", "", ""] }
    let main = result.gradedCounts
    return [
      name, grade.flatMap { $0.isGraded ? $0.label : nil } ?? "–", main.indexText,
      main.intervalText ?? "–",
      "\(main.positive)/\(main.total)", result.global.indexText, grade?.decidingIndexText ?? "–",
      grade?.scheme ?? "–",
    ]
  }

  private static func notes(of result: CaseResult) -> [String] {
    var notes: [String] = []
    if let error = result.error { notes.append("error: \(printable(error))") }
    if let refusal = result.gradeRefusal { notes.append("no grade: \(printable(refusal))") }
    let flags = CaseFlag.all(of: result).map(\.code)
    if !flags.isEmpty { notes.append("flags: \(flags.joined(separator: ", "))") }
    return notes
  }

  private static func footer(of run: RunResult) -> [String] {
    var seen: Set<String> = []
    let schemes = run.cases.compactMap(\.grade?.scheme).filter { seen.insert($0.id).inserted }
    return [""]
      + schemes.flatMap { wrapped("\($0.id): \($0.title), \($0.edition)", indent: 0) }
      + ["Research use: a pathologist must confirm every grade."]
  }

  private static func line(_ cells: [String], _ widths: [Int]) -> String {
    let padded = cells.indices.map { column in
      let cell = shortened(cells[column], to: widths[column])
      let padding = String(repeating: " ", count: widths[column] - cell.count)
      return numeric.contains(column) ? padding + cell : cell + padding
    }
    let line = padded.joined(separator: gap)
    return String(line.reversed().drop { $0 == " " }.reversed())
  }

  /// The text with its middle left out, so that the start and the end of a name stay readable.
  private static func shortened(_ text: String, to width: Int) -> String {
    guard text.count > width else { return text }
    let head = width / 2
    return "\(text.prefix(head))…\(text.suffix(width - head - 1))"
  }

  /// Lines of at most `width` characters, broken at spaces; longer words are broken where they are.
  private static func wrapped(_ text: String, indent: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty && margin.count + line.count + 1 + word.count > width {
        lines.append(margin + line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
      while margin.count + line.count > width {
        lines.append(margin + line.prefix(width - margin.count))
        line = String(line.dropFirst(width - margin.count))
      }
    }
    return line.isEmpty ? lines : lines + [margin + line]
  }

  /// The text without control characters, which a terminal would obey.
  private static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          scalar.properties.generalCategory == .control || scalar.properties.isBidiControl
            ? "\u{FFFD}" : scalar
        }))
  }
}
