/// Counts of nuclei by mark and call, and the figures made from them.
///
/// Figures of several fields are those of their summed counts.
public struct NucleusComparisonCounts: Sendable, Equatable {
  /// Marked positive, called positive.
  public private(set) var positiveAsPositive = 0
  /// Marked positive, called negative.
  public private(set) var positiveAsNegative = 0
  /// Marked negative, called positive.
  public private(set) var negativeAsPositive = 0
  /// Marked negative, called negative.
  public private(set) var negativeAsNegative = 0
  /// Marked as no tumor nucleus, called positive.
  public private(set) var otherAsPositive = 0
  /// Marked as no tumor nucleus, called negative.
  public private(set) var otherAsNegative = 0
  /// Marked positive, not found.
  public private(set) var missedPositive = 0
  /// Marked negative, not found.
  public private(set) var missedNegative = 0
  /// Called positive where nothing is marked.
  public private(set) var unmarkedPositive = 0
  /// Called negative where nothing is marked.
  public private(set) var unmarkedNegative = 0

  /// No nuclei.
  public init() {}

  /// Nuclei of several fields.
  public static func + (
    first: NucleusComparisonCounts, second: NucleusComparisonCounts
  ) -> NucleusComparisonCounts {
    var sum = first
    for path in parts { sum[keyPath: path] += second[keyPath: path] }
    return sum
  }

  private static let parts: [WritableKeyPath<NucleusComparisonCounts, Int> & Sendable] = [
    \.positiveAsPositive, \.positiveAsNegative, \.negativeAsPositive, \.negativeAsNegative,
    \.otherAsPositive, \.otherAsNegative, \.missedPositive, \.missedNegative,
    \.unmarkedPositive, \.unmarkedNegative,
  ]

  mutating func addPair(_ mark: NucleusLabel, _ call: NucleusLabel) {
    switch (mark, call == .positive) {
    case (.positive, true): positiveAsPositive += 1
    case (.positive, false): positiveAsNegative += 1
    case (.negative, true): negativeAsPositive += 1
    case (.negative, false): negativeAsNegative += 1
    case (.other, true): otherAsPositive += 1
    case (.other, false): otherAsNegative += 1
    }
  }

  mutating func addMissed(_ mark: NucleusLabel) {
    if mark == .positive { missedPositive += 1 } else { missedNegative += 1 }
  }

  mutating func addUnmarked(_ call: NucleusLabel) {
    if call == .positive { unmarkedPositive += 1 } else { unmarkedNegative += 1 }
  }

  // MARK: Sums

  /// Marked tumor nuclei that were found.
  public var found: Int {
    positiveAsPositive + positiveAsNegative + negativeAsPositive + negativeAsNegative
  }

  /// Marked tumor nuclei.
  public var marked: Int { markedPositive + markedNegative }

  /// Tumor nuclei marked positive.
  public var markedPositive: Int { positiveAsPositive + positiveAsNegative + missedPositive }

  /// Tumor nuclei marked negative.
  public var markedNegative: Int { negativeAsPositive + negativeAsNegative + missedNegative }

  /// Measured nuclei, those on `other` marks included, because the index counts them.
  public var measured: Int { measuredPositive + measuredNegative }

  /// Measured nuclei called positive.
  public var measuredPositive: Int {
    positiveAsPositive + negativeAsPositive + otherAsPositive + unmarkedPositive
  }

  /// Measured nuclei called negative.
  public var measuredNegative: Int {
    positiveAsNegative + negativeAsNegative + otherAsNegative + unmarkedNegative
  }

  // MARK: Figures

  /// Detection, whatever the label.
  public var detection: DetectionFigures {
    DetectionFigures(
      hits: found, measured: measured - otherAsPositive - otherAsNegative, marked: marked)
  }

  /// Place and label both right, for positive nuclei.
  public var positives: DetectionFigures {
    DetectionFigures(
      hits: positiveAsPositive, measured: measuredPositive - otherAsPositive,
      marked: markedPositive)
  }

  /// Place and label both right, for negative nuclei.
  public var negatives: DetectionFigures {
    DetectionFigures(
      hits: negativeAsNegative, measured: measuredNegative - otherAsNegative,
      marked: markedNegative)
  }

  /// Errors of the positive call among found nuclei.
  public var positivity: PositivityFigures {
    PositivityFigures(
      falsePositives: Proportion(
        negativeAsPositive, of: negativeAsPositive + negativeAsNegative),
      truePositives: Proportion(
        positiveAsPositive, of: positiveAsPositive + positiveAsNegative))
  }

  /// The reader's index in percent; nil without a marked tumor nucleus.
  public var markedIndexPercent: Double? {
    marked > 0 ? 100 * Double(markedPositive) / Double(marked) : nil
  }

  /// The measured index in percent; nil without a measured nucleus.
  public var measuredIndexPercent: Double? {
    measured > 0 ? 100 * Double(measuredPositive) / Double(measured) : nil
  }
}

/// Precision, recall and F1.
public struct DetectionFigures: Sendable, Equatable {
  /// Nuclei right by both.
  public let hits: Int
  /// Nuclei that were measured.
  public let measured: Int
  /// Nuclei that were marked.
  public let marked: Int

  /// Share of the measured nuclei that are right, 0 to 1; nil without any.
  public var precision: Double? { measured > 0 ? Double(hits) / Double(measured) : nil }

  /// Share of the marked nuclei that were found, 0 to 1; nil without any.
  public var recall: Double? { marked > 0 ? Double(hits) / Double(marked) : nil }

  /// Harmonic mean of both, 0 to 1; nil without any nucleus.
  public var f1: Double? {
    measured + marked > 0 ? Double(2 * hits) / Double(measured + marked) : nil
  }
}

/// Error rates of the positive call, and what they do to the index.
///
/// At low indices false positives decide: of 100 nuclei 97 are negative and can become false ones.
public struct PositivityFigures: Sendable, Equatable {
  /// Negative nuclei that were called positive; their share is 1 − specificity.
  public let falsePositives: Proportion
  /// Positive nuclei that were called positive; their share is the sensitivity.
  public let truePositives: Proportion

  /// Rates from counts.
  public init(falsePositives: Proportion, truePositives: Proportion) {
    self.falsePositives = falsePositives
    self.truePositives = truePositives
  }

  /// The index that these rates make of a true one: p · sensitivity + (1 − p) · (1 − specificity).
  ///
  /// - Parameter percent: true index, 0 to 100.
  /// - Returns: expected index in percent; nil while either rate is unknown.
  public func expectedIndexPercent(atTruePercent percent: Double) -> Double? {
    guard let falsePositive = falsePositives.value, let sensitivity = truePositives.value else {
      return nil
    }
    return percent * sensitivity + (100 - percent) * falsePositive
  }

  /// The largest false positive rate that keeps the bias at a true index within some points, at
  /// this sensitivity; nil while the sensitivity is unknown.
  public func tolerableFalsePositiveRate(
    atTruePercent percent: Double, biasPoints: Double
  ) -> Double? {
    guard let sensitivity = truePositives.value, percent < 100 else { return nil }
    return max(0, (percent * (1 - sensitivity) + biasPoints) / (100 - percent))
  }
}
