import Foundation
import Quantification
import Store
import Synchronization

/// Slides whose files are open.
final class PictureShelf: Sendable {
  private let run: StoredRun
  private let memoryLimitBytes: Int
  private let state = Mutex(State())

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
    guard isUnchanged(slide), let input = try? run.slide(slide).input,
      let source = SlidePictureSource(input, memoryLimitBytes: memoryLimitBytes / Self.mostOpen)
    else { return nil }
    state.withLock { state in
      guard state.sources[slide] == nil else { return }
      state.sources[slide] = source
      state.order.append(slide)
      if state.order.count > Self.mostOpen { state.sources[state.order.removeFirst()] = nil }
    }
    return source
  }

  /// Whether the files of a slide are there and as long as they were.
  ///
  /// Their hashes are not looked at, because that would read whole slides before showing a part.
  func isUnchanged(_ slide: String) -> Bool {
    guard let files = try? run.inputSizes(of: slide), !files.isEmpty else { return false }
    return files.allSatisfy { file in
      let attributes = try? FileManager.default.attributesOfItem(atPath: file.path)
      return attributes?[.size] as? Int == file.bytes
    }
  }
}
