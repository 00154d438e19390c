import Quantification
import Raster
import Synchronization

/// A journal in memory; asks a run to stop whenever something was noted, if it is told to.
final class MemoryJournal: UnitJournal {
  private let state: Guarded<(records: [[UInt8]], place: Int)>
  private let stop: StopRequest?
  private let removed = Atomic<Bool>(false)

  init(_ records: [[UInt8]], stop: StopRequest? = nil) {
    state = Guarded((records, 0))
    self.stop = stop
  }

  var records: [[UInt8]] { state.withLock { $0.records } }
  var isRemoved: Bool { removed.load(ordering: .relaxed) }

  func next() -> [UInt8]? {
    state.withLock { state in
      guard state.place < state.records.count else { return nil }
      state.place += 1
      return state.records[state.place - 1]
    }
  }

  func append(_ record: [UInt8]) {
    state.withLock { state in
      state.records = state.records.prefix(state.place) + [record]
      state.place += 1
    }
    stop?.request(.interrupted)
  }

  func remove() { removed.store(true, ordering: .relaxed) }
}

/// Gives every slide one journal.
struct OneLedger: RunLedger {
  let kept: MemoryJournal

  func recall(_ slide: SlideInput, profile: Profile) -> SlideResult? { nil }
  func journal(of slide: SlideInput, parts: String) -> (any UnitJournal)? { kept }

  func casesWithRepeatedImages(among slides: [SlideInput]) -> Set<String> { [] }
}
