/// What goes into an output folder besides the tables.
public struct ResultOptions: Sendable, Equatable, Codable {
  /// Pictures with outlines.
  public enum Overlays: String, Sendable, Codable, CaseIterable {
    /// The whole slide and its hottest hotspot.
    case all
    /// The hottest hotspot only.
    case hotspots
    /// None; the report has no pictures either.
    case none
  }

  /// Tables of nuclei.
  public enum Nuclei: String, Sendable, Codable, CaseIterable {
    /// One CSV table per slide.
    case csv
    /// None.
    case none
  }

  /// Pictures to draw.
  public var overlays: Overlays
  /// Tables of nuclei to write.
  public var nuclei: Nuclei

  /// Makes options; everything is written unless asked otherwise.
  public init(overlays: Overlays = .all, nuclei: Nuclei = .csv) {
    self.overlays = overlays
    self.nuclei = nuclei
  }
}
