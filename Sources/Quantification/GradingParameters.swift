import Grading

/// Which index a case is graded by, and how far the positive call is trusted.
public struct GradingParameters: Sendable, Equatable, Codable {
  /// The index that makes the grade.
  public var index = GradedIndex.hotspot
  /// How often the positive call is wrong.
  public var errors = PositivityErrors()

  /// The guideline's index and the measured errors.
  public init() {}
}

/// An index that a case can be graded by.
public enum GradedIndex: String, Sendable, Codable, CaseIterable {
  /// Of the hotspot, as the guideline asks.
  case hotspot
  /// Of the hotspot, with the choice of the hottest region taken out.
  case adjusted
  /// Of all nuclei.
  case global
}
