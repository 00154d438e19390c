import Dispatch
import Foundation
import Raster

/// Waits for the disk beside other work, for many files at once.
///
/// A disk takes some milliseconds until it says that a file lasts a power cut, and hardly longer for
/// ten than for one.
final class DiskWait: Sendable {
  /// Most files that one call waits for at once.
  private static let threads = 4

  /// Waits once, and returns why it failed.
  private typealias Job = @Sendable () -> OutputError?

  private struct State {
    /// Jobs that nobody has begun.
    var waiting: [Job] = []
    var failure: OutputError?
  }

  /// Jobs in hand.
  private let group = DispatchGroup()
  private let state = Guarded(State())

  /// Begins jobs that wait, and returns.
  ///
  /// - Parameters:
  ///   - count: number of jobs.
  ///   - job: waits for one of them; called from several threads.
  func begin(_ count: Int, job: @escaping @Sendable (Int) throws(OutputError) -> Void) {
    state.withLock { state in
      for index in 0..<count {
        state.waiting.append {
          do throws(OutputError) {
            try job(index)
            return nil
          } catch {
            return error
          }
        }
      }
    }
    // Not a queue: its threads are as many as cores, and these only wait.
    for _ in 0..<min(count, Self.threads) { Thread.detachNewThread { [self] in work() } }
  }

  private func work() {
    while let job = next() {
      defer { group.leave() }
      if let error = job() { state.withLock { $0.failure = $0.failure ?? error } }
    }
  }

  private func next() -> Job? {
    state.withLock { state in
      guard let job = state.waiting.popLast() else { return nil }
      group.enter()
      return job
    }
  }

  /// Returns when all jobs are done.
  ///
  /// - Throws: why one of them failed.
  func end() throws(OutputError) {
    // Where the system gives no more threads, nobody else has begun them.
    work()
    group.wait()
    if let failure = state.withLock({ $0.failure }) { throw failure }
  }
}
