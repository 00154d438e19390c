import GRDB

extension RunStore {
  /// Closes a database as one file that holds everything, and lets others work on its folder.
  ///
  /// - Parameters:
  ///   - queue: its connection.
  ///   - lock: that of the folder.
  ///   - file: which file was opened.
  ///   - isRead: whether answers in hand may still read it: the connection then stays, because to
  ///     read without one ends the program.
  /// - Throws: `StoreError.logStays` when another program reads it, `StoreError.gone`, and what kept
  ///   it from being written.
  static func close(
    _ queue: DatabaseQueue, _ lock: FolderLock, _ file: OpenedFile, isRead: Bool = false
  ) throws(StoreError) {
    defer { lock.release() }
    do throws(StoreError) {
      try file.checkInPlace()
    } catch {
      leave(queue, file, isRead: isRead)
      throw error
    }
    do {
      let isWhole = try queue.writeWithoutTransaction { try makeWhole($0) }
      if !isRead { try queue.close() }
      if !isWhole { throw StoreError.logStays(path: file.path) }
    } catch {
      throw failure(error, path: file.path)
    }
  }

  /// Closes a database that is no longer in its folder, and touches nothing of one that is there.
  private static func leave(_ queue: DatabaseQueue, _ file: OpenedFile, isRead: Bool) {
    // A log that stayed behind would be read into the database that is opened there next.
    if file.isLogInPlace { _ = try? queue.writeWithoutTransaction { try makeWhole($0) } }
    if !isRead { try? queue.close() }
  }

  /// Milliseconds to wait at the end for a program that reads; the log keeps what it holds up.
  private static let patience = 3000

  /// Takes in the log and leaves the write-ahead mode; false when the log holds what a program that
  /// reads keeps from being taken in.
  private static func makeWhole(_ db: Database) throws -> Bool {
    let known = try Int.fetchOne(db, sql: "PRAGMA busy_timeout") ?? 0
    try db.execute(sql: "PRAGMA busy_timeout = \(min(known, patience))")
    let isBusy = try Int.fetchOne(db, sql: "PRAGMA wal_checkpoint(FULL)") != 0
    // All is on the disk now. What is left are two bytes that say how the file is written, and the
    // database is whole with either.
    if !isBusy { try db.execute(sql: "PRAGMA synchronous = OFF") }
    do {
      try db.execute(sql: "PRAGMA journal_mode = DELETE")
      return true
    } catch let error as DatabaseError where error.resultCode == .SQLITE_BUSY {
      // The log stays as long as another program has the database open, even if it reads nothing.
      return !isBusy
    }
  }
}
