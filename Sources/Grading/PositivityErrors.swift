import Statistics

/// How often the positive call is wrong, as measured on annotated images, with its own uncertainty.
///
/// Shares lie between 0 and 1. Standard deviations are those between laboratories: an unseen
/// laboratory's stain is a new draw. The defaults were measured on three sets of annotated images
/// by models trained without the set (`docs/accuracy.md`).
public struct PositivityErrors: Sendable, Hashable, Codable {
  /// Share of positive nuclei that are called positive.
  public var sensitivity = 0.92
  /// Standard deviation of the sensitivity.
  public var sensitivityDeviation = 0.046
  /// Share of negative nuclei that are called positive.
  public var falsePositiveRate = 0.014
  /// Standard deviation of the false-positive rate.
  public var falsePositiveRateDeviation = 0.01

  /// The measured values.
  public init() {}

  /// Grid of equally likely values of each rate.
  private static let steps = 16

  /// Equally likely pairs of sensitivity and false-positive rate.
  var draws: [(sensitivity: Double, falsePositiveRate: Double)] {
    let positives = Self.quantiles(mean: sensitivity, deviation: sensitivityDeviation)
    let negatives = Self.quantiles(mean: falsePositiveRate, deviation: falsePositiveRateDeviation)
    return positives.flatMap { sensitivity in
      negatives.map { (sensitivity, $0) }
    }
  }

  /// Middle values of equally likely parts of the beta distribution with a mean and deviation.
  private static func quantiles(mean: Double, deviation: Double) -> [Double] {
    let spread = mean * (1 - mean) / (deviation * deviation) - 1
    let (a, b) = (mean * spread, (1 - mean) * spread)
    // A distribution without a hump is no state of knowledge about a rate, nor is one without width.
    guard deviation > 0, a >= 0.5, b >= 0.5 else { return [mean] }
    let distribution = Beta(a, b)
    return (0..<steps).map { distribution.quantile((Double($0) + 0.5) / Double(steps)) }
  }
}

extension LabelingIndex {
  /// The probability that the true index is below a cut-off when calls may be wrong.
  ///
  /// The share called positive is sensitivity × index + false-positive rate × (1 − index) (Rogan &
  /// Gladen 1978, Am J Epidemiol 107:71); its posterior is Jeffreys', averaged over the rates.
  /// - Parameters:
  ///   - cutoff: cut-off in percent.
  ///   - errors: how often the call is wrong.
  /// - Returns: the probability, 0 to 1.
  public func probability(belowPercent cutoff: Int, errors: PositivityErrors) -> Double {
    let limit = Double(cutoff) / 100
    let x = Double(positive)
    let posterior = Beta(x + 0.5, Double(total) - x + 0.5)
    let draws = errors.draws
    let sum = draws.reduce(0.0) { sum, rates in
      let called = rates.sensitivity * limit + rates.falsePositiveRate * (1 - limit)
      return sum + posterior.cumulative(called)
    }
    return sum / Double(draws.count)
  }

  /// The index in percent, errors of the call taken out at their mean rates, 0 to 100.
  public func percentCorrected(for errors: PositivityErrors) -> Double {
    let power = errors.sensitivity - errors.falsePositiveRate
    guard power > 0 else { return percent.doubleValue }
    return 100 * min(1, max(0, (proportion - errors.falsePositiveRate) / power))
  }
}
