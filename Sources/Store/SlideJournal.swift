import Foundation
import Quantification
import Raster

/// Records of a slide in the making, in a file beside the database.
///
/// The file begins with a hash of all that the records depend on; of others nothing is taken over.
/// Each record stands behind its length and hash, so that one that was not written to its end, and all
/// behind it, are cut off.
final class SlideJournal: UnitJournal {
  /// What the names of such files begin with.
  static let prefix = ".ki67-units-"
  private static let frameBytes = 8 + 32

  private struct State {
    /// Negative when the file was given up.
    var descriptor: Int32
    /// Where the next record begins.
    var position: Int
    var isRead = false
  }

  private let path: String
  private let state: Guarded<State>

  /// Opens the journal of a slide, or begins it anew if it is of something else; nil when the file
  /// cannot be written.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - key: hash of everything that the records depend on.
  ///   - isFresh: whether what is there is dropped in any case.
  init?(path: String, key: ContentHash, isFresh: Bool) {
    let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o644)
    guard file >= 0 else { return nil }
    self.path = path
    let header = Array("ki67 units 1 \(key.text)\n".utf8)
    state = Guarded(State(descriptor: file, position: header.count))
    if !isFresh && Self.read(file, header.count, at: 0) == header { return }
    guard ftruncate(file, 0) == 0, Self.write(header, to: file, at: 0) else {
      remove()
      return nil
    }
  }

  deinit {
    state.withLock { if $0.descriptor >= 0 { close($0.descriptor) } }
  }

  func next() -> [UInt8]? {
    state.withLock { state in
      guard state.descriptor >= 0, !state.isRead else { return nil }
      let record = Self.record(state.descriptor, at: state.position)
      state.position += record.map { $0.count + Self.frameBytes } ?? 0
      state.isRead = record == nil
      return record
    }
  }

  private static func record(_ file: Int32, at position: Int) -> [UInt8]? {
    var status = stat()
    guard unsafe fstat(file, &status) == 0, let frame = read(file, frameBytes, at: position)
    else { return nil }
    let length = frame[..<8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    let room = Int(status.st_size) - position - frameBytes
    guard length <= UInt64(max(0, room)),
      let record = read(file, Int(length), at: position + frameBytes),
      Array(ContentHash(of: record).text.utf8) == Array(frame[8...])
    else { return nil }
    return record
  }

  func append(_ record: [UInt8]) {
    let isKept = state.withLock { state in
      guard state.descriptor >= 0 else { return true }
      // Whatever stands behind the last whole record.
      guard ftruncate(state.descriptor, off_t(state.position)) == 0 else { return false }
      state.isRead = true
      let length = (0..<8).map { UInt8(truncatingIfNeeded: record.count >> (8 * $0)) }
      let frame = length + Array(ContentHash(of: record).text.utf8)
      let start = state.position + frame.count
      guard Self.write(record, to: state.descriptor, at: start),
        Self.write(frame, to: state.descriptor, at: state.position)
      else { return false }
      state.position = start + record.count
      return true
    }
    if !isKept { remove() }
  }

  func remove() {
    state.withLock { state in
      guard state.descriptor >= 0 else { return }
      close(state.descriptor)
      state.descriptor = -1
      _ = unsafe unlink(path)
    }
  }

  private static func read(_ file: Int32, _ count: Int, at position: Int) -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: count)
    var done = 0
    while done < count {
      let got = unsafe bytes.withUnsafeMutableBytes { buffer in
        unsafe pread(
          file, buffer.baseAddress.map { unsafe $0 + done }, count - done, off_t(position + done))
      }
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else { return nil }
      done += got
    }
    return bytes
  }

  private static func write(_ bytes: [UInt8], to file: Int32, at position: Int) -> Bool {
    var done = 0
    while done < bytes.count {
      let put = unsafe bytes.withUnsafeBytes { buffer in
        unsafe pwrite(
          file, buffer.baseAddress.map { unsafe $0 + done }, bytes.count - done,
          off_t(position + done))
      }
      if put < 0 && errno == EINTR { continue }
      guard put > 0 else { return false }
      done += put
    }
    return true
  }
}
