/// Remarks of one kind, of which a list of files may give thousands.
enum ToldNotes {
  private static let most = 5

  /// Shortens a list of remarks.
  ///
  /// - Parameters:
  ///   - notes: all remarks of the kind.
  ///   - kind: what they tell of, in the plural.
  /// - Returns: the first remarks, and how many more there are.
  static func of(_ notes: [String], kind: String) -> [String] {
    guard notes.count > most else { return notes }
    return notes.prefix(most) + ["\(kind): \(notes.count - most) more."]
  }
}
