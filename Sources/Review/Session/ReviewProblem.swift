/// Why something that a browser asked for is not done.
public enum ReviewProblem: Error, Sendable, Equatable, CustomStringConvertible {
  /// The run has no such case, slide or field.
  case unknown(String)
  /// What was sent cannot be understood or is not allowed.
  case invalid(String)
  /// Something changed in the meantime.
  case conflict(String)
  /// There are no pixels to show.
  case noPicture(String)

  /// What was found, and what to do.
  public var description: String {
    switch self {
    case .unknown(let text), .invalid(let text), .conflict(let text), .noPicture(let text): text
    }
  }
}
