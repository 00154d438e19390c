/// What is decided once per slide about its light and its stains.
public struct StainCalibration: Sendable, Equatable, Codable {
  /// Intensity without tissue per channel, 190 to 255 when estimated.
  public var white: SIMD3<Double>
  /// Stain vectors used for deconvolution.
  public var vectors: StainVectors
  /// Where the white point comes from.
  public var whiteSource: Source
  /// Where the stain vectors come from.
  public var vectorsSource: Source
  /// White point that the slide's own pixels make when another was fixed in a profile.
  public var slideWhite: SIMD3<Double>?

  /// Makes a calibration from its parts.
  public init(
    white: SIMD3<Double>, vectors: StainVectors, whiteSource: Source, vectorsSource: Source,
    slideWhite: SIMD3<Double>? = nil
  ) {
    self.slideWhite = slideWhite
    self.white = white
    self.vectors = vectors
    self.whiteSource = whiteSource
    self.vectorsSource = vectorsSource
  }

  /// Origin of a calibration value.
  public enum Source: String, Sendable, Codable, CaseIterable {
    /// Published reference value.
    case reference
    /// Estimated from the slide's own pixels.
    case slide
    /// Fixed by the laboratory in a profile.
    case profile
  }
}
