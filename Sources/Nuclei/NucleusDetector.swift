import Raster
import Stains

/// Finds candidate nuclei in parts of a slide.
///
/// Blob responses at several sizes give seeds, each seed gets the best star-shaped outline, which is
/// centered anew, and a tree ensemble scores its shape, edge and contrast. Everything looks at
/// most `marginWorkingPixels` away from the seed.
public struct NucleusDetector: Sendable {
  /// Settings.
  public let parameters: DetectionParameters
  /// The grid nuclei are sought on.
  public let grid: WorkingGrid

  private let tables: DensityTables
  private let model: TreeEnsemble?

  /// Pull towards the expected radius in the first fit and in the later ones.
  private let pulls: (first: RadiusPull, later: RadiusPull)
  /// Largest way in µm that the first centering and each later one may move an outline.
  private static let farthestShiftsMicrons = (first: 4.0, later: 2.0)

  /// Makes a detector for one slide.
  ///
  /// - Parameters:
  ///   - parameters: settings.
  ///   - calibration: light and stains of the slide.
  ///   - grid: the slide's working grid.
  ///   - model: scores candidates; without one every candidate scores 1, as training needs it.
  public init(
    parameters: DetectionParameters, calibration: StainCalibration, grid: WorkingGrid,
    model: TreeEnsemble?
  ) {
    self.parameters = parameters
    self.grid = grid
    self.model = model
    tables = DensityTables(calibration: calibration)
    pulls = (
      first: RadiusPull(strength: Float(parameters.firstRadiusPull)),
      later: RadiusPull(strength: Float(parameters.laterRadiusPull))
    )
  }

  /// Working pixels around a unit on which its candidates depend.
  public static func marginWorkingPixels(_ parameters: DetectionParameters) -> Int {
    let pixel = parameters.workingMicronsPerPixel
    let blobs = BlobLevels(
      sigmasMicrons: parameters.seedSizesMicrons, workingMicronsPerPixel: pixel
    ).reach
    let smoothing = DetectionWorkspace.raySmoothing(parameters)
    let shiftMicrons = (0..<parameters.centeringRounds).map(farthestShiftMicrons).reduce(0, +)
    let shift = Int((shiftMicrons / pixel).rounded(.up))
    let ray = Int((Double(StarFit.steps) / 2 / pixel).rounded(.up))
    return max(blobs, ray + shift + smoothing.radius + 2)
  }

  /// Full-resolution pixels that `visitCandidates` needs for a unit of the grid.
  public func sourceRect(for unit: PixelRect) -> PixelRect {
    let margin = Self.marginWorkingPixels(parameters)
    return grid.sourceRect(
      for: WorkingPlanes.outerRect(of: unit, margin: margin).intersection(grid.bounds))
  }

  /// Candidates whose seed lies in a unit and whose score reaches the threshold.
  ///
  /// Seeds of two units may lead to the same candidate, which then is found in both, equal to the
  /// last bit.
  ///
  /// - Parameters:
  ///   - unit: part of the grid.
  ///   - source: pixels of a part of the slide.
  ///   - place: where `source` lies; holds `sourceRect(for: unit)`, which it is when nil.
  ///   - workspace: the worker's reused memory.
  /// - Returns: the candidates, in the order of their centers.
  public func candidates(
    in unit: PixelRect, source: RGBImage, at place: PixelRect? = nil,
    workspace: DetectionWorkspace
  ) -> [CandidateNucleus] {
    var found: [CandidateNucleus] = []
    visit(
      in: unit, source: source, at: place, workspace: workspace,
      threshold: Float(parameters.scoreThreshold)
    ) { candidate, _ in found.append(measured(candidate, in: workspace)) }
    return found
  }

  /// Visits every candidate of a unit with its features (`featureNames` order).
  public func visitCandidates(
    in unit: PixelRect, source: RGBImage, at place: PixelRect? = nil,
    workspace: DetectionWorkspace,
    visit body: (_ candidate: CandidateNucleus, _ features: [Float]) -> Void
  ) {
    visit(in: unit, source: source, at: place, workspace: workspace, threshold: 0) {
      candidate, lane in
      let values = workspace.featureLanes.base
      body(
        measured(candidate, in: workspace), (0..<StarFeatures.count).map { values[$0][lane] })
    }
  }

