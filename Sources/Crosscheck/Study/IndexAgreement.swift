import Agreement
import Grading

/// Agreement of indices and grades over subjects.
///
/// Figures that the subjects leave undefined are nil.
public struct IndexAgreement: Sendable, Equatable {
  /// Share of the reference within which a measured index is close (20 %).
  public static let closeRelative = 0.2
  /// Upper end in percent of the manual indices near the cut at 3 %.
  public static let lowBandPercent = 5.0

  /// Manual and measured index in percent, in order of the subjects.
  public let pairs: PairedValues
  /// Mean absolute difference in percentage points.
  public let meanAbsoluteError: Double
  /// Root of the mean squared difference in percentage points.
  public let rootMeanSquareError: Double
  /// Spread of the manual indices: correlations of a narrow set are low whatever the method.
  public let manualStandardDeviation: Double?
  /// Bias and limits on each scale.
  public let blandAltman: [BlandAltman]
  /// Lin's concordance.
  public let concordance: Concordance?
  /// Intraclass correlation of the two methods.
  public let intraclass: IntraclassCorrelation?
  /// Passing and Bablok's line.
  public let passingBablok: MethodLine?
  /// Deming's line for equal errors.
  public let deming: MethodLine?
  /// Subjects whose measured index lies within ± 20 % of the manual one.
  public let close: Proportion
  /// Grades by Ki-67 alone: rows manual, columns measured.
  public let grades: ConfusionTable
  /// Kappa of the grades, unweighted, linear and quadratic.
  public let kappas: [WeightedKappa.Weights: WeightedKappa]
  /// What the bias would change by without each subject.
  public let influenceOnBias: [Double?]
  /// What the concordance would change by without each subject.
  public let influenceOnConcordance: [Double?]
  /// Bias of the subjects with a manual index up to 5 %, in points, and how many they are.
  public let lowBand: (count: Int, biasPoints: Double?)

  /// Computes every figure; nil without subjects.
  public init?(_ subjects: [(manual: IndexValue, measured: IndexValue)]) {
    guard !subjects.isEmpty,
      let pairs = try? PairedValues(
        reference: subjects.map(\.manual.percent), measured: subjects.map(\.measured.percent))
    else { return nil }
    self.pairs = pairs
    let n = Double(pairs.count)
    meanAbsoluteError = pairs.differences.reduce(0) { $0 + abs($1) } / n
    rootMeanSquareError = (pairs.differences.reduce(0) { $0 + $1 * $1 } / n).squareRoot()
    let mean = pairs.reference.reduce(0, +) / n
    let squares = pairs.reference.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    manualStandardDeviation = pairs.count > 1 ? (squares / (n - 1)).squareRoot() : nil
    blandAltman = BlandAltman.Scale.allCases.compactMap { try? BlandAltman(pairs, scale: $0) }
    concordance = try? Concordance(pairs)
    intraclass = try? IntraclassCorrelation(
      ratings: zip(pairs.reference, pairs.measured).map { [$0, $1] })
    passingBablok = try? PassingBablok.fit(pairs)
    deming = try? DemingRegression.fit(pairs)
    close = pairs.shareWithin(relative: Self.closeRelative)
    var table = ConfusionTable(categories: Grade.allCases.map(\.rawValue))
    for subject in subjects {
      table.add(
        reference: Self.position(subject.manual.grade),
        measured: Self.position(subject.measured.grade))
    }
    grades = table
    kappas = Dictionary(
      uniqueKeysWithValues: WeightedKappa.Weights.allCases.compactMap { weights in
        (try? WeightedKappa(table, weights: weights)).map { (weights, $0) }
      })
    influenceOnBias = pairs.influence { $0.differences.mean }
    influenceOnConcordance = pairs.influence { (try? Concordance($0))?.coefficient.value }
    let low = subjects.filter { $0.manual.percent <= Self.lowBandPercent }
    lowBand = (low.count, low.map { $0.measured.percent - $0.manual.percent }.mean)
  }

  /// Bias and limits in percentage points.
  public var difference: BlandAltman? { blandAltman.first { $0.scale == .difference } }

  private static func position(_ grade: Grade) -> Int {
    Grade.allCases.firstIndex(of: grade) ?? 0
  }

  /// Whether every figure is the same.
  public static func == (first: IndexAgreement, second: IndexAgreement) -> Bool {
    // All else follows from these.
    first.pairs == second.pairs && first.grades == second.grades
  }
}

extension [Double] {
  /// The mean; nil of nothing.
  var mean: Double? { isEmpty ? nil : reduce(0, +) / Double(count) }
}
