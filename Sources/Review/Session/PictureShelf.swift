import Quantification
import Raster
import Store

/// Slides whose files are open.
final class PictureShelf: Sendable {
  private let run: StoredRun
  private let memoryLimitBytes: Int
  private let state = Guarded(State())

  private struct State {
    var sources: [String: SlidePictureSource] = [:]
    var order: [String] = []
  }

  /// Most slides that are open at a time.
  private static let mostOpen = 4

  init(run: StoredRun, memoryLimitBytes: Int) {
    self.run = run
    self.memoryLimitBytes = memoryLimitBytes
  }

  /// The pixels of a slide; nil when a file is gone or is not the one that was measured.
  func source(of slide: String) -> SlidePictureSource? {
    if let known = state.withLock({ $0.sources[slide] }) { return known }
    guard let inputs = try? run.inputs(of: slide), inputs.hasImages,
      let source = SlidePictureSource(
        inputs.input, memoryLimitBytes: memoryLimitBytes, shares: Self.mostOpen)
    else { return nil }
    state.withLock { state in
      guard state.sources[slide] == nil else { return }
      state.sources[slide] = source
      state.order.append(slide)
      if state.order.count > Self.mostOpen { state.sources[state.order.removeFirst()] = nil }
    }
    return source
  }
}