  /// Names of the features, in the order in which they are visited.
  public static var featureNames: [String] { StarFeatures.names }

  /// Visits the candidates of a unit without their stain densities.
  func visit(
    in unit: PixelRect, source: RGBImage, at place: PixelRect?, workspace: DetectionWorkspace,
    threshold: Float,
    body: (_ candidate: CandidateNucleus, _ lane: Int) -> Void
  ) {
    findPeaks(in: unit, source: source, at: place, workspace: workspace)
    var starts = workspace.starts
    workspace.starts = []
    starts.removeAll(keepingCapacity: true)
    for peak in workspace.peaks {
      let radius = 1.414 * Float(parameters.seedSizesMicrons[Int(peak.level)])
      starts.append(
        OutlineStart(
          x2: Int(peak.x2), y2: Int(peak.y2),
          radius: Int((radius * OutlineStart.radiusSteps).rounded())))
    }
    workspace.order.merge(
      &starts, width: workspace.doubled.width, height: workspace.doubled.height)
    for round in 0..<parameters.centeringRounds {
      center(
        &starts, pull: pull(round: round), farthestMicrons: Self.farthestShiftMicrons(round: round),
        workspace: workspace)
    }
    forBatches(of: starts) { batch, count in
      measure(batch, count: count, threshold: threshold, workspace: workspace, body: body)
    }
    workspace.starts = starts
  }

  static func farthestShiftMicrons(round: Int) -> Double {
    round == 0 ? farthestShiftsMicrons.first : farthestShiftsMicrons.later
  }

  private func pull(round: Int) -> RadiusPull { round == 0 ? pulls.first : pulls.later }

  /// Calls a body with sixteen starts at a time; the last batch is filled up with its last start.
  private func forBatches(
    of starts: [OutlineStart], body: (UnsafePointer<OutlineStart>, _ count: Int) -> Void
  ) {
    let lanes = StarFit.lanes
    withUnsafeTemporaryAllocation(of: OutlineStart.self, capacity: lanes) { batch in
      guard let base = batch.baseAddress else { return }
      for first in stride(from: 0, to: starts.count, by: lanes) {
        for lane in 0..<lanes {
          (base + lane).initialize(to: starts[min(first + lane, starts.count - 1)])
        }
        body(base, min(lanes, starts.count - first))
      }
    }
  }

  /// Fits outlines and moves each start to its outline's center and mean radius.
  ///
  /// Starts that meet are merged: from there on they are the same.
  private func center(
    _ starts: inout [OutlineStart], pull: RadiusPull, farthestMicrons: Double,
    workspace: DetectionWorkspace
  ) {
    let fit = workspace.fit
    let perMicron = 2 / Float(parameters.workingMicronsPerPixel)
    let farthest = Float(farthestMicrons) * perMicron
    // Whole pixels: finer centers would only tell apart outlines that are hardly different. Only the
    // last bit of the place takes part, so that rounding does not depend on where a slide is cut.
    func moved(_ place: Int, by microns: Float) -> Int {
      let shift = min(max(microns * perMicron, -farthest), farthest)
      return 2 * Self.nearest((Float(place & 1) + shift) / 2) + (place & ~1)
    }
    var index = 0
    forBatches(of: starts) { batch, count in
      fit.fit(plane: workspace.doubled, starts: batch, pull: pull)
      let shape = StarShape(outlineOf: fit)
      for lane in 0..<count {
        starts[index] = OutlineStart(
          x2: moved(batch[lane].x2, by: shape.centroidX[lane]),
          y2: moved(batch[lane].y2, by: shape.centroidY[lane]),
          radius: Self.nearest(shape.meanRadius[lane] * OutlineStart.radiusSteps))
        index += 1
      }
    }
    workspace.order.merge(
      &starts, width: workspace.doubled.width, height: workspace.doubled.height)
  }

  /// The nearest whole number, halves away from zero: the library's rounding is a call on older
  /// processors.
  @inline(__always)
  private static func nearest(_ value: Float) -> Int {
    let whole = Int(value)
    let rest = value - Float(whole)
    return whole + (rest >= 0.5 ? 1 : 0) - (rest <= -0.5 ? 1 : 0)
  }

