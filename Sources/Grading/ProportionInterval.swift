import Statistics

/// A two-sided interval of a proportion, in percent, clamped to 0...100.
public struct ProportionInterval: Codable, Sendable, Hashable {
  /// Lower bound in percent.
  public let lowerPercent: Double
  /// Upper bound in percent.
  public let upperPercent: Double

  /// An interval from bounds in percent.
  public init(lowerPercent: Double, upperPercent: Double) {
    self.lowerPercent = lowerPercent
    self.upperPercent = upperPercent
  }

  /// Whether `percent` lies inside, bounds included.
  public func contains(_ percent: Double) -> Bool {
    lowerPercent <= percent && percent <= upperPercent
  }

  enum CodingKeys: String, CodingKey {
    case lowerPercent = "lower_percent"
    case upperPercent = "upper_percent"
  }
}

extension LabelingIndex {
  /// The 97.5 % point of the standard normal distribution.
  static let z95 = 1.959963984540054

  /// The 95 % score interval (Wilson 1927, J Am Stat Assoc 22:209).
  public var wilsonInterval: ProportionInterval {
    let n = Double(total)
    let zz = Self.z95 * Self.z95
    let center = proportion + zz / (2 * n)
    let half =
      Self.z95 * (proportion * (1 - proportion) / n + zz / (4 * n * n)).squareRoot()
    let scale = 100 / (1 + zz / n)
    return ProportionInterval(
      lowerPercent: positive == 0 ? 0 : max(0, (center - half) * scale),
      upperPercent: positive == total ? 100 : min(100, (center + half) * scale))
  }

  /// The 95 % exact interval (Clopper and Pearson 1934, Biometrika 26:404), by beta quantiles.
  public var clopperPearsonInterval: ProportionInterval {
    let x = Double(positive)
    let n = Double(total)
    let lower = positive == 0 ? 0 : Beta(x, n - x + 1).quantile(0.025)
    let upper = positive == total ? 1 : Beta(x + 1, n - x).quantile(0.975)
    return ProportionInterval(lowerPercent: 100 * lower, upperPercent: 100 * upper)
  }

  /// Whether the Wilson interval holds `cutoffPercent`, so that the counts leave the side open.
  public func isAmbiguous(atCutoffPercent cutoff: Int) -> Bool {
    wilsonInterval.contains(Double(cutoff))
  }

  /// How many nuclei in all would settle the side of `cutoffPercent`, were the proportion to stay.
  ///
  /// The smallest count whose Wilson interval leaves the cut-off out; at least ``total``.
  /// `nil` when the index lies exactly on the cut-off, where no count can settle it.
  public func nucleiToSettle(cutoffPercent cutoff: Int) -> Int? {
    let limit = Double(cutoff) / 100
    guard percent != Fraction(cutoff) else { return nil }
    let difference = proportion - limit
    let needed = Self.z95 * Self.z95 * limit * (1 - limit) / (difference * difference)
    guard needed < 1e15 else { return nil }
    return max(total, Int(needed) + 1)
  }

  /// The probability that the true index is below `cutoffPercent`, given the counts.
  ///
  /// Jeffreys posterior: Beta(positive + ½, negative + ½).
  public func probability(belowPercent cutoff: Int) -> Double {
    let x = Double(positive)
    return Beta(x + 0.5, Double(total) - x + 0.5).cumulative(Double(cutoff) / 100)
  }
}
