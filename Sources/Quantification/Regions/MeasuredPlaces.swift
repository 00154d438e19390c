import Raster

/// Tells which places are measured, to workers that ask in turn.
final class MeasuredPlaces: Sendable {
  private let probe: Guarded<RegionProbe>

  /// Prepares questions about the regions of a slide.
  init(_ regions: SlideRegions) { probe = Guarded(RegionProbe(regions)) }

  /// Whether a place (full-resolution pixels) is measured.
  func contains(_ place: SIMD2<Double>) -> Bool { probe.withLock { $0.isMeasured(place) } }
}
