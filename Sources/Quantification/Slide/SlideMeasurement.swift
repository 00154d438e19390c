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
  ///   - unitFinished: told the share of the slide (full-resolution megapixels) that was measured.
  /// - Returns: the record, and the nuclei when it was measured.
  func run(
    workers: Int, workspace: DetectionWorkspace,
    unitFinished: @Sendable (_ megapixels: Double) -> Void
  ) -> Outcome {
    var outcome = Outcome(
      result: SlideResult(
        slide: source.input.slide, caseName: source.input.caseName, status: .failed))
    do throws(Failure) {
      try measure(
        &outcome, workers: workers, workspace: workspace, unitFinished: unitFinished)
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
    _ outcome: inout Outcome, workers: Int, workspace: DetectionWorkspace,
    unitFinished: @Sendable (_ megapixels: Double) -> Void
  ) throws(Failure) {
    outcome.result.pixelSize = source.pixelSize
    outcome.result.pixelSizeNote = source.pixelSizeNote
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
    let work = UnitWork(source: source, detector: detector, unitSide: Self.unitSide)
    let candidates = try work.candidates(
      workers: workers, workspace: workspace, unitFinished: unitFinished)
    if let folder = settings.featureFolder {
      try FeatureTable(source: source, detector: detector, units: work.units())
        .write(to: folder, workspace: workspace)
    }
    let map = source.map
    let downsample = source.downsample
    let selected = NucleusSelection.nuclei(
      from: candidates, grid: grid, parameters: profile.positivity
    ) { x, y in
      map.owner(x: x, y: y) != nil
        && (region?.contains(x: x * downsample, y: y * downsample) ?? true)
    }
    outcome.result.positivity = selected.positivity
    outcome.result.measuredAreaSquareMillimeters = measuredArea(map: map, region: region)
    record(
      selected.nuclei, positivity: selected.positivity, calibration: calibration, in: &outcome)
  }

  /// Judges the nuclei of the whole slide, counts them and seeks hotspots.
  private func record(
    _ found: [Nucleus], positivity: PositivityCalibration, calibration: StainCalibration,
    in outcome: inout Outcome
  ) {
    var nuclei = found
    let reference = KindReference(nuclei: nuclei, parameters: profile.tumor)
    KindJudgment(reference: reference, parameters: profile.tumor).judge(&nuclei)
    outcome.result.kindReference = reference
    outcome.result.calibrationDoubts = CalibrationDoubt.all(
      about: positivity, nuclei: nuclei, parameters: profile.positivity, calibration: calibration,
      darkestWhite: profile.stains.darkestWhite)
    outcome.nuclei = placed(nuclei, map: source.map)
    outcome.result.counts = NucleusCounts(of: nuclei)
    outcome.result.census = NucleusCensus(of: nuclei)
    outcome.result.hotspots = hotspots(outcome)
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
    var result = nuclei.compactMap { nucleus -> TiledNucleus? in
      guard let owner = map.owner(x: nucleus.x, y: nucleus.y) else { return nil }
      var scaled = nucleus
      scaled.x *= source.downsample
      scaled.y *= source.downsample
      scaled.outline.center *= source.downsample
      scaled.outline.micronsPerPixel /= source.downsample
      return TiledNucleus(nucleus: scaled, tile: map.entries[owner].tile)
    }
    result.sort { ($0.tile, $0.nucleus.y, $0.nucleus.x) < ($1.tile, $1.nucleus.y, $1.nucleus.x) }
    return result
  }

  private func measuredArea(map: TileMap, region: RegionMask?) -> Double? {
    guard let size = source.pixelSize else { return nil }
    let pixels =
      region?.measuredArea(of: map, downsample: source.downsample)
      ?? Double(map.coveredArea) * source.downsample * source.downsample
    return pixels * size.xMicrons * size.yMicrons / 1e6
  }

  private func hotspots(_ outcome: Outcome) -> [Hotspot] {
    guard let scale = outcome.result.detectionMicronsPerPixel else { return [] }
    // Ties are broken by place, so the order of tiles must not matter here.
    let search = HotspotSearch(nuclei: outcome.nuclei.map(\.nucleus), micronsPerPixel: scale)
    let hottest = search.hottest(settings.hotspot, areaIsKnown: outcome.result.pixelSize != nil)
    guard var hotspot = hottest else { return [] }
    let disc = hotspot
    hotspot.census = NucleusCensus(
      of: outcome.nuclei.lazy.map(\.nucleus).filter { disc.contains(x: $0.x, y: $0.y) })
    return [hotspot]
  }
}
