import Foundation

/// A file without a name that holds values of one size that are nothing but their bytes.
struct SpillFile<Value: Sendable>: ~Copyable {
  private static var stride: Int { MemoryLayout<Value>.stride }

  private let descriptor: Int32
  private let folder: String

  /// Makes a file in a folder; it never has a name that others see for long.
  init(folder: String) throws(SlideMeasurement.Failure) {
    self.folder = folder
    var name = Array("\(folder)/.ki67-spill-XXXXXX".utf8CString)
    descriptor = unsafe name.withUnsafeMutableBufferPointer { name in
      guard let base = name.baseAddress else { return -1 }
      let descriptor = unsafe mkstemp(base)
      if descriptor >= 0 { _ = unsafe unlink(base) }
      return descriptor
    }
    if descriptor < 0 { throw Self.failure("written", folder, errno) }
  }

  deinit { _ = close(descriptor) }

  /// Writes values from a place on.
  func write(_ values: [Value], at place: Int) throws(SlideMeasurement.Failure) {
    let code = unsafe values.withUnsafeBytes { bytes in
      var done = 0
      while done < bytes.count {
        let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[done...])
        let written = unsafe pwrite(
          descriptor, rest.baseAddress, rest.count, off_t(place * Self.stride + done))
        if written < 0 {
          if errno == EINTR { continue }
          return errno
        }
        done += written
      }
      return 0
    }
    if code != 0 { throw Self.failure("written", folder, code) }
  }

  /// Reads values at some places, which must have been written.
  func read(_ places: Range<Int>) throws(SlideMeasurement.Failure) -> [Value] {
    var code: Int32 = 0
    let values = unsafe [Value](unsafeUninitializedCapacity: places.count) {
      buffer, filled in
      let target = UnsafeMutableRawBufferPointer(buffer)
      var done = 0
      while done < target.count {
        let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: target[done...])
        let got = unsafe pread(
          descriptor, rest.baseAddress, rest.count,
          off_t(places.lowerBound * Self.stride + done))
        if got <= 0 {
          if got < 0 && errno == EINTR { continue }
          code = got < 0 ? errno : EIO
          break
        }
        done += got
      }
      filled = done / Self.stride
    }
    if code != 0 { throw Self.failure("read back", folder, code) }
    return values
  }

  private static func failure(
    _ deed: String, _ folder: String, _ code: Int32
  ) -> SlideMeasurement.Failure {
    let reason =
      code == ENOSPC || code == EDQUOT
      ? "the disk is full; make room and run again" : unsafe String(cString: strerror(code))
    return SlideMeasurement.Failure(
      reason: "\(folder): what waits on the disk cannot be \(deed) (\(reason))")
  }
}
