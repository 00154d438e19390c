import CXXHash

/// A hash in the making; it owns the memory that it points to and hands no pointer out.
@safe
struct HashState: ~Copyable {
  /// Made by the library because its memory must be aligned to 64 bytes.
  private let state: OpaquePointer

  init() {
    guard let state = unsafe XXH3_createState() else { fatalError("out of memory") }
    unsafe self.state = state
    unsafe XXH3_128bits_reset(state)
  }

  deinit { unsafe XXH3_freeState(state) }

  mutating func add(_ bytes: [UInt8]) { add(bytes, count: bytes.count) }

  /// Adds the first `count` bytes.
  mutating func add(_ bytes: [UInt8], count: Int) {
    precondition((0...bytes.count).contains(count))
    unsafe bytes.withUnsafeBytes {
      _ = unsafe XXH3_128bits_update(state, $0.baseAddress, count)
    }
  }

  /// The hash in the library's canonical order, 16 bytes, most significant first.
  var digest: [UInt8] {
    let hash = unsafe XXH3_128bits_digest(state)
    return [hash.high64, hash.low64].flatMap { word in
      (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
    }
  }
}
