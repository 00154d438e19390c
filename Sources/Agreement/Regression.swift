/// A line measured = intercept + slope · reference where both methods err.
public struct MethodLine: Sendable, Equatable {
  /// Proportional bias: 1 when there is none.
  public let slope: Estimate
  /// Constant bias: 0 when there is none.
  public let intercept: Estimate
}

/// Deming's regression (Linnet, Clin Chem 1993;39:424–432), with jackknife intervals as CLSI EP09
/// asks for: Student's t with n − 2 degrees of freedom.
public enum DemingRegression {
  /// Fits the line.
  ///
  /// - Parameters:
  ///   - values: at least three pairs.
  ///   - errorRatio: variance of the reference's errors by that of the measured values' errors.
  /// - Returns: the line, without intervals where leaving out one pair leaves none.
  /// - Throws: `AgreementError` for too few pairs, no variation, values that are not related, and
  ///   a ratio that is not above 0.
  public static func fit(
    _ values: PairedValues, errorRatio: Double = 1
  ) throws(AgreementError) -> MethodLine {
    guard errorRatio > 0, errorRatio.isFinite else {
      throw .badParameter(name: "error ratio", value: errorRatio, expected: "a number above 0")
    }
    guard values.count >= 3 else { throw .tooFew(found: values.count, expected: 3) }
    let whole = try line(values, errorRatio)
    let n = Double(values.count)
    var slopes: [Double] = []
    var intercepts: [Double] = []
    for position in 0..<values.count {
      guard let part = try? line(values.leavingOut(position), errorRatio) else {
        return MethodLine(
          slope: Estimate(value: whole.slope, interval: nil),
          intercept: Estimate(value: whole.intercept, interval: nil))
      }
      slopes.append(n * whole.slope - (n - 1) * part.slope)
      intercepts.append(n * whole.intercept - (n - 1) * part.intercept)
    }
    let quantile = StudentT.quantile975(degreesOfFreedom: values.count - 2)
    return MethodLine(
      slope: Estimate(value: whole.slope, halfWidth: quantile * standardError(slopes)),
      intercept: Estimate(value: whole.intercept, halfWidth: quantile * standardError(intercepts)))
  }

  private static func line(
    _ values: PairedValues, _ ratio: Double
  ) throws(AgreementError) -> (slope: Double, intercept: Double) {
    let moments = PairedMoments(values)
    guard moments.xx > 0 || moments.yy > 0 else { throw .noVariation }
    guard moments.xy != 0 else { throw .notRelated }
    let gap = ratio * moments.yy - moments.xx
    let root = (gap * gap + 4 * ratio * moments.xy * moments.xy).squareRoot()
    let slope = (gap + root) / (2 * ratio * moments.xy)
    return (slope, moments.meanY - slope * moments.meanX)
  }

  /// Standard error of the mean of pseudo-values.
  private static func standardError(_ values: [Double]) -> Double {
    let n = Double(values.count)
    let mean = values.reduce(0, +) / n
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (squares / (n - 1) / n).squareRoot()
  }
}
