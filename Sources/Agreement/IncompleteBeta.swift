#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Foundation
#endif

/// The regularized incomplete beta function for the degrees of freedom of agreement studies.
///
/// `Grading` has a beta distribution of its own: it serves counts up to 10⁹ and parameters of at
/// least ½, this one fractional degrees of freedom (Satterthwaite) and parameters above 0. To about
/// 1e-12 relative for parameters up to 10⁵.
struct IncompleteBeta {
  let a: Double
  let b: Double

  /// I_x(a, b): continued fraction by Lentz's method on the side where it converges fast (Press et
  /// al., Numerical Recipes, 3rd ed., 6.4).
  func value(at x: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    let logWeight = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)
    if x < (a + 1) / (a + b + 2) {
      return exp(logWeight) * Self.continuedFraction(a, b, x) / a
    }
    return 1 - exp(logWeight) * Self.continuedFraction(b, a, 1 - x) / b
  }

  /// The x below which a share `probability` (0 to 1) lies, by bisection to the last digits.
  func quantile(_ probability: Double) -> Double {
    if probability <= 0 { return 0 }
    if probability >= 1 { return 1 }
    var (low, high) = (0.0, 1.0)
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high || high - low < 1e-16 * high { return middle }
      if value(at: middle) < probability { low = middle } else { high = middle }
    }
  }

  private static func continuedFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    func kept(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
    var c = 1.0
    var d = 1 / kept(1 - (a + b) * x / (a + 1))
    var result = d
    let limit = 200 + 20 * Int(max(a, b).squareRoot())
    for step in 1...limit {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / kept(1 + even * d)
      c = kept(1 + even / c)
      result *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / kept(1 + odd * d)
      c = kept(1 + odd / c)
      result *= d * c
      if abs(d * c - 1) < 1e-15 { break }
    }
    return result
  }
}

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
    let share = IncompleteBeta(a: numerator / 2, b: denominator / 2).quantile(probability)
    if share < 0.5 { return denominator * share / (numerator * (1 - share)) }
    // Near 1 the complement keeps the digits that 1 - share would lose.
    let rest = IncompleteBeta(a: denominator / 2, b: numerator / 2).quantile(1 - probability)
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