  private func measure(
    _ batch: UnsafePointer<OutlineStart>, count: Int, threshold: Float,
    workspace: DetectionWorkspace, body: (_ candidate: CandidateNucleus, _ lane: Int) -> Void
  ) {
    let fit = workspace.fit
    fit.fit(plane: workspace.doubled, starts: batch, pull: pull(round: parameters.centeringRounds))
    let shape = StarShape(outlineOf: fit)
    let values = workspace.featureLanes.base
    StarFeatures(fit: fit, values: values, edges: workspace.edges.base).write(shape)
    let sums =
      model?.sums(values, instructions: workspace.instructions) ?? FloatLanes(repeating: .infinity)
    for lane in 0..<count {
      let score = TreeEnsemble.logistic(sums[lane])
      guard score >= threshold else { continue }
      body(
        candidate(batch[lane], lane: lane, shape: shape, score: score, workspace: workspace), lane)
    }
  }

  private func candidate(
    _ start: OutlineStart, lane: Int, shape: StarShape, score: Float, workspace: DetectionWorkspace
  ) -> CandidateNucleus {
    let planes = workspace.planes
    var steps = SIMD16<UInt8>()
    // Read singly: a lane of a vector is found by storing it whole.
    let outline = UnsafeRawPointer(workspace.fit.outline).assumingMemoryBound(to: Int16.self)
    withUnsafeMutableBytes(of: &steps) { steps in
      for ray in 0..<StarFit.rays {
        steps[ray] = UInt8(truncatingIfNeeded: outline[ray * StarFit.lanes + lane] + 1)
      }
    }
    let values = workspace.featureLanes.base
    return CandidateNucleus(
      x2: Int32(start.x2 + 2 * planes.originX), y2: Int32(start.y2 + 2 * planes.originY),
      radiusSteps: steps,
      centroidMicrons: SIMD2(shape.centroidX[lane], shape.centroidY[lane]),
      areaSquareMicrons: shape.area[lane],
      dabOD: 0, hematoxylinOD: 0, score: score,
      appearance: NucleusAppearance(
        elongation: values[StarFeatures.elongation][lane],
        contrast: values[StarFeatures.contrast][lane],
        edgeSharpness: values[StarFeatures.edgeToContrast][lane]))
  }

  /// The candidate with its stain densities, while its unit is in the workspace.
  func measured(_ candidate: CandidateNucleus, in workspace: DetectionWorkspace) -> CandidateNucleus
  {
    let planes = workspace.planes
    let means = OutlineMean(
      radiusSteps: candidate.radiusSteps, x2: Int(candidate.x2) - 2 * planes.originX,
      y2: Int(candidate.y2) - 2 * planes.originY, planes: planes, tables: tables,
      micronsPerPixel: Float(parameters.workingMicronsPerPixel))
    var measured = candidate
    measured.dabOD = means.dabOD
    measured.hematoxylinOD = means.hematoxylinOD
    return measured
  }

  /// Fills the workspace for a unit and finds the seeds in it.
  /// Fills the workspace's planes with the stains around a unit: the first step of detection, by itself
  /// only of use to measure its time.
  public func separateStains(
    in unit: PixelRect, source: RGBImage, at place: PixelRect? = nil,
    workspace: DetectionWorkspace
  ) {
    workspace.planes.fill(
      unit: unit, margin: Self.marginWorkingPixels(parameters), grid: grid, tables: tables,
      source: source, sourceRect: place ?? sourceRect(for: unit))
  }

  private func findPeaks(
    in unit: PixelRect, source: RGBImage, at place: PixelRect?, workspace: DetectionWorkspace
  ) {
    separateStains(in: unit, source: source, at: place, workspace: workspace)
    let planes = workspace.planes
    workspace.prepare()
    workspace.peaks.removeAll(keepingCapacity: true)
    workspace.blobs.appendPeaks(
      above: Float(parameters.candidateThreshold),
      core: PixelRect(
        x: unit.x - planes.originX, y: unit.y - planes.originY, width: unit.width,
        height: unit.height),
      to: &workspace.peaks)
  }
}
