import Nuclei

/// Every parameter of a measurement, as a laboratory fixes it in a YAML file.
public struct Profile: Sendable, Equatable {
  /// Name shown in results.
  public var name: String = "default"
  /// Light and stains.
  public var stains = StainParameters()
  /// Detection of nuclei.
  public var detection = DetectionParameters()
  /// The positive call.
  public var positivity = PositivityParameters()
  /// Which nuclei are likely no tumor nuclei, and which do not count.
  public var tumor = TumorParameters()
  /// Which annotated regions are measured.
  public var regions = RegionParameters()

  /// What is tissue, and what is left out.
  public var tissue = TissueParameters()
  /// Which index makes the grade, and how far the positive call is trusted.
  public var grading = GradingParameters()

  /// Makes the default profile.
  public init() {}
}
