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

  /// Largest way in µm that centering may move an outline from its seed.
  private static let farthestShiftMicrons: Float = 6
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
    let rayMicrons = Double(farthestShiftMicrons) + Double(StarFit.steps) / 2
    let rays = Int((rayMicrons / workingMicronsPerPixel).rounded(.up)) + smoothing + 2
    let shifted = Int((Double(farthestShiftMicrons) / workingMicronsPerPixel).rounded(.up))
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
    findPeaks(in: unit, source: source, workspace: workspace)
    return workspace.peaks.compactMap { peak in
      let candidate = measure(peak, workspace: workspace)
      return candidate.score >= threshold ? candidate : nil
    }
  }

  /// Visits every candidate of a unit with its features (`featureNames` order).
  public func visitCandidates(
    in unit: PixelRect, source: RGBImage, workspace: DetectionWorkspace,
    visit: (_ candidate: CandidateNucleus, _ features: [Float]) -> Void
  ) {
    findPeaks(in: unit, source: source, workspace: workspace)
    for peak in workspace.peaks {
      let candidate = measure(peak, workspace: workspace)
      visit(
        candidate,
        Array(UnsafeBufferPointer(start: workspace.features, count: StarFeatures.count)))
    }
  }

  /// Fills the workspace for a unit and finds the seeds in it.
  private func findPeaks(
    in unit: PixelRect, source: RGBImage, workspace: DetectionWorkspace
  ) {
    let margin = Self.marginWorkingPixels(
      workingMicronsPerPixel: parameters.workingMicronsPerPixel)
    let planes = workspace.planes
    planes.fill(
      unit: unit, margin: margin, grid: grid, tables: tables, source: source,
      sourceRect: sourceRect(for: unit))
    workspace.prepare(raySmoothingMicrons: Self.raySmoothingMicrons)
    workspace.peaks.removeAll(keepingCapacity: true)
    workspace.blobs.appendPeaks(
      above: Float(parameters.candidateThreshold),
      core: PixelRect(x: margin, y: margin, width: unit.width, height: unit.height),
      to: &workspace.peaks)
  }

  /// Names of the features, in the order in which they are visited.
  public static var featureNames: [String] { StarFeatures.names }

  private func measure(
    _ peak: BlobLevels.Peak, workspace: DetectionWorkspace
  ) -> CandidateNucleus {
    let fit = workspace.fit
    let sigma = Float(BlobLevels.sigmasMicrons[Int(peak.level)])
    let (x2, y2, shape) = fitOutline(peak, sigma: sigma, workspace: workspace)
    shape.write(
      fit: fit, levelSigma: sigma, blobs: (
        workspace.blobs.response(level: 1, x2: x2, y2: y2),
        workspace.blobs.response(level: 2, x2: x2, y2: y2)
      ),
      to: workspace.features)
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

  /// Fits an outline to a seed and centers it anew twice.
  private func fitOutline(
    _ peak: BlobLevels.Peak, sigma: Float, workspace: DetectionWorkspace
  ) -> (x2: Int, y2: Int, shape: StarFeatures) {
    let fit = workspace.fit
    let halfPixel = Float(parameters.workingMicronsPerPixel) / 2
    let farthest = Int(Self.farthestShiftMicrons / halfPixel)
    var x2 = Int(peak.x2)
    var y2 = Int(peak.y2)
    fit.fit(
      plane: workspace.doubled, x2: x2, y2: y2, expectedRadius: sigma * 1.414,
      pull: Self.pulls.first)
    var shape = StarFeatures(outlineOf: fit)
    for _ in 0..<2 {
      let shift = shape.centroid / halfPixel
      x2 += Int(shift.x.rounded())
      y2 += Int(shift.y.rounded())
      x2 = min(max(x2, Int(peak.x2) - farthest), Int(peak.x2) + farthest)
      y2 = min(max(y2, Int(peak.y2) - farthest), Int(peak.y2) + farthest)
      fit.fit(
        plane: workspace.doubled, x2: x2, y2: y2, expectedRadius: shape.meanRadius,
        pull: Self.pulls.later)
      shape = StarFeatures(outlineOf: fit)
    }
    return (x2, y2, shape)
  }
}
