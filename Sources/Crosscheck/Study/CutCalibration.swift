import Agreement
import Grading
import Nuclei

/// A factor for the positivity cut that would remove the bias of the index.
///
/// A cut lies above the slide's negative nuclei by some way; the factor makes that way longer or
/// shorter on every slide alike, so that what adapts to the slide still does. It is suggested, never
/// applied.
public struct CutCalibration: Sendable, Equatable {
  /// Factors that are tried, ascending.
  static let factors = (0...420).map { 0.4 + 0.005 * Double($0) }
  /// Fewest subjects from which a factor is suggested.
  public static let fewestSubjects = 5

  /// Bias and error of the index over the subjects.
  public struct Effect: Sendable, Equatable {
    /// Mean difference in points.
    public let biasPoints: Double
    /// Mean absolute difference in points.
    public let meanAbsoluteError: Double
    /// Subjects whose grade by Ki-67 alone is the manual one.
    public let sameGrade: Int
  }

  /// Whether the factor is recommended, and why not.
  public enum Verdict: String, Sendable {
    /// The bias is more than chance and the error of subjects left out falls.
    case suggested
    /// Too few subjects.
    case tooFew = "too_few_subjects"
    /// The interval of the bias holds 0.
    case withinChance = "bias_within_chance"
    /// No factor that is tried removes even half of the bias on subjects left out.
    case notRemovable = "not_removable"
    /// On subjects that were left out the error does not fall.
    case noGain = "no_gain_on_left_out_subjects"
  }

  /// The factor.
  public let factor: Double
  /// Subjects it was taken from.
  public let count: Int
  /// With the cut as it is.
  public let now: Effect
  /// With the factor, on the subjects it was taken from.
  public let fitted: Effect
  /// With the factor of all other subjects, on each subject left out.
  public let leftOut: Effect
  /// Whether the factor is recommended.
  public let verdict: Verdict

  /// Finds the factor; nil without subjects whose nuclei are known.
  init?(_ subjects: [ComparedSubject]) {
    let known = subjects.compactMap { subject in
      subject.relativeDensities.map { (manual: subject.manual, ways: $0.sorted()) }
    }.filter { !$0.ways.isEmpty }
    guard !known.isEmpty else { return nil }
    let table = known.map { subject in
      Self.factors.map { Self.indexPercent(subject.ways, factor: $0) }
    }
    let manual = known.map(\.manual)
    let sums = Self.factors.indices.map { column in
      zip(table, manual).reduce(0) { $0 + $1.0[column] - $1.1.percent }
    }
    let best = Self.best(sums)
    let unchanged = known.map { Self.indexPercent($0.ways, factor: 1) }
    factor = Self.factors[best]
    count = known.count
    now = Self.effect(unchanged, manual)
    fitted = Self.effect(table.map { $0[best] }, manual)
    leftOut = Self.effect(
      known.indices.map { subject in
        let others = sums.indices.map {
          sums[$0] - (table[subject][$0] - manual[subject].percent)
        }
        return table[subject][Self.best(others)]
      }, manual)
    verdict = Self.verdict(
      unchanged, manual, isAtEnd: best == 0 || best == sums.count - 1, now: now, leftOut: leftOut)
  }

  /// How far nuclei lie above the slide's negative nuclei, in units of the way to the cut.
  static func relative(_ densities: [Double], slide: MeasuredSlide) -> [Double]? {
    guard let reference = slide.referenceOD, let cut = slide.cutOD, cut > reference else {
      return nil
    }
    return densities.map { ($0 - reference) / (cut - reference) }
  }

  /// Settings with the factor applied to every way from reference to cut.
  public func applied(to parameters: PositivityParameters) -> PositivityParameters {
    func scaled(_ value: Double) -> Double { (value * factor * 1e6).rounded() / 1e6 }
    var result = parameters
    result.cutShare = scaled(parameters.cutShare)
    result.usualCutOD = scaled(parameters.usualCutOD)
    result.lowestCutOD = scaled(parameters.lowestCutOD)
    result.highestCutOD = scaled(parameters.highestCutOD)
    result.cutAboveReferenceOD = parameters.cutAboveReferenceOD.map(scaled)
    return result
  }

  /// Share of the nuclei above the cut, in percent; `ways` ascending.
  private static func indexPercent(_ ways: [Double], factor: Double) -> Double {
    var (low, high) = (0, ways.count)
    while low < high {
      let middle = (low + high) / 2
      if ways[middle] > factor { high = middle } else { low = middle + 1 }
    }
    return 100 * Double(ways.count - low) / Double(ways.count)
  }

  /// The factor with the least bias; of several that which changes least.
  private static func best(_ sums: [Double]) -> Int {
    sums.indices.min { first, second in
      let a = (abs(sums[first]), abs(factors[first] - 1))
      let b = (abs(sums[second]), abs(factors[second] - 1))
      return a < b
    } ?? 0
  }

  private static func effect(_ percents: [Double], _ manual: [IndexValue]) -> Effect {
    let differences = zip(percents, manual).map { $0 - $1.percent }
    let sameGrade = zip(percents, manual).count { percent, manual in
      (percent > 20 ? 2 : percent >= 3 ? 1 : 0)
        == (manual.grade == .g3 ? 2 : manual.grade == .g2 ? 1 : 0)
    }
    return Effect(
      biasPoints: differences.mean ?? 0, meanAbsoluteError: differences.map(abs).mean ?? 0,
      sameGrade: sameGrade)
  }

  private static func verdict(
    _ unchanged: [Double], _ manual: [IndexValue], isAtEnd: Bool, now: Effect, leftOut: Effect
  ) -> Verdict {
    guard manual.count >= fewestSubjects,
      let pairs = try? PairedValues(reference: manual.map(\.percent), measured: unchanged),
      let bland = try? BlandAltman(pairs), let interval = bland.bias.interval
    else { return .tooFew }
    if interval.contains(0) { return .withinChance }
    // What a cut cannot cure, such as nuclei found too many, stays on subjects left out.
    if isAtEnd || abs(leftOut.biasPoints) > abs(now.biasPoints) / 2 { return .notRemovable }
    return leftOut.meanAbsoluteError < now.meanAbsoluteError ? .suggested : .noGain
  }
}
