/// Physical size of a pixel and where it was learned.
public struct PixelSize: Sendable, Equatable, Codable {
  /// Width of a pixel in µm.
  public var xMicrons: Double
  /// Height of a pixel in µm.
  public var yMicrons: Double
  /// Where the size comes from.
  public var source: Source

  /// Makes a pixel size; values are not checked here, see `plausibility`.
  public init(xMicrons: Double, yMicrons: Double, source: Source) {
    self.xMicrons = xMicrons
    self.yMicrons = yMicrons
    self.source = source
  }

  /// Origin of a pixel size, in falling order of trust.
  public enum Source: String, Sendable, Codable, CaseIterable {
    case commandLine = "command-line"
    case manifest
    case ome
    case aperio
    case imageJ = "imagej"
    case tiffTags = "tiff-tags"
    case pngPhys = "png-phys"
    /// What OpenSlide found in a vendor's own fields.
    case openSlide = "openslide"
  }

  /// Trust in a pixel size: outside 0.05–2.0 µm it is not believed, outside 0.1–1.0 µm it is doubted.
  public enum Plausibility: Sendable, Equatable {
    case plausible
    case doubtful
    case rejected
  }

  /// Plausibility of this size; both directions must lie inside a window.
  public var plausibility: Plausibility {
    let values = [xMicrons, yMicrons]
    if values.allSatisfy({ (0.1...1.0).contains($0) }) { return .plausible }
    return values.allSatisfy { (0.05...2.0).contains($0) } ? .doubtful : .rejected
  }
}
