import Foundation

/// The file that a path named when it was opened.
///
/// SQLite goes on with a database that was removed or replaced meanwhile, and what it writes then is
/// in no file that anybody can open.
struct OpenedFile: Sendable {
  private let path: String
  private let identity: Identity?

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

  /// Notes which file a path names now.
  init(_ path: String) {
    self.path = path
    identity = Identity(path)
  }

  /// Sees that the path still names the file.
  ///
  /// - Throws: `StoreError.unusable`.
  func checkInPlace() throws(StoreError) {
    guard let identity, Identity(path) == identity else {
      throw .unusable(
        path: path,
        reason: "it was removed or replaced by another file while it was open, so that what is "
          + "said or measured now would be lost")
    }
  }
}
