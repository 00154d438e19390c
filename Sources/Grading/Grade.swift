/// The ordinal grade of a neuroendocrine tumor (NET).
///
/// G1 < G2 < G3. A neuroendocrine carcinoma (NEC) has no grade except in WHO 2010; see ``Category``.
public enum Grade: String, Codable, Sendable, Hashable, CaseIterable, Comparable {
  case g1 = "G1"
  case g2 = "G2"
  case g3 = "G3"

  private var rank: Int {
    switch self {
    case .g1: 1
    case .g2: 2
    case .g3: 3
    }
  }

  /// Whether `lhs` is the lower grade.
  public static func < (lhs: Grade, rhs: Grade) -> Bool { lhs.rank < rhs.rank }
}
