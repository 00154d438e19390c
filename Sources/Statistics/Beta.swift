#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Foundation
#endif

/// The beta distribution; parameters above 0, not necessarily whole.
public struct Beta: Sendable {
  private let a: Double
  private let b: Double

  /// A distribution with parameters `a` and `b`, both above 0.
  public init(_ a: Double, _ b: Double) {
    precondition(a > 0 && b > 0, "Beta needs parameters above 0")
    self.a = a
    self.b = b
  }

  /// The regularized incomplete beta function I_x(a, b), to about 1e-13 relative for parameters of at least ½,
  /// and 1e-12 below.
  ///
  /// Continued fraction by Lentz's method (Numerical Recipes, 6.4) on the side where it converges
  /// fast; the density before it by Loader's saddle-point form, which stays exact for large counts.
  public func cumulative(_ x: Double) -> Double {
    if x <= 0 { return 0 }
    if x >= 1 { return 1 }
    if x < (a + 1) / (a + b + 2) {
      return Self.weight(a, b, x) * Self.continuedFraction(a, b, x) / a
    }
    return 1 - Self.weight(b, a, 1 - x) * Self.continuedFraction(b, a, 1 - x) / b
  }

  /// The value below which a share `probability` (0...1) lies, to the last digits of Double.
  public func quantile(_ probability: Double) -> Double {
    if probability <= 0 { return 0 }
    if probability >= 1 { return 1 }
    var (low, high) = (0.0, 1.0)
    while true {
      let middle = low + (high - low) / 2
      if middle <= low || middle >= high || high - low < 1e-15 * high { return middle }
      if cumulative(middle) < probability { low = middle } else { high = middle }
    }
  }

  /// x^a (1 - x)^b / B(a, b).
  private static func weight(_ a: Double, _ b: Double, _ x: Double) -> Double {
    if min(a, b) < 0.5 {
      return exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x))
    }
    let n = a + b
    let exponent =
      stirlingError(n) - stirlingError(a) - stirlingError(b)
      - deviance(a, n * x) - deviance(b, n * (1 - x))
    return (a * b / (2 * Double.pi * n)).squareRoot() * exp(exponent)
  }

  /// ln Γ(z + 1) minus Stirling's formula (Loader 2000, "Fast and accurate computation of binomial
  /// probabilities").
  ///
  /// Small arguments are shifted upward, where the series is exact to Double.
  private static func stirlingError(_ z: Double) -> Double {
    if z < 16 {
      // ln Γ(z+1) = ln Γ(z+2) − ln(z+1), written for the error term alone.
      return stirlingError(z + 1) + (z + 0.5) * log1p(1 / z) - 1
    }
    let zz = z * z
    return
      (1.0 / 12 - (1.0 / 360 - (1.0 / 1260 - (1.0 / 1680 - 1 / (1188 * zz)) / zz) / zz) / zz) / z
  }

  /// x ln(x / mean) + mean − x without cancellation near x = mean.
  private static func deviance(_ x: Double, _ mean: Double) -> Double {
    let difference = x - mean
    guard abs(difference) < 0.1 * (x + mean) else {
      return x * log(x / mean) + mean - x
    }
    let v = difference / (x + mean)
    var sum = difference * v
    var term = 2 * x * v
    var odd = 3.0
    while true {
      term *= v * v
      let next = sum + term / odd
      if next == sum { return sum }
      sum = next
      odd += 2
    }
  }

  private static func continuedFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    func kept(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / kept(1 - (a + b) * x / (a + 1))
    var result = d
    // Converges within a few times the square root of the larger parameter.
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
