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
  /// - Parameters:
  ///   - request: how they are defined. With fewer nuclei than asked for, the disc holds them all.
  ///   - areaIsKnown: whether µm are real, so that diameter and area may be given.
  ///   - deals: number of deals of the labels, 0 for no comparison with chance.
  /// - Returns: nothing without nuclei, for drawn regions, and for a stated size when µm are not real.
  public func find(
    _ request: HotspotRequest, areaIsKnown: Bool, deals: Int = Self.deals
  ) -> Finding {
    var finding = Finding()
    guard points.count > 0, areaIsKnown || !request.mode.needsPixelSize, request.mode != .regions
    else { return finding }
    if case .cells(let wanted) = request.mode, points.count <= wanted {
      finding.hotspots = [hotspot(discOfAll(), points.counts, rank: 1, areaIsKnown: areaIsKnown)]
      return finding
    }
    let ranking = RegionRanking(runs: runs(request), points: points, request: request)
    let best = ranking.best(request.top)
    finding.hotspots = best.enumerated().map { rank, region in
      hotspot(
        ranking.runs.regions[region], ranking.counts[region], rank: rank + 1,
        areaIsKnown: areaIsKnown)
    }
    guard deals > 0 else { return finding }
    let slide = points.counts
    let outcome = LabelPermutations(
      count: slide.total, positive: slide.positive, runs: ranking.runs, eligible: ranking.eligible,
      groups: best.map(ranking.near)
    ).outcome(permutations: deals)
    for place in finding.hotspots.indices {
      finding.hotspots[place].selection = HotspotSelection(
        index: finding.hotspots[place].counts.share, slideIndex: slide.share,
        hottest: outcome.hottest, hottestNear: outcome.groupMeans[place])
    }
    finding.hottestByChance = outcome.hottest
    return finding
  }

  /// All tried regions with what they hold.
  private func runs(_ request: HotspotRequest) -> RegionRuns {
    var runs = RegionRuns()
    let shape: Region.Shape = if case .square = request.mode { .square } else { .disc }
    let reach = request.reachMicrons
    var nearest = NearestPoints(points: points)
    for center in CenterLattice.centers(near: points, spacing: request.spacingMicrons) {
      var reachSquared = reach * reach
      if case .cells(let wanted) = request.mode {
        reachSquared = nearest.squaredDistance(from: center, rank: wanted)
      }
      runs.append(
        Region(shape: shape, center: center, reachSquared: reachSquared), of: points)
    }
    return runs
  }

  /// The disc around the middle of all nuclei that holds every one.
  private func discOfAll() -> Region {
    var low = SIMD2(points.xs[0], points.ys[0])
    var high = low
    for place in 0..<points.count {
      let point = SIMD2(points.xs[place], points.ys[place])
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
    let center = (low + high) / 2
    var farthest = 0.0
    for place in 0..<points.count {
      let offset = SIMD2(points.xs[place], points.ys[place]) - center
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
