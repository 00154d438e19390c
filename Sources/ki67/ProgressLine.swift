import Foundation
import Quantification
import Raster

/// A line on standard error that says how far a run has come, redrawn in place.
///
/// Drawn on terminals only and at most ten times a second.
final class ProgressLine: Sendable {
  private struct State {
    var lastDrawn: ContinuousClock.Instant?
    var width = 0
  }

  private let isShown: Bool
  private let start = ContinuousClock.now
  private let state = Guarded(State())

  init(isShown: Bool) {
    self.isShown = isShown && isatty(STDERR_FILENO) == 1
  }

  /// Draws the line anew when it is time to.
  func show(_ progress: RunProgress) {
    guard isShown else { return }
    let now = ContinuousClock.now
    let line = Self.text(progress, seconds: Self.seconds(now - start))
    state.withLock { state in
      if let last = state.lastDrawn, now - last < .milliseconds(100) { return }
      state.lastDrawn = now
      draw(line, &state)
    }
  }

  /// Removes the line, so that what follows starts on a clean one.
  func clear() {
    guard isShown else { return }
    state.withLock { draw("", &$0) }
  }

  private func draw(_ line: String, _ state: inout State) {
    let blanks = String(repeating: " ", count: max(0, state.width - line.count))
    StandardStreams.tell("\r\(line)\(blanks)\(line.isEmpty ? "\r" : "")")
    state.width = line.count
  }

  private static func seconds(_ duration: Duration) -> Double {
    Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
  }

  /// The line for a progress after some seconds.
  static func text(_ progress: RunProgress, seconds: Double) -> String {
    let tiles = "\(progress.tilesDone)/\(progress.tilesTotal) tiles"
    guard seconds > 0.05, let megapixelsLeft = progress.megapixelsLeft else { return tiles }
    let rate = progress.megapixelsDone / seconds
    let area = progress.squareMillimetersDone.map { "\(oneDecimal($0)) mm², " } ?? ""
    return "\(tiles), \(area)\(Int(progress.megapixelsDone)) MP, \(oneDecimal(rate)) MP/s, "
      + "\(clock(megapixelsLeft / rate)) left"
  }

  private static func oneDecimal(_ value: Double) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  private static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded(.up))
    let digits = { (value: Int) in value < 10 ? "0\(value)" : "\(value)" }
    return whole >= 3600
      ? "\(whole / 3600):\(digits(whole % 3600 / 60)):\(digits(whole % 60))"
      : "\(whole / 60):\(digits(whole % 60))"
  }
}
