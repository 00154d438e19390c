import Foundation

/// A file that has several names, as its file system tells it from others: all hard links to it have
/// one identity.
struct FileIdentity: Sendable, Hashable {
  private let device: UInt64
  private let inode: UInt64

  /// The identity of the file behind a path; nil when the file has no other name, or is none.
  init?(linkedFile path: String) {
    var status = stat()
    guard unsafe stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_nlink > 1
    else { return nil }
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
  }
}
