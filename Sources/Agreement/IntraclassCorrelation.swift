/// Intraclass correlation of a complete table of ratings (Shrout & Fleiss, Psychol Bull
/// 1979;86:420–428; intervals by McGraw & Wong, Psychol Methods 1996;1:30–46).
///
/// Values and lower bounds below 0 occur and are given as they are.
public struct IntraclassCorrelation: Sendable, Equatable {
  /// ICC(1,1): each subject rated by other raters; absolute agreement.
  public let oneWay: Estimate
  /// ICC(2,1): raters are a sample of raters; absolute agreement.
  public let agreement: Estimate
  /// ICC(3,1): these raters only, their biases ignored; consistency.
  public let consistency: Estimate
  /// ICC(2,k) of the mean of all raters; absolute agreement.
  public let agreementOfMean: Double
  /// ICC(3,k) of the mean of all raters; consistency.
  public let consistencyOfMean: Double
  /// Subjects.
  public let subjectCount: Int
  /// Raters.
  public let raterCount: Int

  /// Computes the coefficients.
  ///
  /// - Parameter ratings: one row for each subject, with one value for each rater.
  /// - Throws: `AgreementError` for rows of different length, values that are not finite, fewer
  ///   than two subjects or raters, and a table without variation.
  public init(ratings: [[Double]]) throws(AgreementError) {
    let squares = try MeanSquares(ratings)
    let (n, k) = (Double(squares.n), Double(squares.k))
    subjectCount = squares.n
    raterCount = squares.k
    oneWay = Self.ratio(
      squares.rows, squares.within, (n - 1, n * (k - 1)), k)
    consistency = Self.ratio(squares.rows, squares.error, (n - 1, (n - 1) * (k - 1)), k)
    let spread = squares.rows - squares.error
    let shift = squares.columns - squares.error
    let value = spread / (squares.rows + (k - 1) * squares.error + k * shift / n)
    agreement = Estimate(value: value, interval: squares.agreementInterval(value))
    agreementOfMean = spread / (squares.rows + shift / n)
    consistencyOfMean = squares.rows > 0 ? spread / squares.rows : -.infinity
  }

  /// (B − W) / (B + (k − 1) W) with the interval that the ratio F = B / W gives.
  private static func ratio(
    _ between: Double, _ within: Double, _ degrees: (Double, Double), _ k: Double
  ) -> Estimate {
    let value = (between - within) / (between + (k - 1) * within)
    guard within > 0 else { return Estimate(value: value, interval: nil) }
    let f = between / within
    let low = f / FDistribution(degrees.0, degrees.1).quantile(0.975)
    let high = f * FDistribution(degrees.1, degrees.0).quantile(0.975)
    let (lower, upper) = ((low - 1) / (low + k - 1), (high - 1) / (high + k - 1))
    guard lower.isFinite, upper.isFinite else { return Estimate(value: value, interval: nil) }
    return Estimate(value: value, interval: ConfidenceInterval(lower: lower, upper: upper))
  }
}

/// Mean squares of a two-way table without repeats.
private struct MeanSquares {
  let n: Int
  let k: Int
  let rows: Double
  let columns: Double
  let error: Double
  let within: Double

  init(_ ratings: [[Double]]) throws(AgreementError) {
    n = ratings.count
    k = ratings.first?.count ?? 0
    guard n >= 2 else { throw .tooFew(found: n, expected: 2) }
    guard k >= 2 else { throw .tooFew(found: k, expected: 2) }
    for (position, row) in ratings.enumerated() {
      guard row.count == k else { throw .unequalCounts(first: k, second: row.count) }
      guard row.allSatisfy(\.isFinite) else { throw .notFinite(position: position) }
    }
    let (n, k) = (Double(n), Double(k))
    let rowMeans = ratings.map { $0.reduce(0, +) / k }
    let columnMeans = ratings[0].indices.map { column in
      ratings.reduce(0) { $0 + $1[column] } / n
    }
    let mean = rowMeans.reduce(0, +) / n
    var (withinSum, errorSum) = (0.0, 0.0)
    for (row, rowMean) in zip(ratings, rowMeans) {
      for (value, columnMean) in zip(row, columnMeans) {
        withinSum += (value - rowMean) * (value - rowMean)
        let residual = value - rowMean - columnMean + mean
        errorSum += residual * residual
      }
    }
    rows = k * rowMeans.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (n - 1)
    columns = n * columnMeans.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (k - 1)
    error = errorSum / ((n - 1) * (k - 1))
    within = withinSum / (n * (k - 1))
    guard rows > 0 || within > 0 else { throw .noVariation }
  }

  /// Interval of ICC(2,1) with Satterthwaite's degrees of freedom (McGraw & Wong, table 7).
  func agreementInterval(_ value: Double) -> ConfidenceInterval? {
    guard error > 0, value < 1 else { return nil }
    let (n, k) = (Double(n), Double(k))
    let a = k * value / (n * (1 - value))
    let b = 1 + k * value * (n - 1) / (n * (1 - value))
    let whole = a * columns + b * error
    let parts =
      a * columns * a * columns / (k - 1) + b * error * b * error / ((n - 1) * (k - 1))
    let degrees = whole * whole / parts
    guard degrees.isFinite, degrees > 0 else { return nil }
    let low = FDistribution(n - 1, degrees).quantile(0.975)
    let high = FDistribution(degrees, n - 1).quantile(0.975)
    let rest = k * columns + (k * n - k - n) * error
    let lower = n * (rows - low * error) / (low * rest + n * rows)
    let upper = n * (high * rows - error) / (rest + n * high * rows)
    // With few degrees of freedom the quantiles have no end.
    guard lower.isFinite, upper.isFinite else { return nil }
    return ConfidenceInterval(lower: lower, upper: upper)
  }
}
