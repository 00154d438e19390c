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

  private let group = DispatchGroup()
  private let failure = Guarded<OutputError?>(nil)

  /// Begins jobs that wait, and returns.
  ///
  /// - Parameters:
  ///   - count: number of jobs.
  ///   - job: waits for one of them; called from several threads.
  func begin(_ count: Int, job: @escaping @Sendable (Int) throws(OutputError) -> Void) {
    let threads = min(count, Self.threads)
    for first in 0..<threads {
      group.enter()
      // Not a queue: its threads are as many as cores, and these only wait.
      Thread { [self] in
        defer { group.leave() }
        do throws(OutputError) {
          for index in stride(from: first, to: count, by: threads) { try job(index) }
        } catch {
          failure.withLock { $0 = $0 ?? error }
        }
      }.start()
    }
  }

  /// Returns when all jobs are done.
  ///
  /// - Throws: why one of them failed.
  func end() throws(OutputError) {
    group.wait()
    if let failure = failure.withLock({ $0 }) { throw failure }
  }
}
