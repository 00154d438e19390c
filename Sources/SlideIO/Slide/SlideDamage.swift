import Raster

/// A tile of a slide that could not be decoded.
public struct SlideDamage: Sendable, Hashable {
  /// Index of its level.
  public let level: Int
  /// Pixels of the level that it covers, as the slide is seen.
  public let area: PixelRect
  /// What happened to which file, in words.
  public let reason: String

  /// Makes damage from its parts.
  public init(level: Int, area: PixelRect, reason: String) {
    self.level = level
    self.area = area
    self.reason = reason
  }
}
