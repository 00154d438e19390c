import Foundation

/// The database that a path named when it was opened, and its log.
///
/// SQLite goes on with a database that was removed or replaced meanwhile, and what it writes then
/// is in no file that anybody can open. At the end it removes the log by its path, whichever
/// database that is of.
struct OpenedFile: Sendable {
  /// Where the database was.
  let path: String
  private let database: Identity?
  private let log: Identity?

  /// What the file system tells a file from others by.
  private struct Identity: Equatable {
    var device: UInt64
    var inode: UInt64

    init?(_ path: String) {
      var status = stat()
      guard unsafe stat(path, &status) == 0 else { return nil }
      device = UInt64(status.st_dev)
      inode = UInt64(status.st_ino)
    }
  }

  /// Notes which files a path names now; the log is there as soon as the database was read.
  init(_ path: String) {
    self.path = path
    database = Identity(path)
    log = Identity("\(path)-wal")
  }

  /// Whether the log at the path is still that of the opened database.
  var isLogInPlace: Bool { log != nil && Identity("\(path)-wal") == log }

  /// Sees that the path still names the database.
  ///
  /// - Throws: `StoreError.gone`.
  func checkInPlace() throws(StoreError) {
    guard database != nil, Identity(path) == database else { throw .gone(path: path) }
  }
}
