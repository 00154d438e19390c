#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Foundation
#endif

/// Bias and limits of agreement (Bland & Altman, Lancet 1986;1:307–310; Stat Methods Med Res
/// 1999;8:135–160).
///
/// Differences are measured minus reference. Limits are bias ± 1.96 standard deviations (n − 1).
/// Intervals are 95 %, by Student's t with n − 1 degrees of freedom.
public struct BlandAltman: Sendable, Equatable {
  /// What is averaged over the pairs.
  public enum Scale: String, Sendable, CaseIterable {
    /// The difference, in units of the measurement.
    case difference
    /// The natural logarithm of measured by reference, for errors in proportion to the value.
    case logRatio = "log_ratio"
    /// The difference by the square root of the mean, for counts: a proportion's variance is about
    /// in proportion to the proportion.
    case rootOfMean = "root_of_mean"
  }

  /// What was averaged.
  public let scale: Scale
  /// Pairs used.
  public let count: Int
  /// Pairs that the scale leaves undefined: either value not above 0 for ratios, a mean not above 0
  /// for the root.
  public let leftOut: Int
  /// Mean difference.
  public let bias: Estimate
  /// Standard deviation of the differences.
  public let standardDeviation: Double
  /// Bias − 1.96 standard deviations.
  public let lowerLimit: Estimate
  /// Bias + 1.96 standard deviations.
  public let upperLimit: Estimate

  /// Computes bias and limits.
  ///
  /// - Throws: `AgreementError.tooFew` with fewer than two pairs for which the scale is defined.
  public init(_ values: PairedValues, scale: Scale = .difference) throws(AgreementError) {
    let differences = zip(values.reference, values.measured).compactMap {
      Self.difference(reference: $0, measured: $1, scale)
    }
    count = differences.count
    guard count >= 2 else { throw .tooFew(found: count, expected: 2) }
    self.scale = scale
    leftOut = values.count - count
    let n = Double(count)
    let mean = differences.reduce(0, +) / n
    let squares = differences.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let deviation = (squares / (n - 1)).squareRoot()
    standardDeviation = deviation
    let quantile = StudentT.quantile975(degreesOfFreedom: count - 1)
    bias = Estimate(value: mean, halfWidth: quantile * deviation / n.squareRoot())
    let error = deviation * Self.limitFactor(n)
    let reach = standardNormal975 * deviation
    lowerLimit = Estimate(value: mean - reach, halfWidth: quantile * error)
    upperLimit = Estimate(value: mean + reach, halfWidth: quantile * error)
  }

  /// Standard error of the bias.
  public var biasStandardError: Double { standardDeviation / Double(count).squareRoot() }

  /// Standard error of a limit, by the form of 1999, which the intervals use.
  public var limitStandardError: Double { standardDeviation * Self.limitFactor(Double(count)) }

  /// Standard error of a limit, by the approximation of 1986, s √(3 / n).
  public var limitStandardError1986: Double {
    standardDeviation * (3 / Double(count)).squareRoot()
  }

  /// A value of this scale as a difference in units of the measurement, where the mean of both
  /// methods is `mean`.
  public func difference(_ value: Double, atMean mean: Double) -> Double {
    switch scale {
    case .difference: value
    case .logRatio: 2 * mean * tanh(value / 2)
    case .rootOfMean: value * max(mean, 0).squareRoot()
    }
  }

  private static func difference(
    reference: Double, measured: Double, _ scale: Scale
  ) -> Double? {
    switch scale {
    case .difference: return measured - reference
    case .logRatio: return reference > 0 && measured > 0 ? log(measured / reference) : nil
    case .rootOfMean:
      let mean = (reference + measured) / 2
      return mean > 0 ? (measured - reference) / mean.squareRoot() : nil
    }
  }

  private static func limitFactor(_ n: Double) -> Double {
    (1 / n + standardNormal975 * standardNormal975 / (2 * (n - 1))).squareRoot()
  }
}
