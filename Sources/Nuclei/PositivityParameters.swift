/// Settings of the positive call, relative to the slide's own negative nuclei.
public struct PositivityParameters: Sendable, Equatable, Codable {
  /// Percentile of nuclear mean DAB that stands for the negative nuclei, 0 to 100.
  public var referencePercentile: Double = 20
  /// Lowest reference that is believed, DAB optical density.
  public var lowestReferenceOD: Double = -0.15
  /// Highest reference that is believed, DAB optical density.
  public var highestReferenceOD: Double = 0.10
  /// Fewest nuclei from which a reference is taken; with fewer it is 0.
  public var fewestNuclei: Int = 8
  /// DAB optical density above the reference from which a nucleus is positive.
  public var cutAboveReferenceOD: Double = 0.20
  /// Fixed reference in DAB optical density, set by a laboratory; nil takes it from the slide.
  public var fixedReferenceOD: Double?

  /// Makes the default settings.
  public init() {}
}

/// The positivity cut of one slide and how it was found.
public struct PositivityCalibration: Sendable, Equatable, Codable {
  /// DAB optical density that stands for the slide's negative nuclei.
  public var referenceOD: Double
  /// DAB optical density above which a nucleus is positive.
  public var cutOD: Double
  /// Number of nuclei the reference was taken from, 0 when it was fixed or there were too few.
  public var nucleusCount: Int
  /// Whether the reference hit a bound or could not be taken, with the reason; nil when all is well.
  public var doubt: String?

  /// Makes a calibration from its parts.
  public init(referenceOD: Double, cutOD: Double, nucleusCount: Int, doubt: String?) {
    self.referenceOD = referenceOD
    self.cutOD = cutOD
    self.nucleusCount = nucleusCount
    self.doubt = doubt
  }
}
