/// One side of a cut-off, with its boundary rule in its name.
///
/// Values are percent for Ki-67 and mitoses per 2 mm² for mitoses.
public enum Threshold: Sendable, Hashable {
  /// The value itself and all above.
  case atLeast(Int)
  /// Only values above; the value itself is excluded.
  case above(Int)
  /// Only values below; the value itself is excluded.
  case below(Int)
  /// The value itself and all below.
  case atMost(Int)

  /// Whether `value` lies on this side, decided exactly.
  public func isMet(by value: Fraction) -> Bool {
    switch self {
    case .atLeast(let cutoff): value >= Fraction(cutoff)
    case .above(let cutoff): value > Fraction(cutoff)
    case .below(let cutoff): value < Fraction(cutoff)
    case .atMost(let cutoff): value <= Fraction(cutoff)
    }
  }

  /// The number at the boundary.
  public var cutoff: Int {
    switch self {
    case .atLeast(let cutoff), .above(let cutoff), .below(let cutoff), .atMost(let cutoff): cutoff
    }
  }
}

/// The lowest value from which a scheme gives a grade.
public struct GradeBound: Sendable, Hashable {
  /// The grade given from here on.
  public let grade: Grade
  /// Where it begins.
  public let from: Threshold
}
