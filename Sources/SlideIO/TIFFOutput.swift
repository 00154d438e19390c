import CTIFF
import Glibc

/// A new file that libtiff writes to, which remembers why writing failed.
final class TIFFOutput {
  private let descriptor: Int32
  /// Error code of the first failed call, 0 when there was none.
  private(set) var failureCode: Int32 = 0

  /// Writes to an open file, which stays open.
  init(descriptor: Int32) { self.descriptor = descriptor }

  /// Starts a TIFF file; `self` must outlive it.
  func open(_ name: String, isBig: Bool, _ options: OpaquePointer) -> OpaquePointer? {
    TIFFClientOpenExt(
      name, isBig ? "w8l" : "wl", Unmanaged.passUnretained(self).toOpaque(),
      { TIFFOutput.from($0).read($1, $2) }, { TIFFOutput.from($0).write($1, $2) },
      { TIFFOutput.from($0).seek($1, $2) }, { _ in 0 }, { TIFFOutput.from($0).size() },
      { _, _, _ in 0 }, { _, _, _ in }, options)
  }

  /// Bytes of the file; nil when it does not hold as many.
  func bytes(from offset: Int, count: Int) -> [UInt8]? {
    guard offset >= 0, count > 0 else { return nil }
    let read = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      initialized = max(0, checked(pread(descriptor, buffer.baseAddress, count, off_t(offset))))
    }
    return read.count == count ? read : nil
  }

  private static func from(_ handle: thandle_t?) -> TIFFOutput {
    guard let handle else { preconditionFailure("libtiff lost its file") }
    return Unmanaged<TIFFOutput>.fromOpaque(handle).takeUnretainedValue()
  }

  private func checked<Count: SignedInteger>(_ result: Count) -> Count {
    if result < 0 && failureCode == 0 { failureCode = errno }
    return result
  }

  private func read(_ bytes: UnsafeMutableRawPointer?, _ count: tmsize_t) -> tmsize_t {
    tmsize_t(checked(Glibc.read(descriptor, bytes, Int(count))))
  }

  private func write(_ bytes: UnsafeMutableRawPointer?, _ count: tmsize_t) -> tmsize_t {
    var done = 0
    while done < Int(count) {
      let step = checked(Glibc.write(descriptor, bytes?.advanced(by: done), Int(count) - done))
      if step <= 0 { return -1 }
      done += step
    }
    return tmsize_t(done)
  }

  private func seek(_ offset: toff_t, _ origin: Int32) -> toff_t {
    toff_t(bitPattern: Int64(checked(lseek(descriptor, off_t(bitPattern: offset), origin))))
  }

  private func size() -> toff_t {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? toff_t(status.st_size) : 0
  }
}

extension off_t {
  fileprivate init(bitPattern offset: toff_t) { self = off_t(Int64(bitPattern: offset)) }
}
