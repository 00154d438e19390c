/// Finds the name that was likely meant by a misspelled one.
enum ClosestName {
  /// The nearest name by edits (insert, delete, replace), nil when none is near: more than a third
  /// of its letters, or 2, would have to change.
  static func of(_ text: String, among names: [String]) -> String? {
    let distances = names.map { ($0, distance(text.lowercased(), $0.lowercased())) }
    guard let best = distances.min(by: { $0.1 < $1.1 }) else { return nil }
    return best.1 <= max(2, best.0.count / 3) ? best.0 : nil
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
