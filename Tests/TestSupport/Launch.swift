import Foundation

private let launching = NSLock()

/// Starts a process.
///
/// One at a time: a child inherits what another thread opens for its own just then, and the end of
/// that one would be told only when both have ended.
///
/// - Parameter process: a process with its program and arguments.
/// - Throws: what keeps it from being started.
public func launch(_ process: Process) throws {
  try launching.withLock { try process.run() }
}
