import Raster
import Stains

/// Finds candidate nuclei in parts of a slide.
///
/// Blob responses at four sizes give seeds, each seed gets the best star-shaped outline, which is
/// centered anew twice, and a tree ensemble scores its shape, edge and contrast. Everything looks at
/// most `marginWorkingPixels` away from the seed.
public struct NucleusDetector: Sendable {
  /// Settings.
  public let parameters: DetectionParameters
  /// The grid nuclei are sought on.
  public let grid: WorkingGrid

  private let tables: DensityTables
  private let model: TreeEnsemble?

  /// Times an outline is centered anew.
  private static let rounds = 2
  /// Largest way in µm that one round may move an outline, along x and along y.
  private static let farthestShiftMicrons: Float = 3
  /// Standard deviation in µm of the smoothing under the rays.
  private static let raySmoothingMicrons = 0.9
  /// Pull towards the expected radius in the first fit and in the later ones.
  private static let pulls: (first: Float, later: Float) = (0.15, 0.03)

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
  }

  /// Working pixels around a unit on which its candidates depend, a multiple of 4.
  public static func marginWorkingPixels(workingMicronsPerPixel: Double) -> Int {
    let blobs = BlobLevels(workingMicronsPerPixel: workingMicronsPerPixel).reach
    let smoothing = GaussianKernel(sigma: raySmoothingMicrons / workingMicronsPerPixel).radius
    let shiftMicrons = Double(rounds) * Double(farthestShiftMicrons)
    let rayMicrons = shiftMicrons + Double(StarFit.steps) * Double(StarFit.stepMicrons)
    let rays = Int((rayMicrons / workingMicronsPerPixel).rounded(.up)) + smoothing + 2
    let shifted = Int((shiftMicrons / workingMicronsPerPixel).rounded(.up))
    let margin = max(blobs + shifted, rays)
    return (margin + BlobLevels.alignment - 1) / BlobLevels.alignment * BlobLevels.alignment
  }

  /// Full-resolution pixels that `visitCandidates` needs for a unit of the grid.
  public func sourceRect(for unit: PixelRect) -> PixelRect {
    let margin = Self.marginWorkingPixels(
      workingMicronsPerPixel: parameters.workingMicronsPerPixel)
    return grid.sourceRect(for: unit.insetBy(-margin).intersection(grid.bounds))
  }

  /// Candidates whose seed lies in a unit and whose score reaches the threshold.
  ///
  /// - Parameters:
  ///   - unit: part of the grid, at a position that is a multiple of 4.
  ///   - source: pixels of `sourceRect(for: unit)`.
  ///   - workspace: the worker's reused memory.
  /// - Returns: the candidates, in the order of their seeds.
  public func candidates(
    in unit: PixelRect, source: RGBImage, workspace: DetectionWorkspace
  ) -> [CandidateNucleus] {
    let threshold = Float(parameters.scoreThreshold)
    findSeeds(in: unit, source: source, workspace: workspace)
    return workspace.seeds.compactMap { seed in
      let candidate = measure(seed, workspace: workspace)
      return candidate.score >= threshold ? candidate : nil
    }
  }

  /// Visits every candidate of a unit with its features (`featureNames` order).
  public func visitCandidates(
    in unit: PixelRect, source: RGBImage, workspace: DetectionWorkspace,
    visit: (_ candidate: CandidateNucleus, _ features: [Float]) -> Void
  ) {
    findSeeds(in: unit, source: source, workspace: workspace)
    for seed in workspace.seeds {
      let candidate = measure(seed, workspace: workspace)
      visit(
        candidate,
        Array(UnsafeBufferPointer(start: workspace.features, count: StarFeatures.count)))
    }
  }

  /// Fills the workspace for a unit, and finds the seeds in it and where their outlines settle.
  private func findSeeds(
    in unit: PixelRect, source: RGBImage, workspace: DetectionWorkspace
  ) {
    let margin = Self.marginWorkingPixels(
      workingMicronsPerPixel: parameters.workingMicronsPerPixel)
    let planes = workspace.planes
    planes.fill(
      unit: unit, margin: margin, grid: grid, tables: tables, source: source,
      sourceRect: sourceRect(for: unit))
    workspace.prepare(raySmoothingMicrons: Self.raySmoothingMicrons)
    workspace.seeds.removeAll(keepingCapacity: true)
    workspace.blobs.appendSeeds(
      above: Float(parameters.candidateThreshold),
      core: PixelRect(x: margin, y: margin, width: unit.width, height: unit.height),
      to: &workspace.seeds)
    fitSeeds(workspace)
  }

  /// Names of the features, in the order in which they are visited.
  public static var featureNames: [String] { StarFeatures.names }

  /// Fits all seeds of a unit and centers the outlines anew, round by round.
  ///
  /// Seeds of neighboring sizes and places soon agree on the same outline. Each round therefore keeps
  /// one of those that will start from the same center and radius: they would end alike.
  private func fitSeeds(_ workspace: DetectionWorkspace) {
    var seen = workspace.seen
    for round in 0..<Self.rounds {
      seen.removeAll(keepingCapacity: true)
      var kept = 0
      for index in workspace.seeds.indices {
        let next = refit(
          workspace.seeds[index], pull: round == 0 ? Self.pulls.first : Self.pulls.later,
          workspace: workspace)
        guard seen.insert(next).inserted else { continue }
        workspace.seeds[kept] = next
        kept += 1
      }
      workspace.seeds.removeLast(workspace.seeds.count - kept)
    }
    workspace.seen = seen
  }

  /// Where the next fit of a seed starts: the center of its outline, and the mean radius.
  private func refit(
    _ seed: OutlineSeed, pull: Float, workspace: DetectionWorkspace
  ) -> OutlineSeed {
    workspace.fit.fit(plane: workspace.doubled, seed: seed, pull: pull)
    let shape = StarFeatures(outlineOf: workspace.fit)
    let halfPixel = Float(parameters.workingMicronsPerPixel) / 2
    let farthest = Self.farthestShiftMicrons / halfPixel
    // Whole pixels: finer centers would only tell apart outlines that are hardly different.
    func moved(_ place: Int32, by microns: Float) -> Int32 {
      let shift = min(max(microns / halfPixel, -farthest), farthest)
      return 2 * Int32(((Float(place & 1) + shift) / 2).rounded()) + (place & ~1)
    }
    return OutlineSeed(
      x2: moved(seed.x2, by: shape.centroid.x), y2: moved(seed.y2, by: shape.centroid.y),
      radiusSteps: Int32((shape.meanRadius / StarFit.stepMicrons).rounded()))
  }

  /// The last fit of a seed with all its measures.
  private func measure(
    _ seed: OutlineSeed, workspace: DetectionWorkspace
  ) -> CandidateNucleus {
    let fit = workspace.fit
    let x2 = Int(seed.x2)
    let y2 = Int(seed.y2)
    fit.fit(plane: workspace.doubled, seed: seed, pull: Self.pulls.later)
    let shape = StarFeatures(outlineOf: fit)
    shape.write(
      fit: fit,
      blobs: (
        workspace.blobs.response(level: 1, x2: x2, y2: y2),
        workspace.blobs.response(level: 2, x2: x2, y2: y2)
      ), to: workspace.features)
    let planes = workspace.planes
    let means = OutlineMean(
      fit: fit, x2: x2, y2: y2,
      planes: (UnsafePointer(planes.dab.base), UnsafePointer(planes.hematoxylin.base)),
      width: planes.width, micronsPerPixel: Float(parameters.workingMicronsPerPixel))
    var steps = SIMD16<UInt8>()
    for ray in 0..<StarFit.rays { steps[ray] = UInt8(fit.outline.base[ray] + 1) }
    return CandidateNucleus(
      x2: Int32(x2 + 2 * planes.originX), y2: Int32(y2 + 2 * planes.originY), radiusSteps: steps,
      centroidMicrons: shape.centroid, areaSquareMicrons: shape.area,
      meanRadiusMicrons: shape.meanRadius, dabOD: means.first, hematoxylinOD: means.second,
      score: model?.probability(UnsafePointer(workspace.features)) ?? 1)
  }
}
