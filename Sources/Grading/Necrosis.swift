/// Tumor necrosis as the pathologist saw it; it counts in the thoracic and head and neck schemes.
public enum Necrosis: String, Codable, Sendable, Hashable, CaseIterable {
  case present
  case absent
  case unknown

  /// Reads `present`, `focal`, `yes`, `absent`, `not identified`, `no`, `unknown`, …
  ///
  /// Empty text is ``unknown``.
  /// - Throws: ``CaseDataError`` for anything else.
  public static func parse(_ text: String) throws(CaseDataError) -> Necrosis {
    if PlainText.isNothing(text) { return .unknown }
    switch PlainText.normalized(text) {
    case "present", "yes", "y", "true", "1", "focal", "punctate", "extensive", "comedo",
      "comedo like", "geographic", "necrosis", "identified", "positive":
      return .present
    case "absent", "no", "n", "false", "0", "none", "not identified", "not present", "no necrosis",
      "negative", "not seen":
      return .absent
    default:
      throw CaseDataError(
        field: .necrosis, found: text, expected: "present, absent or unknown")
    }
  }
}
