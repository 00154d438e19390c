#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Foundation
#endif

/// How the labelling index differs between the fields of a tumor, and what that means for its
/// interval.
///
/// Fields are parts of equal size with at least one nucleus each. Nuclei of a field are alike, so
/// that an interval which takes every nucleus for an independent draw is too narrow.
public struct FieldVariation: Sendable, Hashable {
  /// Counts of one field.
  public struct Field: Sendable, Hashable {
    /// Positive tumor nuclei.
    public let positive: Int
    /// All tumor nuclei, at least 1.
    public let total: Int

    /// Counts of a field; nil unless `0 ≤ positive ≤ total` and `total ≥ 1`.
    public init?(positive: Int, total: Int) {
      guard positive >= 0, total >= 1, positive <= total else { return nil }
      self.positive = positive
      self.total = total
    }
  }

  /// Fewest fields that say something about variation.
  public static let fewestFields = 10
  /// Resamples of the fields for the interval.
  public static let resamples = 1999

  /// Number of fields.
  public let fields: Int
  /// Variance between fields in multiples of the binomial one; 1 where fields differ by chance only.
  ///
  /// Pearson's χ² by its degrees of freedom.
  public let dispersion: Double
  /// Probability of a dispersion at least as large were all fields alike (χ², Wilson–Hilferty).
  public let significance: Double
  /// Standard deviation of the true index between fields, in points; 0 when chance explains all.
  ///
  /// Method of moments (Kleinman 1973, J Am Stat Assoc 68:46), fields weighted by their nuclei.
  public let standardDeviationPoints: Double
  /// 95 % interval of the index of all nuclei when whole fields are drawn.
  ///
  /// Studentized bootstrap of the log odds, fixed seed (Davison & Hinkley 1997, 5.2). nil when no
  /// nucleus, or every one, is positive.
  public let interval: ProportionInterval?

  /// Describes the variation; nil with fewer than ``fewestFields`` fields.
  public init?(_ fields: [Field]) {
    guard fields.count >= Self.fewestFields else { return nil }
    self.fields = fields.count
    let positive = Double(fields.reduce(0) { $0 + $1.positive })
    let total = Double(fields.reduce(0) { $0 + $1.total })
    let share = positive / total
    let variance = share * (1 - share)
    guard variance > 0 else {
      dispersion = 1
      significance = 1
      standardDeviationPoints = 0
      interval = nil
      return
    }
    let freedom = Double(fields.count - 1)
    let chiSquared = fields.reduce(0.0) { sum, field in
      let excess = Double(field.positive) - share * Double(field.total)
      return sum + excess * excess / (Double(field.total) * variance)
    }
    dispersion = chiSquared / freedom
    significance = Self.upperTail(chiSquared: chiSquared, freedom: freedom)
    // E[χ²] = freedom + (Σn − Σn²/Σn − freedom) τ² / variance.
    let squares = fields.reduce(0.0) { $0 + Double($1.total) * Double($1.total) }
    let between = (chiSquared - freedom) * variance / (total - squares / total - freedom)
    standardDeviationPoints =
      between.isFinite ? 100 * min(max(0, between), variance).squareRoot() : 0
    interval = FieldBootstrap(fields).interval(resamples: Self.resamples)
  }

  /// P(χ² ≥ value), Wilson & Hilferty 1931: to about 0.001.
  private static func upperTail(chiSquared: Double, freedom: Double) -> Double {
    let spread = 2 / (9 * freedom)
    let z = (cbrt(chiSquared / freedom) - (1 - spread)) / spread.squareRoot()
    return 0.5 * erfc(z / 2.0.squareRoot())
  }
}
