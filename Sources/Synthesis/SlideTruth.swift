import Raster

/// Counts of a synthetic slide, from its nuclei and not from its pixels.
public struct SlideTruth: Sendable, Equatable {
  /// Positive tumor nuclei.
  public internal(set) var positive = 0
  /// Tumor nuclei, positive and negative.
  public internal(set) var tumor = 0
  /// Nuclei that are not tumor.
  public internal(set) var other = 0

  /// Makes empty counts.
  public init() {}

  /// Counts one nucleus.
  public mutating func add(_ nucleus: SyntheticNucleus) {
    switch nucleus.truthClass {
    case .positive:
      positive += 1
      tumor += 1
    case .negative: tumor += 1
    case .other: other += 1
    }
  }

  /// Labelling index of the tumor nuclei in percent; nil without tumor nuclei.
  public var indexPercent: Double? {
    tumor > 0 ? 100 * Double(positive) / Double(tumor) : nil
  }

  /// Grade by the index alone: G1 under 3 %, G3 over 20 %, G2 between (WHO 2022,
  /// gastroenteropancreatic); nil without tumor nuclei. Decided on whole numbers.
  public var gradeByIndex: String? {
    guard tumor > 0 else { return nil }
    if 100 * positive < 3 * tumor { return "G1" }
    return 100 * positive > 20 * tumor ? "G3" : "G2"
  }
}
