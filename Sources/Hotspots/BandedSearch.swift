import Nuclei
import Raster

/// Tries all regions of a slide, band by band, several bands at the same time.
struct BandedSearch {
  private let points: LabelledPoints
  private let request: HotspotRequest
  private let workers: Int
  private let lattice: CenterLattice
  private let bands: [Range<Int32>]
  private let shape: Region.Shape
  private let deals: LabelDeals?

  init(
    points: LabelledPoints, request: HotspotRequest, deals: Int, workers: Int, bandPoints: Int
  ) {
    self.points = points
    self.request = request
    self.workers = workers
    lattice = CenterLattice(spacing: request.spacingMicrons)
    bands = lattice.bands(of: points, ofAtLeast: bandPoints)
    shape = if case .square = request.mode { .square } else { .disc }
    self.deals =
      deals > 0
      ? LabelDeals(
        deals, count: points.count, positive: points.counts.positive, workers: workers) : nil
  }

  /// What one worker needs.
  private struct Worker {
    var window: PointWindow
    var nearest: NearestPoints
    var runs = RegionRuns()
    var sums = LabelSums()
  }

  /// What is found in a band.
  private struct Finding: Sendable {
    var tried: [TriedRegion] = []
    /// Share of positives in the hottest region of each deal.
    var hottest: [Double] = []
  }

  /// All tried regions, and the share of positives in the hottest eligible one of each deal.
  func ranking() -> (ranking: RegionRanking, hottest: [Double]) {
    let findings = map { worker, band in find(in: bands[band], &worker) }
    let ranking = RegionRanking(
      findings.flatMap(\.tried), on: lattice, shape: shape, request: request)
    if case .cells = request.mode { return (ranking, Self.joined(findings.map(\.hottest))) }
    // Which regions of a stated size are eligible depends on the fullest of the slide.
    let ends = findings.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.tried.count) }
    let hottest = map { worker, band in
      self.hottest(
        of: ranking.tried[ends[band]..<ends[band + 1]].filter(ranking.isEligible), &worker)
    }
    return (ranking, Self.joined(hottest))
  }

  /// The share of positives in the hottest of some regions in each deal.
  func hottest(of tried: [TriedRegion]) -> [Double] {
    var worker = worker()
    return hottest(of: tried, &worker)
  }

  private func worker() -> Worker {
    Worker(
      window: PointWindow(points),
      nearest: NearestPoints(points: points, rank: request.expectedCells))
  }

  private func map<Result: Sendable>(
    _ body: @Sendable (inout Worker, _ band: Int) -> Result
  ) -> [Result] {
    concurrentMap(
      count: bands.count, workers: workers, makeWorkspace: { worker() }, job: body)
  }

  private static func joined(_ hottest: [[Double]]) -> [Double] {
    let known = hottest.filter { !$0.isEmpty }
    guard let first = known.first else { return [] }
    return known.dropFirst().reduce(into: first) { joined, part in
      for deal in joined.indices { joined[deal] = max(joined[deal], part[deal]) }
    }
  }

  /// Tries the centers of a band.
  private func find(in band: Range<Int32>, _ worker: inout Worker) -> Finding {
    let reach =
      if case .cells = request.mode { 1.1 * worker.nearest.guess } else { request.reachMicrons }
    worker.window.move(to: lattice.strips(near: band, within: reach, of: points.grid))
    worker.runs.removeAll()
    var finding = Finding()
    for (index, key) in lattice.centers(in: band, near: worker.window).enumerated() {
      let region = region(at: lattice.center(key), &worker)
      worker.runs.append(region, of: &worker.window)
      guard !worker.window.isBroken else { return Finding() }
      finding.tried.append(
        TriedRegion(
          center: key, reachSquared: region.reachSquared, total: worker.runs.totals[index],
          positive: worker.runs.positives(of: index, in: worker.window)))
    }
    if case .cells = request.mode, let deals {
      finding.hottest = worker.sums.hottest(in: worker.runs, deals)
    }
    return finding
  }

  private func region(at center: SIMD2<Double>, _ worker: inout Worker) -> Region {
    var reachSquared = request.reachMicrons * request.reachMicrons
    if case .cells(let wanted) = request.mode {
      reachSquared = worker.nearest.squaredDistance(
        from: center, rank: wanted, in: &worker.window)
    }
    return Region(shape: shape, center: center, reachSquared: reachSquared)
  }

  private func hottest(of tried: [TriedRegion], _ worker: inout Worker) -> [Double] {
    guard let deals, !tried.isEmpty else { return [] }
    worker.runs.removeAll()
    var rows = Range<Int>?.none
    for region in tried {
      let own = self.region(region).rows(of: points.grid)
      rows =
        rows.map { min($0.lowerBound, own.lowerBound)..<max($0.upperBound, own.upperBound) }
        ?? own
    }
    worker.window.move(to: rows ?? 0..<0)
    for region in tried { worker.runs.append(self.region(region), of: &worker.window) }
    return worker.window.isBroken ? [] : worker.sums.hottest(in: worker.runs, deals)
  }

  private func region(_ tried: TriedRegion) -> Region {
    Region(shape: shape, center: lattice.center(tried.center), reachSquared: tried.reachSquared)
  }
}
