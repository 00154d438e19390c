import Foundation

/// A regular file that is read piece by piece.
struct FilePieces: ~Copyable {
  private let path: String
  private let descriptor: Int32

  /// Opens a file.
  ///
  /// - Throws: `StoreError.unreadableInput` when it cannot be read or is no regular file.
  init(_ path: String) throws(StoreError) {
    self.path = path
    // Without O_NONBLOCK a named pipe would wait for a writer, perhaps for ever.
    descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw .unreadableInput(path: path, reason: SystemText.of(errno))
    }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .unreadableInput(path: path, reason: "it is not a regular file")
    }
  }

  deinit { close(descriptor) }

  /// Reads the next piece into a buffer.
  ///
  /// - Returns: its length; 0 at the end.
  borrowing func read(_ buffer: inout [UInt8]) throws(StoreError) -> Int {
    while true {
      let count = unsafe Glibc.read(descriptor, &buffer, buffer.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .unreadableInput(path: path, reason: SystemText.of(errno)) }
      return count
    }
  }
}
