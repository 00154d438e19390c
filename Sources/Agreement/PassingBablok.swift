#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Foundation
#endif

/// Passing and Bablok's regression (J Clin Chem Clin Biochem 1983;21:709–720), which no outlier
/// can tilt.
///
/// Two conventions are in use for slopes of exactly −1 and for medians between two slopes. This one
/// counts such slopes by half and averages angles, as the R package mcr does.
public enum PassingBablok {
  /// Most pairs for which all slopes are compared; they take 8 bytes each.
  public static let mostPairs = 5000
  /// Slopes from which on a line counts as vertical.
  private static let steepest = 1e12

  /// Fits the line.
  ///
  /// - Parameter values: 3 to ``mostPairs`` pairs of positively related values.
  /// - Returns: the line, without intervals where a bound would be vertical.
  /// - Throws: `AgreementError` for too few or too many pairs, no variation, and values that are
  ///   not positively related.
  public static func fit(_ values: PairedValues) throws(AgreementError) -> MethodLine {
    let n = values.count
    guard n >= 3 else { throw .tooFew(found: n, expected: 3) }
    guard n <= mostPairs else {
      throw .badParameter(
        name: "number of pairs", value: Double(n), expected: "at most \(mostPairs)")
    }
    let angles = sortedAngles(values)
    guard !angles.isEmpty else { throw .noVariation }
    let count = Double(n)
    let spread = (count * (count - 1) * (2 * count + 5) / 18).squareRoot()
    let reach = (standardNormal975 * spread).rounded(.toNearestOrEven) / 2
    let quarter = -Double.pi / 4
    let offset =
      Double(angles.count { $0 <= quarter } + angles.count { $0 < quarter }) / 2
    let middle = Double(angles.count + 1) / 2 + offset
    let slope = self.slope(angles, at: middle)
    guard slope.isFinite, slope > 0 else { throw .notRelated }
    let low = self.slope(angles, at: middle - reach)
    let high = self.slope(angles, at: middle + reach)
    // With few pairs the bound can be a vertical line, which is none.
    guard abs(low) < steepest, abs(high) < steepest else {
      return MethodLine(
        slope: Estimate(value: slope, interval: nil),
        intercept: Estimate(value: intercept(values, slope), interval: nil))
    }
    return MethodLine(
      slope: Estimate(value: slope, interval: ConfidenceInterval(lower: low, upper: high)),
      intercept: Estimate(
        value: intercept(values, slope),
        interval: ConfidenceInterval(
          lower: intercept(values, high), upper: intercept(values, low))))
  }

  /// Angles of all lines through two points, −π/2 to π/2; points that coincide have none.
  private static func sortedAngles(_ values: PairedValues) -> [Double] {
    var angles: [Double] = []
    angles.reserveCapacity(values.count * (values.count - 1) / 2)
    for first in 0..<values.count {
      for second in (first + 1)..<max(values.count, first + 1) {
        let dx = values.reference[second] - values.reference[first]
        let dy = values.measured[second] - values.measured[first]
        if dx == 0 && dy == 0 { continue }
        // A vertical line counts as infinitely steep upward.
        angles.append(dx == 0 ? Double.pi / 2 : exactAngle(dy / dx))
      }
    }
    angles.sort()
    return angles
  }

  /// The angle of a slope; −1 gives exactly the constant that it is compared with.
  private static func exactAngle(_ slope: Double) -> Double {
    slope == -1 ? -Double.pi / 4 : atan(slope)
  }

  /// The slope at a place among the angles, counted from 1; between two, of the mean angle.
  private static func slope(_ angles: [Double], at place: Double) -> Double {
    let last = Double(angles.count)
    let lower = min(max(place.rounded(.down), 1), last)
    let upper = min(max(place.rounded(.up), 1), last)
    return tan((angles[Int(lower) - 1] + angles[Int(upper) - 1]) / 2)
  }

  private static func intercept(_ values: PairedValues, _ slope: Double) -> Double {
    let residuals = zip(values.reference, values.measured).map { $1 - slope * $0 }.sorted()
    let half = residuals.count / 2
    return residuals.count.isMultiple(of: 2)
      ? (residuals[half - 1] + residuals[half]) / 2 : residuals[half]
  }
}
