import Foundation

/// A file that appears under its name only when it is complete.
///
/// Bytes go to a hidden neighbor, `.NAME.partial`, which takes the place of the file in one step
/// when it is closed. A file that was never finished leaves nothing behind.
///
/// Foundation's writers are passed over because they hide what the system said: a full disk must be
/// told from a missing permission.
public struct OutputFile: ~Copyable {
  /// Path of the file.
  public let path: String
  private let partialPath: String
  private let descriptor: Int32
  private var isFinished = false

  /// Opens a file for writing; its folder must exist.
  public init(path: String) throws(OutputError) {
    self.path = path
    let url = URL(fileURLWithPath: path)
    partialPath =
      url.deletingLastPathComponent().appendingPathComponent(".\(url.lastPathComponent).partial")
      .path
    // A link there would lead out of the folder.
    descriptor = unsafe open(
      partialPath, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0o666)
    if descriptor < 0 { throw Self.error(code: errno, path: path) }
  }

  deinit {
    guard !isFinished else { return }
    _ = close(descriptor)
    _ = unsafe unlink(partialPath)
  }

  /// Appends bytes.
  public func write(_ bytes: [UInt8]) throws(OutputError) {
    var start = 0
    while start < bytes.count {
      let from = start
      let written = unsafe bytes.withUnsafeBytes { buffer in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: buffer[from...])
        return unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      }
      if written < 0 {
        if errno == EINTR { continue }
        throw Self.error(code: errno, path: path)
      }
      start += written
    }
  }

  /// Closes the file and puts it in place.
  ///
  /// - Parameter waitsForDisk: whether it lasts a power cut from now on; one that is written for each of
  ///   thousands of slides does so after `waitForDisk(_:)` only.
  /// - Throws: what kept the file from being written or named.
  public consuming func finish(waitsForDisk: Bool = true) throws(OutputError) {
    let parked = park()
    do throws(OutputError) {
      if waitsForDisk { try parked.waitForDisk() }
      try parked.putInPlace()
    } catch {
      parked.discard()
      throw error
    }
  }

  /// Leaves the file open under its hidden name, for a batch.
  consuming func park() -> Parked {
    isFinished = true
    return Parked(path: path, partialPath: partialPath, descriptor: descriptor)
  }

  /// A file that is written but not in its place; whoever has it puts it there or discards it.
  struct Parked: Sendable {
    let path: String
    let partialPath: String
    let descriptor: Int32

    /// Waits until the file has reached the disk.
    func waitForDisk() throws(OutputError) {
      // Some file systems report a full disk only here.
      if fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS {
        throw OutputFile.error(code: errno, path: path)
      }
    }

    /// Gives the file its name and closes it.
    func putInPlace() throws(OutputError) {
      if unsafe rename(partialPath, path) != 0 {
        throw OutputFile.error(code: errno, path: path)
      }
      _ = close(descriptor)
    }

    /// Closes and removes the file.
    func discard() {
      _ = close(descriptor)
      _ = unsafe unlink(partialPath)
    }
  }

  /// Waits until a file has reached the disk, which most have by themselves after some seconds.
  public static func waitForDisk(_ path: String) throws(OutputError) {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { _ = close(descriptor) }
    if fsync(descriptor) != 0 && errno != EINVAL && errno != EROFS {
      throw Self.error(code: errno, path: path)
    }
  }

  /// Writes a whole file at once.
  public static func write(_ bytes: [UInt8], to path: String) throws(OutputError) {
    let file = try OutputFile(path: path)
    try file.write(bytes)
    try file.finish()
  }

  /// Makes a folder and those above it; one that is there already is fine.
  public static func makeFolder(_ path: String) throws(OutputError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? any Error
      let code = Int32(clamping: underlying.map { ($0 as NSError).code } ?? 0)
      switch code {
      case EACCES, EPERM, EROFS: throw .notPermitted(path: path)
      case ENOSPC, EDQUOT: throw .diskFull(path: path)
      case 0: throw .cannotCreateFolder(path: path, reason: "\(error)")
      default: throw .cannotCreateFolder(path: path, reason: message(code: code))
      }
    }
  }

  private static func error(code: Int32, path: String) -> OutputError {
    switch code {
    case ENOSPC, EDQUOT: .diskFull(path: path)
    case EACCES, EPERM, EROFS: .notPermitted(path: path)
    default: .cannotWrite(path: path, reason: message(code: code))
    }
  }

  private static func message(code: Int32) -> String {
    unsafe String(cString: strerror(code))
  }
}
