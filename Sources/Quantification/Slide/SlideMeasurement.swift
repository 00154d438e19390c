import Grading
import Hotspots
import Nuclei
import Raster
import SlideIO
import Stains

/// Measures one slide, from opened tiles to counted nuclei.
struct SlideMeasurement {
  let source: SlideSource
  let settings: RunSettings
  let profile: Profile
  let model: TreeEnsemble

  /// Largest side of a unit of work in working pixels.
  private static let unitSide = 1024

  /// What a measurement yields: the record and, when measured, the nuclei.
  struct Outcome: Sendable {
    var result: SlideResult
    var nuclei: [TiledNucleus] = []
  }

  /// Why a slide cannot be measured.
  struct Failure: Error {
    var reason: String
  }

  /// Runs every step; a failure becomes part of the record.
  ///
  /// - Parameters:
  ///   - workers: number of workers for the units of this slide.
  ///   - workspace: memory of the calling worker, used when there is only one.
  ///   - progress: told the shares of the slide that were measured.
  /// - Returns: the record, and the nuclei when it was measured.
  func run(
    workers: Int, workspace: DetectionWorkspace, progress: SlideProgress
  ) -> Outcome {
    var outcome = Outcome(
      result: SlideResult(
        slide: source.input.slide, caseName: source.input.caseName, status: .failed))
    do throws(Failure) {
      try measure(&outcome, workers: workers, workspace: workspace, progress: progress)
      outcome.result.status = .measured
    } catch {
      outcome.result.error = error.reason
      outcome.nuclei = []
    }
    outcome.result.tiles = tileResults(nuclei: outcome.nuclei, slideError: outcome.result.error)
    addFlags(&outcome.result)
    return outcome
  }

  private func measure(
    _ outcome: inout Outcome, workers: Int, workspace: DetectionWorkspace, progress: SlideProgress
  ) throws(Failure) {
    outcome.result.pixelSize = source.pixelSize
    outcome.result.pixelSizeNote = source.pixelSizeNote
    let workers = source.workers(atMost: workers)
    let calibration = try calibrate(workers: workers)
    outcome.result.calibration = calibration
    let canvas = source.map.canvas
    outcome.result.width = Int((Double(canvas.width) * source.downsample).rounded())
    outcome.result.height = Int((Double(canvas.height) * source.downsample).rounded())
    let region = try regionMask(outcome.result)
    let scale = detectionScale(calibration: calibration, workspace: workspace)
    outcome.result.detectionMicronsPerPixel = scale / source.downsample
    let grid = WorkingGrid(
      slideWidth: canvas.width, slideHeight: canvas.height, micronsPerPixel: scale,
      workingMicronsPerPixel: profile.detection.workingMicronsPerPixel)
    let detector = NucleusDetector(
      parameters: profile.detection, calibration: calibration, grid: grid, model: model)
    let tissue = try tissueMap(calibration: calibration, scale: scale, workers: workers)
    record(tissue, in: &outcome.result)
    let work = UnitWork(
      source: source, detector: detector, unitSide: Self.unitSide, tissue: tissue)
    progress.skip(megapixels: work.megapixelsSkipped())
    var selected = try select(
      from: work, region: region, workers: workers, workspace: workspace, progress: progress)
    outcome.result.positivity = selected.positivity
    outcome.result.measuredAreaSquareMillimeters = measuredArea(map: source.map, region: region)
    record(
      &selected.nuclei, positivity: selected.positivity, calibration: calibration, in: &outcome)
  }

  /// Nuclei of the slide; its candidates are given up with the end of the call.
  private func select(
    from work: UnitWork, region: RegionMask?, workers: Int, workspace: DetectionWorkspace,
    progress: SlideProgress
  ) throws(Failure) -> (nuclei: [Nucleus], positivity: PositivityCalibration) {
    let candidates = try work.candidates(
      workers: workers, workspace: workspace, progress: progress)
    if let folder = settings.featureFolder {
      try FeatureTable(source: source, detector: work.detector, units: work.units())
        .write(to: folder, workspace: workspace)
    }
    let map = source.map
    let downsample = source.downsample
    return NucleusSelection.nuclei(
      from: candidates, grid: work.detector.grid, parameters: profile.positivity
    ) { x, y in
      map.owner(x: x, y: y) != nil
        && (region?.contains(x: x * downsample, y: y * downsample) ?? true)
    }
  }

