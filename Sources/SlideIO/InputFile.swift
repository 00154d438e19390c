import Glibc

/// An image file open for reading, checked to be one that can be read.
///
/// Files are never mapped into memory: a mapped file that another program shortens would crash the
/// reader, a read file only fails.
struct InputFile: ~Copyable {
  /// Path as given.
  let path: String
  /// Open for reading.
  let descriptor: Int32
  /// Size in bytes, at least 1.
  let byteCount: Int

  /// Opens a file; missing files, directories, pipes, devices and empty files are errors.
  init(path: String) throws(ImageFileError) {
    // Without O_NONBLOCK a named pipe would wait for a writer, perhaps for ever.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw Self.openFailure(path, errno) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      let code = errno
      close(descriptor)
      throw .unreadable(path: path, reason: systemMessage(code))
    }
    if let failure = Self.refusal(path, status) {
      close(descriptor)
      throw failure
    }
    self.path = path
    self.descriptor = descriptor
    byteCount = Int(status.st_size)
  }

  deinit { close(descriptor) }

  private static func openFailure(_ path: String, _ code: Int32) -> ImageFileError {
    switch code {
    case ENOENT, ENOTDIR: .missing(path: path)
    case ENXIO: .notRegularFile(path: path)
    default: .unreadable(path: path, reason: systemMessage(code))
    }
  }

  private static func refusal(_ path: String, _ status: stat) -> ImageFileError? {
    switch status.st_mode & S_IFMT {
    case S_IFREG: status.st_size > 0 ? nil : .empty(path: path)
    case S_IFDIR: .isDirectory(path: path)
    default: .notRegularFile(path: path)
    }
  }

  /// The first bytes of the file, fewer than asked for only when the file is shorter.
  func prefix(_ count: Int) throws(ImageFileError) -> [UInt8] {
    var failure: Int32 = 0
    let wanted = min(count, byteCount)
    let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
      while filled < wanted {
        let got = pread(
          descriptor, buffer.baseAddress?.advanced(by: filled), wanted - filled, off_t(filled))
        if got < 0 && errno == EINTR { continue }
        if got < 0 { failure = errno }
        if got <= 0 { break }
        filled += got
      }
    }
    guard failure == 0 else { throw .unreadable(path: path, reason: systemMessage(failure)) }
    return bytes
  }

  /// A descriptor of its own for a library that closes what it is given, placed at the start.
  func duplicatedDescriptor() throws(ImageFileError) -> Int32 {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    guard copy >= 0, lseek(copy, 0, SEEK_SET) == 0 else {
      let code = errno
      if copy >= 0 { close(copy) }
      throw .unreadable(path: path, reason: systemMessage(code))
    }
    return copy
  }
}
