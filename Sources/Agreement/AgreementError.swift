/// Why data have no agreement figure.
public enum AgreementError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The two lists, or the rows of a table, differ in length.
  case unequalCounts(first: Int, second: Int)
  /// A value is not a finite number; positions count from 0.
  case notFinite(position: Int)
  /// Too few values for the figure.
  case tooFew(found: Int, expected: Int)
  /// All values are alike, which leaves the figure undefined.
  case noVariation
  /// The values are not related in the way the figure presumes.
  case notRelated
  /// A parameter lies outside its range.
  case badParameter(name: String, value: Double, expected: String)

  /// What was found and what was expected.
  public var description: String {
    switch self {
    case .unequalCounts(let first, let second):
      "found \(first) and \(second) values, expected as many of one as of the other"
    case .notFinite(let position):
      "value \(position + 1) is not a finite number"
    case .tooFew(let found, let expected):
      "found \(found) values, expected at least \(expected)"
    case .noVariation:
      "all values are alike, expected some variation"
    case .notRelated:
      "the values do not rise together, expected a positive relation"
    case .badParameter(let name, let value, let expected):
      "\(name) is \(value), expected \(expected)"
    }
  }
}