  /// Judges the nuclei of the whole slide, counts them and seeks hotspots.
  ///
  /// They are changed in place: a second copy would be the largest thing in memory.
  private func record(
    _ nuclei: inout [Nucleus], positivity: PositivityCalibration, calibration: StainCalibration,
    in outcome: inout Outcome
  ) {
    let reference = KindReference(nuclei: nuclei, parameters: profile.tumor)
    KindJudgment(reference: reference, parameters: profile.tumor).judge(&nuclei)
    outcome.result.kindReference = reference
    outcome.result.calibrationDoubts = CalibrationDoubt.all(
      about: positivity, nuclei: nuclei, parameters: profile.positivity, calibration: calibration,
      darkestWhite: profile.stains.darkestWhite)
    outcome.result.counts = NucleusCounts(of: nuclei)
    outcome.result.census = NucleusCensus(of: nuclei)
    addHotspots(
      of: source.downsample == 1 ? nuclei : nuclei.map(scaled), to: &outcome.result)
    outcome.nuclei = placed(nuclei, map: source.map)
  }

  private func calibrate(workers: Int) throws(Failure) -> StainCalibration {
    let calibration: StainCalibration?
    do throws(StainParameterError) {
      calibration = try SlideCalibrator.calibrate(
        source, parameters: profile.stains, workers: workers)
    } catch {
      throw Failure(reason: error.description)
    }
    guard let calibration else {
      let reasons = source.tileInfos.compactMap { info -> String? in
        if case .failure(let failure) = info { return failure.reason }
        return nil
      }
      let first = reasons.first ?? source.failures.min { $0.key < $1.key }?.value
      throw Failure(reason: first ?? "\(source.input.slide): the slide has no pixels")
    }
    return calibration
  }

  private func regionMask(_ result: SlideResult) throws(Failure) -> RegionMask? {
    guard let path = source.input.roi else { return nil }
    do throws(RegionMaskError) {
      return try RegionMask(
        path: path, slideWidth: result.width, slideHeight: result.height,
        reader: ImageReader(memoryLimitBytes: settings.memoryLimitBytes))
    } catch {
      throw Failure(reason: error.description)
    }
  }

  /// Size of a canvas pixel in µm for detection: the known one, else one judged from the picture.
  private func detectionScale(
    calibration: StainCalibration, workspace: DetectionWorkspace
  ) -> SIMD2<Double> {
    if let size = source.pixelSize {
      return SIMD2(size.xMicrons, size.yMicrons) * source.downsample
    }
    return ScaleEstimate(source: source, calibration: calibration, profile: profile, model: model)
      .micronsPerPixel(workspace: workspace)
  }

  /// Nuclei in full-resolution pixels with their tiles, by tile, then in reading order.
  private func placed(_ nuclei: [Nucleus], map: TileMap) -> [TiledNucleus] {
    var result: [TiledNucleus] = []
    result.reserveCapacity(nuclei.count)
    for nucleus in nuclei {
      guard let owner = map.owner(x: nucleus.x, y: nucleus.y) else { continue }
      result.append(TiledNucleus(nucleus: scaled(nucleus), tile: map.entries[owner].tile))
    }
    result.sort { ($0.tile, $0.nucleus.y, $0.nucleus.x) < ($1.tile, $1.nucleus.y, $1.nucleus.x) }
    return result
  }

  /// A nucleus of the canvas in full-resolution pixels.
  private func scaled(_ nucleus: Nucleus) -> Nucleus {
    guard source.downsample != 1 else { return nucleus }
    var scaled = nucleus
    scaled.x *= source.downsample
    scaled.y *= source.downsample
    scaled.outline.center *= source.downsample
    scaled.outline.micronsPerPixel /= source.downsample
    return scaled
  }

  private func measuredArea(map: TileMap, region: RegionMask?) -> Double? {
    guard let size = source.pixelSize else { return nil }
    let pixels =
      region?.measuredArea(of: map, downsample: source.downsample)
      ?? Double(map.coveredArea) * source.downsample * source.downsample
    return pixels * size.xMicrons * size.yMicrons / 1e6
  }

  private func addHotspots(of nuclei: [Nucleus], to result: inout SlideResult) {
    guard let scale = result.detectionMicronsPerPixel else { return }
    let points = LabelledPoints(nuclei: nuclei, micronsPerPixel: scale)
    result.fields = FieldGrid(points: points)
    let finding = HotspotSearch(points: points, micronsPerPixel: scale)
      .find(settings.hotspot, areaIsKnown: result.pixelSize != nil)
    result.hottestByChance = finding.hottestByChance
    result.hotspots = finding.hotspots.map { found in
      var hotspot = found
      hotspot.census = NucleusCensus(of: nuclei.lazy.filter { found.contains(x: $0.x, y: $0.y) })
      return hotspot
    }
  }
}
