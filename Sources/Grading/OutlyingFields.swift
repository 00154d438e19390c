#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Foundation
#endif
import Statistics

/// Fields whose labelling index lies far outside of what the other fields allow.
///
/// An artifact, another stain or another tissue makes such a field; so does a true hotspot.
///
/// The others allow the median index, nuclei as weights, and four standard deviations to either
/// side: on the arcsine scale, on which counting adds the same variance to every index, and with
/// the standard deviation of the fields' true indexes that makes the median of the squared
/// residuals what a normal distribution has, so that a few outlying fields hardly move it. A field
/// is outlying when all of its own exact interval lies beyond; the intervals hold for all fields
/// together with 99.9 % (Bonferroni). So both noise of counting and heterogeneity are allowed for.
///
/// In simulated tumors without an outlying field at most one in fifty was told to have one with 12
/// fields, fewer with more (`benchmarks/RESULTS.md`).
public enum OutlyingFields {
  /// Fewest fields from which it can be told what is usual.
  public static let fewestFields = 12
  /// Fields with fewer nuclei say nothing, neither about others nor about themselves.
  public static let fewestNuclei = 20

  /// Standard deviations that the others allow.
  private static let allowedDeviations = 4.0
  /// A standard deviation of few fields is uncertain; it is enlarged by this share at one field.
  private static let enlargement = 10.0
  /// Probability that chance alone makes any interval miss.
  private static let significance = 0.001
  /// Median of χ² with one degree of freedom.
  private static let medianOfChiSquared = 0.454936

  /// A field on the arcsine scale.
  private struct Residual {
    var value: Double
    var nuclei: Double
  }

  /// Finds the outlying fields.
  ///
  /// - Parameter fields: counts; nil for fields that were not measured.
  /// - Returns: their positions, rising; none when there are too few fields.
  public static func positions(in fields: [FieldVariation.Field?]) -> [Int] {
    let known = fields.indices.filter { fields[$0].map { $0.total >= fewestNuclei } ?? false }
    guard known.count >= fewestFields else { return [] }
    let usual = known.compactMap { fields[$0] }
    let angles = usual.map { Residual(value: angle($0), nuclei: Double($0.total)) }
    let center = weightedMedian(angles)
    let residuals = angles.map { Residual(value: $0.value - center, nuclei: $0.nuclei) }
    let share = 1 + enlargement / Double(usual.count)
    let reach = allowedDeviations * share * spread(residuals)
    let allowed = index(center - reach)...index(center + reach)
    let tail = significance / Double(2 * usual.count)
    return known.filter { position in
      fields[position].map { !overlaps($0, allowed, tail: tail) } ?? false
    }
  }

  /// Anscombe's (1948) variance-stabilizing transformation; its variance is about 1 / total.
  private static func angle(_ field: FieldVariation.Field) -> Double {
    2 * asin(((Double(field.positive) + 0.375) / (Double(field.total) + 0.75)).squareRoot())
  }

  private static func index(_ angle: Double) -> Double {
    let sine = sin(min(max(angle, 0), Double.pi) / 2)
    return sine * sine
  }

  private static func weightedMedian(_ items: [Residual]) -> Double {
    let sorted = items.sorted { ($0.value, $0.nuclei) < ($1.value, $1.nuclei) }
    let half = sorted.reduce(0.0) { $0 + $1.nuclei } / 2
    var sum = 0.0
    for item in sorted {
      sum += item.nuclei
      if sum >= half { return item.value }
    }
    return sorted.last?.value ?? 0
  }

  /// Standard deviation between fields beyond that of counting; 0 when counting explains all.
  private static func spread(_ residuals: [Residual]) -> Double {
    func excess(_ variance: Double) -> Double {
      let squares = residuals.map { $0.value * $0.value / (1 / $0.nuclei + variance) }.sorted()
      return squares[squares.count / 2] - medianOfChiSquared
    }
    guard excess(0) > 0 else { return 0 }
    // No angle is farther from another than π.
    var (low, high) = (0.0, Double.pi * Double.pi / medianOfChiSquared)
    for _ in 0..<50 {
      let middle = (low + high) / 2
      if excess(middle) > 0 { low = middle } else { high = middle }
    }
    return high.squareRoot()
  }

  /// Whether the exact interval (Clopper & Pearson 1934) of a field meets a range of indexes.
  private static func overlaps(
    _ field: FieldVariation.Field, _ range: ClosedRange<Double>, tail: Double
  ) -> Bool {
    let (positive, negative) = (Double(field.positive), Double(field.total - field.positive))
    let share = positive / (positive + negative)
    if share > range.upperBound {
      return Beta(positive, negative + 1).quantile(tail) <= range.upperBound
    }
    if share < range.lowerBound {
      return Beta(positive + 1, negative).quantile(1 - tail) >= range.lowerBound
    }
    return true
  }
}
