/// Text as people type it into tables, reduced to what carries meaning.
enum PlainText {
  /// Lower case, punctuation as spaces, single spaces.
  static func words(_ text: String) -> [Substring] {
    let lower = text.lowercased()
    return lower.split(whereSeparator: { !($0.isLetter || $0.isNumber) })
  }

  /// ``words(_:)`` joined by single spaces.
  static func normalized(_ text: String) -> String { words(text).joined(separator: " ") }

  /// Whether the text is empty or one of the usual ways to write that nothing is known.
  static func isNothing(_ text: String) -> Bool {
    [
      "", "na", "n a", "nd", "nk", "none given", "unknown", "not known", "not stated", "not given",
      "not available", "not assessed", "not assessable", "indeterminate", "undetermined",
    ].contains(normalized(text))
  }

  /// The number of single-letter edits between two words (Levenshtein).
  static func distance(_ first: String, _ second: String) -> Int {
    let second = Array(second)
    var row = Array(0...second.count)
    for (index, letter) in first.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in second.indices {
        let substituted = diagonal + (letter == second[column] ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(substituted, diagonal + 1, row[column] + 1)
      }
    }
    return row[second.count]
  }
}
