import Glibc
import Synchronization

/// A file that appears under its name only when it is complete.
///
/// The content goes to a temporary name in the same folder, which is renamed at the end, so that
/// a reader never sees half a file and a failed write leaves what was there before.
struct AtomicFile: ~Copyable {
  /// The final name.
  let path: String
  /// The name that is written to until the end.
  let temporaryPath: String
  /// Open for writing.
  let stream: UnsafeMutablePointer<FILE>

  private static let counter = Atomic<Int>(0)

  /// Creates the temporary file.
  init(path: String) throws(ImageFileError) {
    self.path = path
    temporaryPath = Self.temporaryPath(for: path)
    guard let stream = fopen(temporaryPath, "w+bx") else { throw Self.failure(path, errno) }
    self.stream = stream
  }

  /// Name that no other writer of this or another process uses.
  static func temporaryPath(for path: String) -> String {
    let number = counter.wrappingAdd(1, ordering: .relaxed).oldValue
    let slash = path.utf8.lastIndex(of: UInt8(ascii: "/"))
    let nameStart = slash.map { path.utf8.index(after: $0) } ?? path.startIndex
    return "\(path[..<nameStart]).\(path[nameStart...].prefix(180)).\(getpid())-\(number).part"
  }

  /// Closes the file and gives it its name.
  consuming func commit() throws(ImageFileError) {
    let isFlushed = fflush(stream) == 0
    let flushError = errno
    let isClosed = fclose(stream) == 0
    guard isFlushed && isClosed else {
      unlink(temporaryPath)
      throw Self.failure(path, isFlushed ? errno : flushError)
    }
    try Self.rename(temporaryPath, to: path)
  }

  /// Gives a complete temporary file its name, or removes it.
  static func rename(_ temporaryPath: String, to path: String) throws(ImageFileError) {
    guard Glibc.rename(temporaryPath, path) == 0 else {
      let code = errno
      unlink(temporaryPath)
      throw failure(path, code)
    }
  }

  /// Closes the file and removes it.
  consuming func discard() {
    fclose(stream)
    unlink(temporaryPath)
  }

  /// The error for an operating system's error code met while writing.
  static func failure(_ path: String, _ code: Int32) -> ImageFileError {
    code == ENOSPC || code == EDQUOT
      ? .diskFull(path: path) : .unwritable(path: path, reason: systemMessage(code))
  }
}

/// The operating system's words for an error code, in lower case and without locale.
func systemMessage(_ code: Int32) -> String {
  switch code {
  case EACCES, EPERM: "permission denied"
  case ENOENT: "the folder does not exist"
  case EROFS: "the file system is read-only"
  case EISDIR: "it is a directory"
  case ENOTDIR: "a part of the path is not a directory"
  case ENAMETOOLONG: "the name is too long"
  case EFBIG: "the file would be larger than allowed"
  case EIO: "input/output error"
  case EMFILE, ENFILE: "too many open files"
  case ELOOP: "too many symbolic links"
  default: "system error \(code)"
  }
}
