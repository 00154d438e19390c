/// How often each of some ordered categories met each, by two raters.
public struct ConfusionTable: Sendable, Equatable {
  /// Names of the categories, ascending.
  public let categories: [String]
  /// Counts: row the category by the reference, column that by the method in question.
  public private(set) var counts: [[Int]]

  /// An empty table of all categories that could occur.
  ///
  /// A category without a case stays in the table, because the weights of kappa depend on how many
  /// there are.
  public init(categories: [String]) {
    precondition(categories.count >= 2)
    self.categories = categories
    counts = Array(
      repeating: Array(repeating: 0, count: categories.count), count: categories.count)
  }

  /// Counts a case; positions are those of ``categories``.
  public mutating func add(reference: Int, measured: Int, times: Int = 1) {
    precondition(times >= 0)
    counts[reference][measured] += times
  }

  /// All cases.
  public var total: Int { counts.reduce(0) { $0 + $1.reduce(0, +) } }

  /// Cases of the same category by both.
  public var equal: Int { categories.indices.reduce(0) { $0 + counts[$1][$1] } }

  /// Cases that the method in question puts higher.
  public var higher: Int { sum { $1 > $0 } }

  /// Cases that the method in question puts lower.
  public var lower: Int { sum { $1 < $0 } }

  private func sum(_ includes: (_ reference: Int, _ measured: Int) -> Bool) -> Int {
    var result = 0
    for row in categories.indices {
      for column in categories.indices where includes(row, column) { result += counts[row][column] }
    }
    return result
  }
}

/// Kappa of a table of ordered categories (Cohen, Psychol Bull 1968;70:213–220).
public struct WeightedKappa: Sendable, Equatable {
  /// What near misses are worth.
  public enum Weights: String, Sendable, CaseIterable {
    /// Nothing.
    case unweighted
    /// 1 − |i − j| / (q − 1).
    case linear
    /// 1 − ((i − j) / (q − 1))².
    case quadratic
  }

  /// Kappa with its interval by the standard error that holds when there is agreement; the interval
  /// can reach beyond 1 and is nil with perfect agreement, where that error is 0.
  public let kappa: Estimate
  /// Standard error when there is agreement (Fleiss, Cohen & Everitt, Psychol Bull
  /// 1969;72:323–327).
  public let standardError: Double
  /// Kappa by its standard error under no agreement, for a test against chance; nil when that is 0.
  public let z: Double?

  /// Computes kappa.
  ///
  /// - Throws: `AgreementError.tooFew` for an empty table, `.noVariation` when both raters put
  ///   everything into one category.
  public init(_ table: ConfusionTable, weights: Weights) throws(AgreementError) {
    let n = Double(table.total)
    guard n > 0 else { throw .tooFew(found: 0, expected: 1) }
    let range = table.categories.indices
    let rows = range.map { row in Double(table.counts[row].reduce(0, +)) / n }
    let columns = range.map { column in
      Double(table.counts.reduce(0) { $0 + $1[column] }) / n
    }
    let weight = Self.weight(weights, categories: table.categories.count)
    let rowMeans = range.map { row in range.reduce(0) { $0 + columns[$1] * weight(row, $1) } }
    let columnMeans = range.map { column in
      range.reduce(0) { $0 + rows[$1] * weight($1, column) }
    }
    let expected = range.reduce(0) { $0 + rows[$1] * rowMeans[$1] }
    guard 1 - expected > 1e-12 else { throw .noVariation }
    var observed = 0.0
    for row in range {
      for column in range {
        observed += Double(table.counts[row][column]) / n * weight(row, column)
      }
    }
    let value = (observed - expected) / (1 - expected)
    var (present, absent) = (0.0, 0.0)
    for row in range {
      for column in range {
        let margin = rowMeans[row] + columnMeans[column]
        let near = weight(row, column) - margin * (1 - value)
        let far = weight(row, column) - margin
        present += Double(table.counts[row][column]) / n * near * near
        absent += rows[row] * columns[column] * far * far
      }
    }
    let shift = value - expected * (1 - value)
    let scale = n.squareRoot() * (1 - expected)
    standardError = max(0, present - shift * shift).squareRoot() / scale
    // Perfect agreement has no spread to take an interval from.
    kappa =
      table.equal < table.total
      ? Estimate(value: value, halfWidth: standardNormal975 * standardError)
      : Estimate(value: value, interval: nil)
    let chance = max(0, absent - expected * expected).squareRoot() / scale
    z = chance > 0 ? value / chance : nil
  }

  private static func weight(
    _ weights: Weights, categories: Int
  ) -> (_ row: Int, _ column: Int) -> Double {
    { row, column in
      let distance = Double(abs(row - column)) / Double(categories - 1)
      return switch weights {
      case .unweighted: row == column ? 1 : 0
      case .linear: 1 - distance
      case .quadratic: 1 - distance * distance
      }
    }
  }
}
