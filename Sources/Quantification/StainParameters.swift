import Stains

/// Settings of the stain calibration.
public struct StainParameters: Sendable, Equatable, Codable {
  /// Quantile (0 to 1) of a channel's samples that is taken as white.
  public var whiteQuantile: Double = 0.99
  /// Darkest white that is believed, 1 to 255.
  public var darkestWhite: Double = 190
  /// White point fixed by a laboratory: red, green, blue; nil takes it from the slide.
  public var fixedWhite: [Double]?
  /// Hematoxylin vector fixed by a laboratory: red, green, blue density shares; nil is the reference.
  public var hematoxylin: [Double]?
  /// DAB vector fixed by a laboratory: red, green, blue density shares; nil is the reference.
  public var dab: [Double]?

  /// Makes the default settings.
  public init() {}
}
