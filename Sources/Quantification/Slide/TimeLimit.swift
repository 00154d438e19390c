/// The moment by which a slide must be measured.
///
/// It is looked at between parts of a slide: what is being decoded or measured is finished first.
struct TimeLimit: Sendable {
  private let seconds: Double?
  private let start = ContinuousClock.now

  /// Starts the clock; without `seconds` it never runs out.
  init(seconds: Double?) { self.seconds = seconds }

  /// Ends the measurement of a slide that takes too long.
  ///
  /// - Throws: how long it was allowed to take, and what to do.
  func check(_ slide: String) throws(SlideMeasurement.Failure) {
    guard let seconds, start.duration(to: .now) > .seconds(seconds) else { return }
    let text = seconds == seconds.rounded() && seconds < 1e9 ? "\(Int(seconds))" : "\(seconds)"
    throw SlideMeasurement.Failure(
      reason:
        "\(slide): not measured within \(text) s (--timeout); allow more time, or give it more "
        + "processors with --threads")
  }
}
