/// Settings of the positive call, relative to the slide's own negative nuclei.
public struct PositivityParameters: Sendable, Equatable, Codable {
  /// Percentile of nuclear mean DAB that stands for the negative nuclei, 0 to 100.
  public var referencePercentile: Double = 30
  /// Lowest reference that is believed, DAB optical density.
  public var lowestReferenceOD: Double = -0.15
  /// Highest reference that is believed, DAB optical density.
  public var highestReferenceOD: Double = 0.20
  /// Fewest nuclei from which a reference is taken; with fewer it is 0.
  public var fewestNuclei: Int = 8
  /// DAB optical density above the reference from which a nucleus is positive.
  public var cutAboveReferenceOD: Double = 0.20
  /// DAB optical density over which the odds of being called positive change by the factor e.
  public var probabilitySpreadOD: Double = 0.05
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
