import Dispatch
import Raster
import Testing

@Suite struct GuardedTests {
  @Test func `of many threads none loses the count of another`() {
    let counts = Guarded<[Int: Int]>([:])
    DispatchQueue.concurrentPerform(iterations: 8) { worker in
      for turn in 0..<5000 {
        counts.withLock { $0[(worker + turn) % 10, default: 0] += 1 }
      }
    }
    #expect(counts.withLock { $0 } == Dictionary(uniqueKeysWithValues: (0..<10).map { ($0, 4000) }))
  }

  private struct Refusal: Error, Equatable { var reason: Int }

  @Test func `an error of the body leaves the value to the next`() {
    let value = Guarded(1)
    #expect(throws: Refusal(reason: 2)) {
      try value.withLock { value throws(Refusal) in
        value = 2
        throw Refusal(reason: value)
      }
    }
    #expect(value.withLock { $0 } == 2)
  }

  private final class Witness {
    let onEnd: () -> Void
    init(onEnd: @escaping () -> Void) { self.onEnd = onEnd }
    deinit { onEnd() }
  }

  @Test func `what is guarded ends with its guard`() {
    let ends = Guarded(0)
    do {
      let guarded = Guarded(Witness { ends.withLock { $0 += 1 } })
      guarded.withLock { _ in }
      #expect(ends.withLock { $0 } == 0)
    }
    #expect(ends.withLock { $0 } == 1)
  }
}
