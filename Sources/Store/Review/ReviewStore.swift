import Foundation
import GRDB

/// `ki67.sqlite` of a finished run, opened to add to its audit trail.
///
/// A line is on the disk when `add` returns: write-ahead log, `synchronous=FULL`. A program that is
/// killed, or a machine that loses power, keeps every line that was accepted.
public final class ReviewStore: Sendable {
  /// The run, for reading.
  public let run: StoredRun
  private let queue: DatabaseQueue
  private let file: OpenedFile
  private let lock: FolderLock

  /// Locks a folder and opens its database; one of an earlier version is brought to this one.
  ///
  /// - Throws: `StoreError`: missing, too new, damaged, killed, or in use.
  public init(folder: String) throws(StoreError) {
    let path = "\(folder)/\(RunStore.fileName)"
    guard FileManager.default.fileExists(atPath: path) else { throw .missing(path: path) }
    lock = try FolderLock(folder: folder)
    queue = try RunStore.open(path)
    file = OpenedFile(path)
    do {
      try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    } catch {
      throw RunStore.failure(error, path: path)
    }
    run = try StoredRun(folder: folder, queue: queue)
    try run.checkEnded()
  }

  /// Adds a line to the audit trail and waits until it is stored.
  ///
  /// - Parameters:
  ///   - action: what is said.
  ///   - subject: slide or case it is about.
  ///   - who: who says it.
  ///   - edit: name of the edit; one that is in the trail already is not added again.
  ///   - time: when it is said.
  /// - Returns: the line as it stands in the trail.
  /// - Throws: what kept the database from being written, such as that it is no longer in the folder.
  public func add(
    _ action: ReviewAction, about subject: String, by who: String, edit: String,
    at time: Date = Date()
  ) throws(StoreError) -> ReviewEntry {
    let at = time.formatted(.iso8601)
    try file.checkInPlace()
    let entry: ReviewEntry
    do {
      entry = try queue.write { db in
        try AuditTrail.add(
          edit: edit, at: at, who: who, subject: subject, action: action, db)
      }
    } catch {
      throw RunStore.failure(error, path: run.path)
    }
    try file.checkInPlace()
    return entry
  }

  /// Leaves the database as one file that holds everything; answers in hand may still read it.
  ///
  /// - Throws: `StoreError.logStays` when its log holds some of it, `StoreError.gone`, and what kept
  ///   it from being written.
  public func close() throws(StoreError) { try RunStore.close(queue, lock, file, isRead: true) }
}
