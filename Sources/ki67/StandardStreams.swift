// `stdout` is a variable of C, which nobody sets.
@unsafe @preconcurrency import Glibc

/// Messages for people, on standard error.
enum Message {
  static func write(_ text: String) { StandardStreams.tell("\(text)\n") }

  static func warning(_ text: String) { write("warning: \(text)") }
  static func error(_ text: String) { write("error: \(text)") }

  /// Closes what a command worked on; a failure is told and does not change the exit code.
  static func atEnd(_ close: () throws -> Void) {
    do { try close() } catch { warning("\(error)") }
  }
}

/// Standard input, output and error.
enum StandardStreams {
  /// Sees that all three are open, and that files beyond a limit of size give an error.
  ///
  /// A stream that the caller closed would otherwise give its number to the next file that is
  /// opened, and what is printed would go into that.
  static func prepare() {
    for number in Int32(0)...2 where fcntl(number, F_GETFD) < 0 {
      _ = unsafe open("/dev/null", O_RDWR)
    }
    signal(SIGXFSZ, SIG_IGN)
  }

  /// Writes to standard error; what cannot be written there cannot be told anywhere.
  static func tell(_ text: String) {
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let count = unsafe bytes.withUnsafeBytes { buffer in
        unsafe Glibc.write(
          STDERR_FILENO, buffer.baseAddress.map { unsafe $0 + done }, buffer.count - done)
      }
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return }
      done += count
    }
  }

  /// Whether all that was printed on standard output arrived.
  static var isOutputWritten: Bool {
    let isFlushed = unsafe fflush(stdout) == 0
    let hasFailed = unsafe ferror(stdout) != 0
    return isFlushed && !hasFailed
  }
}
