import Nuclei
import Raster
import SlideIO
import Synchronization

/// Measures everything a run was given.
///
/// Small slides are measured side by side, one worker each; then large ones one after the other,
/// their parts side by side. What a worker holds is private and merged in input order, so that the
/// number of workers changes nothing but the time.
public struct QuantificationRun: Sendable {
  private let input: RunInput
  private let settings: RunSettings
  private let profiles: [String: Profile]
  private let model: TreeEnsemble
  private let observer: any RunObserver

  /// Slides of at most this many canvas pixels are measured by a single worker.
  private static let smallSlidePixels = 8_000_000

  /// Prepares a run.
  ///
  /// - Parameters:
  ///   - input: what to measure.
  ///   - settings: how.
  ///   - profiles: profiles of slides that name one of their own, by the path they name.
  ///   - model: scores candidate nuclei.
  ///   - observer: receives finished slides.
  public init(
    input: RunInput, settings: RunSettings, profiles: [String: Profile], model: TreeEnsemble,
    observer: any RunObserver
  ) {
    self.input = input
    self.settings = settings
    self.profiles = profiles
    self.model = model
    self.observer = observer
  }

  /// Measures all slides and grades all cases.
  ///
  /// A slide that fails becomes a failed record; the others go on.
  public func run() -> RunResult {
    let progress = ProgressCounter(
      tilesTotal: input.slides.reduce(0) { $0 + $1.tiles.count }, observer: observer)
    let workers = max(1, settings.threads)
    let detection = settings.profile.detection
    let first = concurrentMap(
      count: input.slides.count, workers: workers,
      makeWorkspace: { DetectionWorkspace(parameters: detection) },
      job: { workspace, index in
        measure(
          input.slides[index], workers: 1, workspace: workspace, progress: progress,
          onlySmall: workers > 1)
      })
    let workspace = DetectionWorkspace(parameters: detection)
    var slides = zip(input.slides, first).map { slide, result in
      result
        ?? measure(
          slide, workers: workers, workspace: workspace, progress: progress, onlySmall: false)
        ?? SlideResult(slide: slide.slide, caseName: slide.caseName, status: .failed)
    }
    let incomplete = Set(input.rejected.compactMap(\.slide))
    for index in slides.indices
    where incomplete.contains(slides[index].slide) && slides[index].status == .measured
      && !slides[index].flags.contains(.someTilesFailed)
    {
      slides[index].flags.insert(.someTilesFailed, at: 0)
    }
    let cases = CaseAssembly(
      input: input, slides: slides, parameters: settings.profile.grading
    ).cases()
    return RunResult(cases: cases, slides: slides, rejected: input.rejected, settings: settings)
  }

  /// Measures one slide; nil when it is large and only small ones are wanted.
  private func measure(
    _ slide: SlideInput, workers: Int, workspace: DetectionWorkspace, progress: ProgressCounter,
    onlySmall: Bool
  ) -> SlideResult? {
    let clock = ContinuousClock()
    let start = clock.now
    let source = SlideSource(slide, memoryLimitBytes: settings.memoryLimitBytes)
    let canvas = source.map.canvas
    if onlySmall && canvas.area > Self.smallSlidePixels { return nil }
    let profile = slide.profile.flatMap { profiles[$0] } ?? settings.profile
    let memory =
      profile.detection == settings.profile.detection
      ? workspace : DetectionWorkspace(parameters: profile.detection)
    let slideProgress = progress.begin(
      megapixels: Double(source.map.coveredArea) * source.downsample * source.downsample / 1e6,
      tiles: slide.tiles.count, pixelSize: source.pixelSize)
    var outcome = SlideMeasurement(
      source: source, settings: settings, profile: profile, model: model
    ).run(workers: workers, workspace: memory, progress: slideProgress)
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
