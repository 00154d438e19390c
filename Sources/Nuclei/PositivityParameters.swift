/// Settings of the positive call, relative to the slide's own nuclei.
public struct PositivityParameters: Sendable, Equatable, Codable {
  /// Percentile of nuclear mean DAB that stands for the negative nuclei, 0 to 100.
  public var referencePercentile: Double = 30
  /// Lowest reference that is believed, DAB optical density.
  public var lowestReferenceOD: Double = -0.12
  /// Highest reference that is believed, DAB optical density.
  public var highestReferenceOD: Double = 0.20
  /// Fewest nuclei from which a reference is taken; with fewer it is 0.
  public var fewestNuclei: Int = 8
  /// DAB optical density above the reference from which a nucleus is positive, set by a laboratory;
  /// nil takes it from the slide's evidently positive nuclei.
  public var cutAboveReferenceOD: Double?
  /// The same where a slide has too few evidently positive nuclei to take it from.
  public var usualCutOD: Double = 0.20
  /// DAB optical density above the reference from which a nucleus is evidently positive.
  public var evidentAboveReferenceOD: Double = 0.25
  /// Fewest evidently positive nuclei from which the cut is taken.
  public var fewestEvident: Int = 5
  /// Where the cut lies between the reference (0) and the median of the evidently positive (1).
  public var cutShare: Double = 0.20
  /// Lowest cut above the reference that is believed, DAB optical density.
  public var lowestCutOD: Double = 0.14
  /// Highest cut above the reference that is believed, DAB optical density.
  public var highestCutOD: Double = 0.35
  /// Share of the way from reference to cut over which, below the cut, the odds of being called
  /// positive change by the factor e.
  public var probabilitySpreadBelow: Double = 0.14
  /// The same above the cut.
  public var probabilitySpreadAbove: Double = 0.5
  /// DAB optical density above the cut from which a positive nucleus is moderate (2+).
  public var moderateAboveCutOD: Double = 0.4
  /// DAB optical density above the cut from which a positive nucleus is strong (3+).
  public var strongAboveCutOD: Double = 1.1
  /// Least hematoxylin optical density of the nuclei palest in DAB; with less, the slide is doubted.
  public var leastHematoxylinOD: Double = 0.05
  /// Fixed reference in DAB optical density, set by a laboratory; nil takes it from the slide.
  public var fixedReferenceOD: Double?

  /// Makes the default settings.
  public init() {}
}
