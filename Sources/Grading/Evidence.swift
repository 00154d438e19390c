/// Ki-67 as it entered a grade.
public struct Ki67Evidence: Codable, Sendable, Hashable {
  /// Positive tumor nuclei; `nil` when only a percentage was given.
  public let positive: Int?
  /// All tumor nuclei counted; `nil` when only a percentage was given.
  public let total: Int?
  /// The index in percent.
  public let percent: Double
  /// The index with two decimals, or as many more as keep it on its side of every cut-off.
  public let percentText: String
  /// 95 % score interval.
  public let wilson: ProportionInterval?
  /// 95 % exact interval.
  public let clopperPearson: ProportionInterval?
  /// Where it was counted.
  public let region: CountingRegion
  /// The antibody clone.
  public let clone: String?
  /// The grade by Ki-67 alone; `nil` where Ki-67 alone gives none.
  public let grade: Grade?
  /// Cut-offs that the Wilson interval includes.
  public let openCutoffs: [OpenCutoff]

  /// A cut-off the counts do not settle.
  public struct OpenCutoff: Codable, Sendable, Hashable {
    /// The cut-off in percent.
    public let percent: Int
    /// The probability that the true index is below it (Jeffreys).
    public let probabilityBelow: Double
    /// Tumor nuclei in all that would settle it, were the index to stay; `nil` exactly on it.
    public let nucleiToSettle: Int?

    enum CodingKeys: String, CodingKey {
      case percent
      case probabilityBelow = "probability_below"
      case nucleiToSettle = "nuclei_to_settle"
    }
  }

  init(_ measurement: Ki67Measurement, grade: Grade?, cutoffs: [Int]) {
    let counts = measurement.counts
    positive = counts?.positive
    total = counts?.total
    percent = measurement.percent.doubleValue
    percentText = Ki67Measurement.text(measurement.percent)
    wilson = counts?.wilsonInterval
    clopperPearson = counts?.clopperPearsonInterval
    region = measurement.region
    clone = measurement.clone
    self.grade = grade
    openCutoffs = cutoffs.compactMap { cutoff in
      guard let counts, counts.isAmbiguous(atCutoffPercent: cutoff) else { return nil }
      return OpenCutoff(
        percent: cutoff, probabilityBelow: counts.probability(belowPercent: cutoff),
        nucleiToSettle: counts.nucleiToSettle(cutoffPercent: cutoff))
    }
  }

  enum CodingKeys: String, CodingKey {
    case positive, total, percent, wilson, region, clone, grade
    case percentText = "percent_text"
    case clopperPearson = "clopper_pearson"
    case openCutoffs = "open_cutoffs"
  }
}

/// Mitoses as they entered a grade.
public struct MitosisEvidence: Codable, Sendable, Hashable {
  /// The count and its area in words, as given.
  public let given: String
  /// The count.
  public let count: Double
  /// The area counted in mm²; `nil` when it is not known.
  public let areaMm2: Double?
  /// Mitoses per 2 mm².
  public let perTwoMm2: Double
  /// The rate with two decimals, or as many more as keep it on its side of every cut-off.
  public let perTwoMm2Text: String
  /// Whether the size of a field was assumed.
  public let isAreaAssumed: Bool
  /// The rates the count may stand for when the size of a field was assumed.
  public let range: Range?
  /// The grade by mitoses alone; `nil` where there is none.
  public let grade: Grade?
  /// The category by mitoses alone.
  public let category: Category?

  /// Rates per 2 mm² for the largest and smallest usual fields, and what they would give.
  public struct Range: Codable, Sendable, Hashable {
    /// Rate with 0.65 mm fields.
    public let low: Double
    /// Rate with 0.44 mm fields.
    public let high: Double
    /// Grade by mitoses at the low end.
    public let lowGrade: Grade?
    /// Grade by mitoses at the high end.
    public let highGrade: Grade?

    enum CodingKeys: String, CodingKey {
      case low, high
      case lowGrade = "low_grade"
      case highGrade = "high_grade"
    }
  }

  init(_ mitoses: MitoticCount, scheme: GradingScheme?, isGraded: Bool) {
    func tier(_ rate: Fraction) -> Grade? {
      isGraded ? scheme?.grade(mitosesPerTwoSquareMillimeters: rate) : nil
    }
    func numbered(_ rate: Fraction) -> Grade? {
      scheme?.isNumbered == true ? tier(rate) : nil
    }
    let rate = mitoses.perTwoSquareMillimeters
    given = mitoses.givenText
    count = mitoses.count.doubleValue
    areaMm2 = mitoses.areaSquareMillimeters?.doubleValue
    perTwoMm2 = rate.doubleValue
    perTwoMm2Text = mitoses.rateText
    isAreaAssumed = mitoses.possibleRange != nil
    range = mitoses.possibleRange.map {
      Range(
        low: $0.low.doubleValue, high: $0.high.doubleValue, lowGrade: numbered($0.low),
        highGrade: numbered($0.high))
    }
    grade = numbered(rate)
    category = tier(rate).flatMap { scheme?.categories[$0] }
  }

  enum CodingKeys: String, CodingKey {
    case given, count, range, grade, category
    case areaMm2 = "area_mm2"
    case perTwoMm2 = "per_2_mm2"
    case perTwoMm2Text = "per_2_mm2_text"
    case isAreaAssumed = "area_assumed"
  }
}

/// The probability of each grade; they add up to 1.
public struct GradeProbabilities: Codable, Sendable, Hashable {
  /// Probability of G1.
  public let g1: Double
  /// Probability of G2.
  public let g2: Double
  /// Probability of G3.
  public let g3: Double

  /// Probabilities by Ki-67 counts (Jeffreys posterior) in a scheme's bands, no grade below `floor`.
  ///
  /// With `errors` the call of positive nuclei is not taken for certain either. `nil` where Ki-67
  /// does not classify.
  public init?(
    _ counts: LabelingIndex, scheme: GradingScheme, floor: Grade = .g1,
    errors: PositivityErrors? = nil
  ) {
    guard !scheme.ki67Bounds.isEmpty else { return nil }
    func probability(belowPercent cutoff: Int) -> Double {
      errors.map { counts.probability(belowPercent: cutoff, errors: $0) }
        ?? counts.probability(belowPercent: cutoff)
    }
    var byGrade: [Grade: Double] = [:]
    var below = 0.0
    for (index, bound) in scheme.ki67Bounds.enumerated() {
      let isLast = index + 1 == scheme.ki67Bounds.count
      let upTo =
        isLast ? 1 : probability(belowPercent: scheme.ki67Bounds[index + 1].from.cutoff)
      byGrade[max(floor, bound.grade), default: 0] += upTo - below
      below = upTo
    }
    g1 = byGrade[.g1] ?? 0
    g2 = byGrade[.g2] ?? 0
    g3 = byGrade[.g3] ?? 0
  }

  /// The most probable grade; the lower of equal ones.
  public var mostProbable: Grade {
    g1 >= max(g2, g3) ? .g1 : g2 >= g3 ? .g2 : .g3
  }
}
