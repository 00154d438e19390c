import Foundation
import Synchronization

/// Keeps other processes from working on an output folder, until it is released.
///
/// The lock is the system's (`flock`) on a hidden file, so that it ends with the process however
/// that ends: a file left behind by a killed process locks nothing.
public final class FolderLock: Sendable {
  private let path: String
  private let descriptor: Int32
  private let isReleased = Atomic<Bool>(false)

  /// Name of the lock file inside the folder.
  public static let fileName = ".ki67.lock"

  /// Locks a folder that exists.
  ///
  /// - Throws: `StoreError.locked` when another process has it, `.cannotLock`, `.diskFull`.
  public init(folder: String) throws(StoreError) {
    path = "\(folder)/\(Self.fileName)"
    while true {
      let file = unsafe open(path, O_RDWR | O_CREAT | Self.carefully, 0o666)
      guard file >= 0 else { throw Self.failure(path, errno) }
      guard Self.isRegular(file) else {
        close(file)
        throw .cannotLock(path: path, reason: "it is not a regular file")
      }
      if flock(file, LOCK_EX | LOCK_NB) != 0 {
        let code = errno
        let owner = Self.text(of: file)
        close(file)
        throw code == EWOULDBLOCK
          ? .locked(folder: folder, owner: owner) : Self.failure(path, code)
      }
      if Self.isStillThere(path, file) {
        descriptor = file
        break
      }
      // Its owner removed the file between our opening and locking it.
      close(file)
    }
    write("process \(getpid()) on \(ProcessInfo.processInfo.hostName)")
  }

  deinit { release() }

  /// Lets others work on the folder; a second call does nothing.
  public func release() {
    guard !isReleased.exchange(true, ordering: .acquiringAndReleasing) else { return }
    // Removed while still locked, so that nobody loses a lock taken on the same file.
    _ = unsafe unlink(path)
    close(descriptor)
  }

  /// Who works on a folder; nil when nobody does.
  static func owner(of folder: String) -> String? {
    let file = unsafe open("\(folder)/\(fileName)", O_RDONLY | carefully)
    guard file >= 0 else { return nil }
    defer { close(file) }
    return isRegular(file) && flock(file, LOCK_SH | LOCK_NB) != 0
      ? text(of: file) : nil
  }

  /// No link leads to another file, and no pipe waits for somebody.
  private static let carefully = O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK

  private static func isRegular(_ file: Int32) -> Bool {
    var status = stat()
    return unsafe fstat(file, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  private func write(_ text: String) {
    _ = ftruncate(descriptor, 0)
    let bytes = Array(text.utf8)
    // Who has the lock is a courtesy; without it the lock still holds.
    _ = unsafe pwrite(descriptor, bytes, bytes.count, 0)
  }

  private static func text(of file: Int32) -> String {
    var buffer = [UInt8](repeating: 0, count: 256)
    let count = unsafe pread(file, &buffer, buffer.count, 0)
    return count > 0 ? String(decoding: buffer.prefix(count), as: UTF8.self) : "an unknown process"
  }

  private static func isStillThere(_ path: String, _ file: Int32) -> Bool {
    var named = stat()
    var opened = stat()
    guard unsafe stat(path, &named) == 0, unsafe fstat(file, &opened) == 0 else { return false }
    return named.st_ino == opened.st_ino && named.st_dev == opened.st_dev
  }

  private static func failure(_ path: String, _ code: Int32) -> StoreError {
    code == ENOSPC || code == EDQUOT
      ? .diskFull(path: path) : .cannotLock(path: path, reason: SystemText.of(code))
  }
}
