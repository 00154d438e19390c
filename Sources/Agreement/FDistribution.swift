import Statistics

/// Fisher's F distribution; degrees of freedom above 0, not necessarily whole.
package struct FDistribution {
  private let numerator: Double
  private let denominator: Double

  /// A distribution with degrees of freedom of numerator and denominator.
  package init(_ numerator: Double, _ denominator: Double) {
    precondition(numerator > 0 && denominator > 0)
    self.numerator = numerator
    self.denominator = denominator
  }

  /// The value below which a share `probability` (0 to 1, both excluded) lies.
  package func quantile(_ probability: Double) -> Double {
    let share = Beta(numerator / 2, denominator / 2).quantile(probability)
    if share < 0.5 { return denominator * share / (numerator * (1 - share)) }
    // Near 1 the complement keeps the digits that 1 - share would lose.
    let rest = Beta(denominator / 2, numerator / 2).quantile(1 - probability)
    return denominator * (1 - rest) / (numerator * rest)
  }
}

/// Student's t distribution.
package enum StudentT {
  /// The 97.5 % point, for a two-sided 95 % interval.
  package static func quantile975(degreesOfFreedom: Int) -> Double {
    // t² has an F distribution, whose upper 5 % hold the upper and lower 2.5 % of t.
    FDistribution(1, Double(degreesOfFreedom)).quantile(0.95).squareRoot()
  }
}
