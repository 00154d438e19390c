import Nuclei

/// Finds the regions of highest labelling on one slide.
///
/// Centers are tried on a lattice (``HotspotRequest/spacingMicrons``) through the slide's corner,
/// everywhere near nuclei; among these the outcome is exact. A disc of cells is the smallest that
/// holds the number asked for, those as far away as the last one included; over the edge of the
/// tissue it grows until it does. A region of stated size may reach over the edge and then holds
/// fewer nuclei; below a floor it is no hotspot. Regions rank by index, then more nuclei, then the
/// smaller, the upper, the left one: nothing depends on the order of the nuclei.
public struct HotspotSearch: Sendable {
  /// Deals of labels that selection is judged by.
  public static let deals = 512
  /// Nuclei to a band, about: what is needed around them fits into a processor's cache.
  private static let bandPoints = 50_000

  private let points: LabelledPoints
  private let micronsPerPixel: SIMD2<Double>

  /// What a search yields.
  public struct Finding: Sendable, Equatable {
    /// Hotspots, hottest first; they share no area.
    public var hotspots: [Hotspot] = []
    /// Index of the hottest region in each deal of the labels, 0 to 1; empty without a selection.
    public var hottestByChance: [Double] = []

    /// Makes an empty finding.
    public init() {}
  }

  /// Prepares a search.
  ///
  /// - Parameters:
  ///   - points: tumor nuclei of one slide in µm.
  ///   - micronsPerPixel: size of a full-resolution pixel in µm that distances use.
  public init(points: LabelledPoints, micronsPerPixel: SIMD2<Double>) {
    self.points = points
    self.micronsPerPixel = micronsPerPixel
  }

  /// The hottest regions, each compared with chance.
  ///
  /// Points are read in bands from the top of the slide to its bottom, so that memory holds those
  /// around one band for each worker, and 24 bytes for each tried region.
  ///
  /// - Parameters:
  ///   - request: how they are defined. With fewer nuclei than asked for, the disc holds them all.
  ///   - areaIsKnown: whether µm are real, so that diameter and area may be given.
  ///   - deals: number of deals of the labels, 0 for no comparison with chance.
  ///   - workers: number of workers; never changes the outcome.
  /// - Returns: nothing without nuclei, for drawn regions, and for a stated size when µm are not real.
  public func find(
    _ request: HotspotRequest, areaIsKnown: Bool, deals: Int = Self.deals, workers: Int = 1
  ) -> Finding {
    find(
      request, areaIsKnown: areaIsKnown, deals: deals, workers: workers,
      bandPoints: Self.bandPoints)
  }

  /// As `find(_:areaIsKnown:deals:workers:)`, with at least `bandPoints` nuclei to a band.
  package func find(
    _ request: HotspotRequest, areaIsKnown: Bool, deals: Int = Self.deals, workers: Int = 1,
    bandPoints: Int
  ) -> Finding {
    var finding = Finding()
    guard points.count > 0, areaIsKnown || !request.mode.needsPixelSize, request.mode != .regions
    else { return finding }
    if case .cells(let wanted) = request.mode, points.count <= wanted {
      finding.hotspots = [hotspot(discOfAll(), points.counts, rank: 1, areaIsKnown: areaIsKnown)]
      return finding
    }
    let search = BandedSearch(
      points: points, request: request, deals: deals, workers: workers, bandPoints: bandPoints)
    let (ranking, hottest) = search.ranking()
    let best = ranking.best(request.top)
    finding.hotspots = best.enumerated().map { rank, place in
      hotspot(
        ranking.region(place), ranking.tried[place].counts, rank: rank + 1,
        areaIsKnown: areaIsKnown)
    }
    guard deals > 0 else { return finding }
    for (rank, place) in best.enumerated() {
      let near = search.hottest(of: ranking.near(place))
      // Nothing is known of deals when points could not be read back.
      guard !hottest.isEmpty && !near.isEmpty else { return Finding() }
      finding.hotspots[rank].selection = HotspotSelection(
        index: finding.hotspots[rank].counts.share, slideIndex: points.counts.share,
        hottest: hottest, hottestNear: near.reduce(0, +) / Double(near.count))
    }
    finding.hottestByChance = hottest
    return finding
  }

  /// The disc around the middle of all nuclei that holds every one.
  private func discOfAll() -> Region {
    let center = (points.low + points.high) / 2
    var farthest = 0.0
    points.forEach { point in
      let offset = SIMD2(point.x, point.y) - center
      farthest = max(farthest, (offset * offset).sum())
    }
    return Region(shape: .disc, center: center, reachSquared: farthest)
  }

  private func hotspot(
    _ region: Region, _ counts: NucleusCounts, rank: Int, areaIsKnown: Bool
  ) -> Hotspot {
    let scale = micronsPerPixel
    // The rim lies a hair outside the farthest nucleus, so that rounding cannot exclude it.
    let reach = region.reach * (1 + 1e-9) + 1e-6
    let factor = region.shape == .disc ? Double.pi : 4
    return Hotspot(
      rank: rank, outline: region.shape == .disc ? .disc : .square,
      centerX: region.center.x / scale.x, centerY: region.center.y / scale.y,
      radiusPixels: reach / scale.x, aspect: scale.x / scale.y,
      diameterMicrons: areaIsKnown ? 2 * reach : nil,
      areaSquareMillimeters: areaIsKnown ? factor * reach * reach / 1e6 : nil, counts: counts)
  }
}

extension NucleusCounts {
  /// Share of positive nuclei, 0 without nuclei.
  var share: Double { total > 0 ? Double(positive) / Double(total) : 0 }
}
