import Dispatch
import Foundation
import Raster

/// Sees that the review page ends when it is asked to, whatever browsers do.
///
/// The server itself takes the first Ctrl-C (or SIGTERM) and then waits until each connection has got
/// its answers, which one that reads none of them never does.
struct PageEnd {
  /// Seconds that connections have to get their answers.
  private static let secondsToEnd = 3
  /// Seconds that a second signal leaves for closing the database, which a reader may hold up.
  private static let secondsToClose = 2

  private let sources: [any DispatchSourceSignal]
  private let isLate = Guarded(false)

  /// Begins to listen.
  ///
  /// - Parameters:
  ///   - late: called when connections are still there some time after the first signal.
  ///   - close: closes the database; called at a second signal, which ends the program at once.
  init(onLate late: @escaping @Sendable () -> Void, close: @escaping @Sendable () -> Void) {
    let queue = DispatchQueue(label: "review.end")
    let (count, isLate) = (Guarded(0), isLate)
    sources = [SIGINT, SIGTERM].map { number in
      // As the server does: each of several sources of a signal is told.
      let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
      source.setEventHandler {
        let isFirst = count.withLock { count in
          count += 1
          return count == 1
        }
        guard isFirst else { Self.endAtOnce(close) }
        queue.asyncAfter(deadline: .now() + .seconds(Self.secondsToEnd)) {
          isLate.withLock { $0 = true }
          late()
        }
      }
      source.resume()
      return source
    }
  }

  /// Stops to listen.
  func cancel() {
    for source in sources { source.cancel() }
  }

  /// Ends the program when connections are still there, whose answers in hand would otherwise be at
  /// work in what a program takes down at its end.
  func leaveIfLate() {
    guard isLate.withLock({ $0 }) else { return }
    fflush(nil)
    _exit(0)
  }

  private static func endAtOnce(_ close: @escaping @Sendable () -> Void) -> Never {
    Message.write("Ended at once: edits that the page showed as saved are kept.")
    let isClosed = DispatchSemaphore(value: 0)
    Thread.detachNewThread {
      close()
      isClosed.signal()
    }
    // What is not taken into the database by then stays in its log, which the next program reads.
    _ = isClosed.wait(timeout: .now() + .seconds(secondsToClose))
    _exit(0)
  }
}
