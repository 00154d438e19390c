import Nuclei
import Raster
import SlideIO

/// Measures everything a run was given.
///
/// Small slides are measured side by side, one worker each; then large ones one after the other,
/// their parts side by side. What a worker holds is private and merged in input order, so that the
/// number of workers changes nothing but the time.
public struct QuantificationRun: Sendable {
  private let input: RunInput
  private let settings: RunSettings
  private let profiles: [PathKey: Profile]
  private let model: TreeEnsemble
  private let observer: any RunObserver
  private let ledger: (any RunLedger)?
  private let stop: StopRequest

  /// Slides whose tiles span at most this many canvas pixels are measured by a single worker.
  private static let smallSlidePixels = 8_000_000

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - input: what to measure.
  ///   - settings: how.
  ///   - profiles: profiles of slides that name one of their own, by the path they name.
  ///   - model: scores candidate nuclei.
  ///   - observer: receives finished slides.
  ///   - ledger: knows slides that need no measuring, because an earlier run finished them.
  ///   - stop: ends the run early when asked.
  public init(
    input: RunInput, settings: RunSettings, profiles: [PathKey: Profile], model: TreeEnsemble,
    observer: any RunObserver, ledger: (any RunLedger)? = nil, stop: StopRequest = StopRequest()
  ) {
    self.input = input
    self.settings = settings
    self.profiles = profiles
    self.model = model
    self.observer = observer
    self.ledger = ledger
    self.stop = stop
  }

  /// Measures all slides and grades all cases.
  ///
  /// A slide that fails becomes a failed record; the others go on. A slide that was not begun when
  /// the run was stopped becomes a skipped one.
  public func run() -> RunResult {
    let progress = ProgressCounter(
      tilesTotal: input.slides.reduce(0) { $0 + $1.tiles.count }, observer: observer)
    let workers = max(1, settings.threads)
    let detection = settings.profile.detection
    let shelf = SlideShelf(
      count: input.slides.count, mostInMemory: settings.mostSlidesInMemory,
      folder: settings.spillFolder)
    let isDone = concurrentMap(
      count: input.slides.count, workers: workers,
      makeWorkspace: { DetectionWorkspace(parameters: detection) },
      job: { workspace, index in
        let result = measure(
          input.slides[index], workers: 1, workspace: workspace, progress: progress,
          onlySmall: workers > 1)
        if let result { shelf.put(result, at: index) }
        return result != nil
      })
    let workspace = DetectionWorkspace(parameters: detection)
    for (index, slide) in input.slides.enumerated() where !isDone[index] {
      let result = measure(
        slide, workers: workers, workspace: workspace, progress: progress, onlySmall: false)
      shelf.put(
        result ?? SlideResult(slide: slide.slide, caseName: slide.caseName, status: .failed),
        at: index)
    }
    let slides = SlideList(shelf)
    // The ledger may still hold what an earlier run measured of the others.
    let measured = zip(input.slides, slides.digests).filter { $1.status == .measured }.map(\.0)
    var judged = input
    judged.flag(.sameImageTwice, ledger?.casesWithRepeatedImages(among: measured) ?? [])
    return RunResult(of: slides, input: judged, settings: settings)
  }

  /// Measures one slide; nil when it is large and only small ones are wanted.
  private func measure(
    _ slide: SlideInput, workers: Int, workspace: DetectionWorkspace, progress: ProgressCounter,
    onlySmall: Bool
  ) -> SlideResult? {
    if stop.isRequested { return SlideResult(notMeasured: slide) }
    let clock = ContinuousClock()
    let start = clock.now
    let timeLimit = TimeLimit(seconds: settings.secondsPerSlide)
    let source = SlideSource(
      slide, memoryLimitBytes: settings.memoryLimitBytes,
      reservedBytes: SlideSource.measuringBytes(memoryLimitBytes: settings.memoryLimitBytes))
    if onlySmall && source.map.bounds.area > Self.smallSlidePixels { return nil }
    let profile = slide.profile.flatMap { profiles[PathKey($0)] } ?? settings.profile
    if let kept = ledger?.recall(slide, profile: profile) {
      progress.passOver(tiles: slide.tiles.count)
      return kept
    }
    let memory =
      profile.detection == settings.profile.detection
      ? workspace : DetectionWorkspace(parameters: profile.detection)
    let slideProgress = progress.begin(
      megapixels: Double(source.map.coveredArea) * source.downsample * source.downsample / 1e6,
      tiles: slide.tiles.count, pixelSize: source.pixelSize)
    var outcome = SlideMeasurement(
      source: source, settings: settings, profile: profile, model: model, timeLimit: timeLimit,
      stop: stop, journal: { [ledger] parts in ledger?.journal(of: slide, parts: parts) }
    ).run(workers: workers, workspace: memory, progress: slideProgress)
    if let share = outcome.shareWhenStopped {
      slideProgress.finish(isMeasured: false)
      return SlideResult(notMeasured: slide, shareNoted: share)
    }
    let elapsed = clock.now - start
    outcome.result.seconds =
      Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
    let isMeasured = outcome.result.status == .measured
    handOver(&outcome, source: source)
    // Outlines of ten thousand slides would fill memory.
    outcome.result.regionOutlines = []
    slideProgress.finish(isMeasured: isMeasured)
    return outcome.result
  }

  private func handOver(_ outcome: inout SlideMeasurement.Outcome, source: SlideSource) {
    guard outcome.result.status == .measured else { return }
    do {
      try observer.slideFinished(
        outcome.result, nuclei: outcome.nuclei,
        pixels: SlidePixels(source: source, tissue: outcome.tissue))
      if let failure = outcome.nuclei.failure { throw failure }
    } catch let failure as SlideMeasurement.Failure {
      outcome.result.status = .failed
      outcome.result.error = failure.reason
    } catch {
      outcome.result.status = .failed
      outcome.result.error = "measured, but its results could not be stored: \(error)"
    }
  }
}
