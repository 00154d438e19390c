/// The Ki-67 labelling index as two integers: positive tumor nuclei and all tumor nuclei.
///
/// Grades come from these integers, never from a rounded percentage
/// (WHO: 15/500 = 3 % is G2, 14/500 is G1, 100/500 = 20 % is G2, 101/500 is G3).
public struct LabelingIndex: Sendable, Hashable {
  /// Positive tumor nuclei, 0...``total``.
  public let positive: Int
  /// All tumor nuclei counted, 1...``most``.
  public let total: Int

  /// More nuclei than any set of slides holds; beyond it exact intervals would take seconds.
  public static let most = 1_000_000_000

  /// Checks the counts.
  ///
  /// - Throws: ``LabelingIndexError`` when a count is negative, no nucleus was counted, more
  ///   are positive than were counted, or more were counted than ``most``.
  public init(positive: Int, total: Int) throws(LabelingIndexError) {
    guard positive >= 0, total >= 0 else {
      throw .negativeCount(positive: positive, total: total)
    }
    guard total > 0 else { throw .nothingCounted }
    guard positive <= total else {
      throw .morePositiveThanCounted(positive: positive, total: total)
    }
    guard total <= Self.most else { throw .implausible(total: total) }
    self.positive = positive
    self.total = total
  }

  /// The exact index in percent.
  public var percent: Fraction { Fraction(reducing: 100 * UInt128(positive), UInt128(total)) }

  /// Percent with two decimals, or as many more as keep it on its side of 2, 3 and 20 %.
  public var percentText: String { Ki67Measurement.text(percent) }

  /// The share of positive nuclei, 0...1.
  public var proportion: Double { Double(positive) / Double(total) }
}

/// Counts that are no labelling index.
public enum LabelingIndexError: Error, Equatable, CustomStringConvertible {
  case negativeCount(positive: Int, total: Int)
  case nothingCounted
  case morePositiveThanCounted(positive: Int, total: Int)
  case implausible(total: Int)

  /// What was found and what was expected.
  public var description: String {
    switch self {
    case .negativeCount(let positive, let total):
      "Ki-67 counts: found \(positive) positive of \(total), expected no negative number"
    case .nothingCounted:
      "Ki-67 counts: 0 tumor nuclei counted, expected at least 1; leave the counts out if Ki-67 "
        + "was not measured"
    case .morePositiveThanCounted(let positive, let total):
      "Ki-67 counts: found \(positive) positive of \(total), expected at most as many positive "
        + "nuclei as were counted"
    case .implausible(let total):
      "Ki-67 counts: found \(total) nuclei, expected at most \(LabelingIndex.most)"
    }
  }
}
