/// Finds the name that was likely meant by a misspelled one.
enum ClosestName {
  /// The nearest name by edits (insert, delete, replace), nil when none is near: more than a third
  /// of its letters, or 2, would have to change.
  static func of(_ text: String, among names: [String]) -> String? {
    let distances = names.map { ($0, distance(text.lowercased(), $0.lowercased())) }
    guard let best = distances.min(by: { $0.1 < $1.1 }) else { return nil }
    return best.1 <= max(2, best.0.count / 3) ? best.0 : nil
  }

  /// The name that a text is a slip of; nil when the text may well be meant as it is.
  ///
  /// Of names of six letters or more one may differ, of long names that begin alike up to three and a
  /// quarter; the end of a long name may be missing up to a quarter; or all may be there in another
  /// order. Another word before the same words is another thing ("necrosis area"). Near shorter names there are many words ("side", "site", "size"), so that only
  /// signs between words, and an s at the end, may differ.
  static func mistyped(_ text: String, among names: [String]) -> String? {
    if let same = names.first(where: { letters($0) == letters(text) }) { return same }
    let text = text.lowercased()
    let long = names.filter { $0.count >= 6 }
    if let turned = long.first(where: { $0.sorted() == text.sorted() }) { return turned }
    let distances = long.map { ($0, distance(text, $0)) }
    guard let best = distances.min(by: { $0.1 < $1.1 }) else { return nil }
    let quarter = best.0.count < 12 ? 1 : best.0.count / 4
    let most = best.0.hasPrefix(text) ? quarter : best.0.first == text.first ? min(3, quarter) : 1
    return best.1 <= most ? best.0 : nil
  }

  /// Letters and digits of a name in lower case, without the s of a plural.
  private static func letters(_ text: String) -> String {
    let letters = text.lowercased().filter { $0.isLetter || $0.isNumber }
    return letters.hasSuffix("s") ? String(letters.dropLast()) : letters
  }

  private static func distance(_ first: String, _ second: String) -> Int {
    let b = Array(second)
    var row = Array(0...b.count)
    for (i, character) in first.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let replaced = diagonal + (character == b[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, diagonal + 1)
      }
    }
    return row[b.count]
  }
}
