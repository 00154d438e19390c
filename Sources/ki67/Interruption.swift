import Dispatch
import Foundation
import Quantification

/// Lets a person or the system end a run without losing what it did.
///
/// The first Ctrl-C (or SIGTERM) asks the run to finish what is in hand; the second ends the
/// program at once.
enum Interruption {
  /// Exit code after an interruption, as shells give it to programs ended by Ctrl-C.
  static let exitCode: Int32 = 130

  /// Begins to listen; to be called before other threads are made, because they inherit what is
  /// blocked here.
  static func watch(_ stop: StopRequest) {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    unsafe sigaddset(&signals, SIGINT)
    unsafe sigaddset(&signals, SIGTERM)
    unsafe pthread_sigmask(SIG_BLOCK, &signals, nil)
    let watched = signals
    let isWatching = DispatchSemaphore(value: 0)
    // A thread of its own: a queue would have to wait for the workers, which fill all processors.
    Thread.detachNewThread {
      var watched = watched
      isWatching.signal()
      next(&watched)
      stop.request(.interrupted)
      Message.write("\nEnding: what is in hand is finished and kept. Once more ends at once.")
      next(&watched)
      _exit(exitCode)
    }
    // Where the system gives no thread, signals end the program at once, as they do others.
    if isWatching.wait(timeout: .now() + 5) == .timedOut {
      unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    }
  }

  private static func next(_ signals: inout sigset_t) {
    var signal: Int32 = 0
    while unsafe sigwait(&signals, &signal) != 0 {}
  }
}
