/// Settings of nucleus detection; the defaults are the measured recipe.
public struct DetectionParameters: Sendable, Equatable, Codable {
  /// Size of a working pixel in µm; every image is resampled to it.
  public var workingMicronsPerPixel: Double = 0.5
  /// Smallest blob response that becomes a candidate, in units of absorbed light (0 to 1).
  public var candidateThreshold: Double = 0.012
  /// Smallest score (0 to 1) that makes a candidate a nucleus.
  public var scoreThreshold: Double = 0.2

  /// Makes the default settings.
  public init() {}
}
