#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Foundation
#endif

/// Lin's concordance correlation coefficient (Biometrics 1989;45:255–268, corrected
/// 2000;56:324–325), with variances by n.
public struct Concordance: Sendable, Equatable {
  /// The coefficient, −1 to 1, with its interval by Fisher's z; no interval at ±1.
  public let coefficient: Estimate
  /// The coefficient's interval by its own standard error, which can reach beyond 1.
  public let asymptoticInterval: ConfidenceInterval?
  /// Pearson's correlation: how close the pairs lie to some line.
  public let correlation: Double
  /// Bias correction factor C_b: how close that line lies to the identity, 0 to 1.
  public let accuracy: Double

  /// Computes the coefficient.
  ///
  /// - Throws: `AgreementError.tooFew` with fewer than three pairs, `.noVariation` when the values
  ///   of either method are all alike.
  public init(_ values: PairedValues) throws(AgreementError) {
    guard values.count >= 3 else { throw .tooFew(found: values.count, expected: 3) }
    let moments = PairedMoments(values)
    guard moments.xx > 0, moments.yy > 0 else { throw .noVariation }
    let n = Double(values.count)
    let shift = moments.meanX - moments.meanY
    let c = 2 * moments.xy / (moments.xx + moments.yy + n * shift * shift)
    let spread = (moments.xx * moments.yy).squareRoot()
    let r = moments.xy / spread
    correlation = r
    accuracy = 2 * spread / (moments.xx + moments.yy + n * shift * shift)
    guard r != 0, abs(c) < 1 else {
      coefficient = Estimate(value: c, interval: nil)
      asymptoticInterval = nil
      return
    }
    let u2 = n * shift * shift / spread
    let rest = 1 - c * c
    let first = max(0, 1 - r * r) * c * c / (rest * r * r)
    let second = 2 * c * c * c * (1 - c) * u2 / (r * rest * rest)
    let third = c * c * c * c * u2 * u2 / (2 * r * r * rest * rest)
    let error = (max(0, first + second - third) / (n - 2)).squareRoot()
    let z = atanh(c)
    coefficient = Estimate(
      value: c,
      interval: ConfidenceInterval(
        lower: tanh(z - standardNormal975 * error), upper: tanh(z + standardNormal975 * error)))
    let half = standardNormal975 * error * rest
    asymptoticInterval = ConfidenceInterval(lower: c - half, upper: c + half)
  }
}
