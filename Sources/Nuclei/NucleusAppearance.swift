/// Measures of a nucleus by which its kind is judged.
public struct NucleusAppearance: Sendable, Equatable {
  /// Ratio of the long to the short axis of inertia, at least 1.
  public var elongation: Float
  /// Mean share of light absorbed inside less that in the ring 1 to 2 µm outside.
  public var contrast: Float
  /// Mean rise of absorption at the edge divided by the contrast.
  public var edgeSharpness: Float

  /// Makes an appearance; the defaults are those of a nucleus about which nothing is known.
  public init(elongation: Float = 1, contrast: Float = 0, edgeSharpness: Float = 0) {
    self.elongation = elongation
    self.contrast = contrast
    self.edgeSharpness = edgeSharpness
  }
}
