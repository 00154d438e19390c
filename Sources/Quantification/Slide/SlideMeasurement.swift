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
  /// Ends what takes too long.
  let timeLimit: TimeLimit
  /// Ends the run early; looked at where a later run can go on.
  let stop: StopRequest
  /// Where parts of the slide are noted, by how it is cut into them.
  let journal: @Sendable (String) -> (any UnitJournal)?

  /// Largest side of a unit of work in working pixels.
  private static let unitSide = 1024
  /// Smallest side to which units are shrunk: below, they are mostly margin.
  private static let smallestUnitSide = 256

  /// What a measurement yields: the record and, when measured, the nuclei.
  struct Outcome: Sendable {
    var result: SlideResult
    var nuclei = SlideNuclei([])
    /// What the parts of the slide are.
    var tissue: SlideTissue?
    /// Quality of the tiles, in input order.
    var tileQualities: [TissueQuality?] = []
    /// Share that was measured when the run was stopped, nil when it was not.
    var shareWhenStopped: Double?
  }

  /// Why a slide cannot be measured.
  struct Failure: Error {
    var reason: String
    /// Share that was measured when the run was stopped, nil when something failed.
    var shareWhenStopped: Double?
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
      outcome.shareWhenStopped = error.shareWhenStopped
      outcome.nuclei = SlideNuclei([])
    }
    outcome.result.tiles = tileResults(
      nuclei: outcome.nuclei, qualities: outcome.tileQualities, slideError: outcome.result.error)
    addFlags(&outcome.result, tissue: outcome.tissue)
    return outcome
  }

  private func measure(
    _ outcome: inout Outcome, workers: Int, workspace: DetectionWorkspace, progress: SlideProgress
  ) throws(Failure) {
    outcome.result.pixelSize = source.pixelSize
    outcome.result.pixelSizeNote = source.allPixelSizeNotes
    try checkPixelSize()
    let workers = source.workers(atMost: workers)
    let regions = try slideRegions()
    let calibration = try calibrate(workers: workers)
    try checkTime()
    outcome.result.calibration = calibration
    let canvas = source.map.canvas
    outcome.result.width = Int((Double(canvas.width) * source.downsample).rounded())
    outcome.result.height = Int((Double(canvas.height) * source.downsample).rounded())
    let scale = detectionScale(calibration: calibration, workspace: workspace)
    outcome.result.detectionMicronsPerPixel = scale / source.downsample
    let grid = WorkingGrid(
      over: source.searchedArea, micronsPerPixel: scale,
      workingMicronsPerPixel: profile.detection.workingMicronsPerPixel)
    try checkExtent(grid)
    let detector = NucleusDetector(
      parameters: profile.detection, calibration: calibration, grid: grid, model: model)
    let tissue = try tissueMap(calibration: calibration, scale: scale, workers: workers)
    record(tissue, in: &outcome.result)
    try record(regions, in: &outcome.result)
    let work = UnitWork(
      source: source, detector: detector, unitSide: unitSide(on: grid), tissue: tissue,
      regions: try blocks(of: regions, micronsPerPixel: scale), timeLimit: timeLimit)
    progress.skip(megapixels: work.megapixelsSkipped())
    let store = try select(
      from: work, regions: regions, calibration: calibration, in: &outcome, workers: workers,
      workspace: workspace, progress: progress)
    try checkDamage(skippedShare: tissue?.skippedShare ?? 0)
    try recordDamage(regions: regions, in: &outcome.result)
    try record(outcome.tissue, of: regions, in: &outcome.result)
    try checkTime()
    try record(
      StoredNuclei(
        store: store, grid: grid, downsample: source.downsample, parameters: profile.positivity),
      calibration: calibration, regions: regions, workers: workers, in: &outcome)
  }

  /// Ends the measurement when it takes too long.
  func checkTime() throws(Failure) { try timeLimit.check(source.input.slide) }

  /// Side of units so that the strips of a stripped file are decoded once for a row of units.
  private func unitSide(on grid: WorkingGrid) -> Int {
    let margin = NucleusDetector.marginWorkingPixels(profile.detection)
    let rows = Double(source.largestUnitRows) / grid.step.y - Double(2 * margin + 8)
    return max(Self.smallestUnitSide, Int(min(Double(Self.unitSide), rows)) / 4 * 4)
  }

  /// Kept candidates of the slide where it is not left out, by y, then x.
  private func select(
    from work: UnitWork, regions: SlideRegions?, calibration: StainCalibration,
    in outcome: inout Outcome, workers: Int, workspace: DetectionWorkspace, progress: SlideProgress
  ) throws(Failure) -> CandidateStore {
    let gathering = gathering(on: work.detector.grid, regions: regions)
    let survey = try SlideSurvey(
      grid: work.detector.grid, folder: settings.spillFolder,
      memoryLimitBytes: settings.memoryLimitBytes)
    // What failed in a tile would not be known to a run that goes on behind it.
    let journal = source.file == nil ? nil : work.parts.flatMap(self.journal)
    if source.file != nil { FreedMemory.giveBack() }
    try work.gather(
      workers: workers, workspace: workspace, progress: progress, into: gathering, survey: survey,
      journal: journal, stop: stop)
    if source.file != nil { FreedMemory.giveBack() }
    let tissue = slideTissue(
      survey, grid: work.detector.grid, calibration: calibration, lookedAt: work.regions)
    if let failure = survey.failure { throw failure }
    outcome.tileQualities = record(
      tissue, survey: survey,
      workingMicronsPerPixel: work.detector.grid.workingMicronsPerPixel, in: &outcome.result)
    outcome.tissue = tissue
    if let folder = settings.featureFolder {
      try FeatureTable(source: source, detector: work.detector, units: work.units())
        .write(to: folder, workspace: workspace)
    }
    guard tissue.hasExclusions else { return gathering.store }
    let grid = work.detector.grid
    let downsample = source.downsample
    return try gathering.store.filtered { candidate in
      !tissue.isExcluded(at: candidate.position(on: grid) * downsample)
    }
  }

  /// Sorts out candidates and stores those at places that are measured.
  private func gathering(on grid: WorkingGrid, regions: SlideRegions?) -> CandidateGathering {
    let map = source.map
    let downsample = source.downsample
    let (source, timeLimit) = (source, timeLimit)
    let places = regions.map(MeasuredPlaces.init)
    return CandidateGathering(store: CandidateStore(settings), detection: profile.detection) {
      (candidate) throws(Failure) in
      let place = candidate.position(on: grid)
      // A unit has read all that its candidates lie in, so that damage there is known by now.
      guard grid.holds(place), map.owner(x: place.x, y: place.y) != nil,
        !source.isUnreadable(x: place.x, y: place.y)
      else { return false }
      guard let places else { return true }
      // For one place, a million edges may have to be looked at.
      try timeLimit.check(source.input.slide)
      return places.contains(place * downsample)
    }
  }

  /// Calls and judges the nuclei of the whole slide, counts them and seeks hotspots.
  private func record(
    _ stored: StoredNuclei, calibration: StainCalibration, regions: SlideRegions?, workers: Int,
    in outcome: inout Outcome
  ) throws(Failure) {
    var nuclei = stored
    nuclei.keepFew()
    let positivity = PositivityCalibration(nuclei: nuclei, parameters: profile.positivity)
    outcome.result.calibrationDoubts = CalibrationDoubt.all(
      about: positivity, nuclei: nuclei, parameters: profile.positivity, calibration: calibration,
      darkestWhite: profile.stains.darkestWhite)
    nuclei.positivity = positivity
    nuclei.keepFew()
    let reference = KindReference(nuclei: nuclei, parameters: profile.tumor)
    nuclei.judgment = KindJudgment(reference: reference, parameters: profile.tumor)
    nuclei.keepFew()
    outcome.result.positivity = positivity
    outcome.result.kindReference = reference
    for nucleus in nuclei {
      outcome.result.counts.add(nucleus)
      outcome.result.census.add(nucleus)
      outcome.result.densities.add(nucleus)
    }
    try count(nuclei, in: regions, &outcome.result)
    let points = SpilledPoints(list: SpillList(settings))
    outcome.result.seekHotspots(
      settings.hotspot, among: nuclei, storage: points, workers: workers)
    if let failure = points.list.failure { throw failure }
    outcome.nuclei = try placed(nuclei, map: source.map)
    if let failure = stored.store.failure { throw failure }
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
      throw Failure(
        reason: first ?? source.damage.first?.reason
          ?? "\(source.input.slide): the slide has no pixels; name the image files that it is made of"
      )
    }
    return calibration
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

  /// Nuclei with their tiles, by tile, then in reading order.
  private func placed(_ nuclei: StoredNuclei, map: TileMap) throws(Failure) -> SlideNuclei {
    guard map.entries.count > 1 else {
      return SlideNuclei(
        nuclei, tiles: [.init(tile: map.entries.first?.tile ?? 0, end: nuclei.count)])
    }
    let tiles = (map.entries.map(\.tile).max() ?? 0) + 1
    let (store, counts) = try nuclei.store.grouped(tiles) { candidate in
      let place = candidate.position(on: nuclei.grid)
      return map.owner(x: place.x, y: place.y).map { map.entries[$0].tile } ?? 0
    }
    var end = 0
    let runs = counts.enumerated().map { tile, count in
      end += count
      return SlideNuclei.TileRun(tile: tile, end: end)
    }
    return SlideNuclei(
      StoredNuclei(
        store: store, grid: nuclei.grid, downsample: nuclei.downsample,
        parameters: nuclei.parameters, positivity: nuclei.positivity, judgment: nuclei.judgment),
      tiles: runs)
  }
}
