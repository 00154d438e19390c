import Nuclei
import Raster

/// Sorts out the candidates of a slide as they come from top to bottom, and stores those that are kept.
final class CandidateGathering: Sendable {
  /// What was kept so far, in reading order.
  let store: CandidateStore
  private let sweep: Guarded<OverlapSweep>
  private let accepts: @Sendable (CandidateNucleus) throws(SlideMeasurement.Failure) -> Bool

  /// Starts at the top of a slide.
  ///
  /// - Parameters:
  ///   - store: receives what is kept.
  ///   - detection: what overlaps.
  ///   - accepts: whether a kept candidate belongs to what is measured; throws to end the slide.
  init(
    store: CandidateStore, detection: DetectionParameters,
    accepts: @escaping @Sendable (CandidateNucleus) throws(SlideMeasurement.Failure) -> Bool
  ) {
    self.store = store
    sweep = Guarded(OverlapSweep(parameters: detection))
    self.accepts = accepts
  }

  /// Takes further candidates, see `OverlapSweep`; calls must follow each other.
  func add(
    _ parts: [[CandidateNucleus]], completeAbove line: Double
  ) throws(SlideMeasurement.Failure) {
    let kept = sweep.withLock { $0.add(parts: parts, completeAbove: line) }
    var accepted: [CandidateNucleus] = []
    for candidate in kept {
      if try accepts(candidate) { accepted.append(candidate) }
    }
    try store.append(accepted)
  }
}
