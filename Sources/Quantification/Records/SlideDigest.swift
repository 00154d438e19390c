import Nuclei

/// What a run as a whole has to know of a slide; small, so that it can be kept of every slide.
public struct SlideDigest: Sendable, Equatable {
  /// Name of the slide.
  public var slide: String
  /// Name of its case.
  public var caseName: String
  /// How it ended.
  public var status: MeasurementStatus
  /// Its images.
  public var tiles: Int
  /// Images that were measured.
  public var tilesMeasured: Int
  /// Images that failed.
  public var tilesFailed: Int
  /// Nuclei that count.
  public var nuclei: Int
  /// Whether there is an error, a warning about its images, or a note about its regions, to tell.
  public var hasMessages: Bool
  /// Share of the slide that was noted when its run ended early, nil when nothing was.
  public var shareNoted: Double?

  /// Sums a slide up.
  public init(_ slide: SlideResult) {
    self.slide = slide.slide
    caseName = slide.caseName
    status = slide.status
    tiles = slide.tiles.count
    tilesMeasured = slide.tiles.count { $0.status == .measured }
    tilesFailed = slide.tiles.count { $0.status == .failed }
    nuclei = slide.counts.total
    hasMessages =
      slide.error != nil || !slide.regionNotes.isEmpty || tilesFailed > 0
      || slide.tiles.contains { !$0.warnings.isEmpty }
    shareNoted = slide.shareNoted
  }

  /// Images that were not reached.
  public var tilesSkipped: Int { tiles - tilesMeasured - tilesFailed }

  /// Whether the slide and all its images were measured.
  public var isComplete: Bool { status == .measured && tilesMeasured == tiles }
}
