import CTIFF
import Glibc

/// An open TIFF file, closed at the end of its life; the calls of libtiff in Swift terms.
struct TIFFHandle: ~Copyable {
  /// libtiff's own.
  let tiff: OpaquePointer
  /// Where its messages go.
  let messages: TIFFMessages

  /// Opens the first directory of a file.
  ///
  /// - Parameters:
  ///   - input: the file, recognized as TIFF.
  ///   - memoryLimitBytes: the most that libtiff may take for a table or buffer.
  /// - Throws: `ImageFileError.damaged` when there is no directory that can be read.
  init(_ input: borrowing InputFile, memoryLimitBytes: Int) throws(ImageFileError) {
    let messages = TIFFMessages()
    guard let options = TIFFOpenOptionsAlloc() else {
      throw .unreadable(path: input.path, reason: "libtiff could not be started")
    }
    defer { TIFFOpenOptionsFree(options) }
    messages.install(in: options)
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, tmsize_t(max(1 << 20, memoryLimitBytes)))
    let descriptor = try input.duplicatedDescriptor()
    // "m": read, never map, because a mapped file that shrinks would crash the program.
    guard let tiff = TIFFFdOpenExt(descriptor, input.path, "rm", options) else {
      close(descriptor)
      let said = messages.takeLastFailure() ?? "no directory"
      throw .damaged(path: input.path, detail: "libtiff says \"\(said)\" at the first directory")
    }
    self.tiff = tiff
    self.messages = messages
  }

  deinit {
    TIFFClose(tiff)
    withExtendedLifetime(messages) {}
  }

  /// A tag of one 16-bit value, with the default that the TIFF standard gives it.
  func short(_ tag: Int32, orElse fallback: UInt16 = 0) -> Int {
    var value = fallback
    return getDefaulted(tag, &value) ? Int(value) : Int(fallback)
  }

  /// A tag of one 16-bit value, nil when absent.
  func shortIfPresent(_ tag: Int32) -> Int? {
    var value: UInt16 = 0
    return get(tag, &value) ? Int(value) : nil
  }

  /// A tag of one 32-bit value, nil when absent.
  func long(_ tag: Int32) -> Int? {
    var value: UInt32 = 0
    return get(tag, &value) ? Int(value) : nil
  }

  /// A tag of one rational value, nil when absent.
  func rational(_ tag: Int32) -> Double? {
    var value: Float = 0
    return get(tag, &value) ? Double(value) : nil
  }

  /// A text tag, nil when absent; bytes that are not UTF-8 are taken as Latin-1.
  func text(_ tag: Int32) -> String? {
    var pointer: UnsafePointer<UInt8>?
    guard get(tag, &pointer), let pointer else { return nil }
    let bytes = UnsafeBufferPointer(
      start: pointer, count: strlen(UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self)))
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
  }

  /// A tag that holds a counted list of 16-bit values, empty when absent.
  func shorts(_ tag: Int32) -> [UInt16] {
    var count: UInt16 = 0
    var pointer: UnsafePointer<UInt16>?
    let isThere = withUnsafeMutablePointer(to: &count) { count in
      withUnsafeMutablePointer(to: &pointer) { pointer in
        withVaList([count, pointer]) {
          TIFFVGetFieldDefaulted(tiff, UInt32(tag), $0) == 1
        }
      }
    }
    guard isThere, let pointer else { return [] }
    return Array(UnsafeBufferPointer(start: pointer, count: Int(count)))
  }

  /// A tag that holds a counted list of places in the file, empty when absent.
  func offsets(_ tag: Int32) -> [UInt64] {
    var count: UInt16 = 0
    var pointer: UnsafePointer<UInt64>?
    let isThere = withUnsafeMutablePointer(to: &count) { count in
      withUnsafeMutablePointer(to: &pointer) { pointer in
        withVaList([count, pointer]) { TIFFVGetField(tiff, UInt32(tag), $0) == 1 }
      }
    }
    guard isThere, let pointer else { return [] }
    return Array(UnsafeBufferPointer(start: pointer, count: Int(count)))
  }

  /// A tag of bytes as text, nil when absent; bytes that are not UTF-8 are replaced.
  func packet(_ tag: Int32) -> String? {
    var count: UInt32 = 0
    var pointer: UnsafePointer<UInt8>?
    let isThere = withUnsafeMutablePointer(to: &count) { count in
      withUnsafeMutablePointer(to: &pointer) { pointer in
        withVaList([count, pointer]) { TIFFVGetField(tiff, UInt32(tag), $0) == 1 }
      }
    }
    guard isThere, let pointer else { return nil }
    return String(
      decoding: UnsafeBufferPointer(start: pointer, count: Int(count)), as: UTF8.self)
  }

  /// A tag that libtiff gives as several pointers or values of one type.
  func values<Value>(_ tag: Int32, _ first: Value, count: Int) -> [Value]? {
    var values = [Value](repeating: first, count: count)
    let isThere = values.withUnsafeMutableBufferPointer { buffer in
      let pointers = buffer.indices.compactMap { index -> CVarArg? in
        buffer.baseAddress.map { $0 + index }
      }
      return withVaList(pointers) { TIFFVGetFieldDefaulted(tiff, UInt32(tag), $0) == 1 }
    }
    return isThere ? values : nil
  }

  /// Sets a codec's option, such as the color in which JPEG is given.
  func set(_ tag: Int32, _ value: Int32) {
    withVaList([value]) { _ = TIFFVSetField(tiff, UInt32(tag), $0) }
  }

  private func get<Value>(_ tag: Int32, _ value: inout Value) -> Bool {
    withUnsafeMutablePointer(to: &value) { pointer in
      withVaList([pointer]) { TIFFVGetField(tiff, UInt32(tag), $0) == 1 }
    }
  }

  private func getDefaulted<Value>(_ tag: Int32, _ value: inout Value) -> Bool {
    withUnsafeMutablePointer(to: &value) { pointer in
      withVaList([pointer]) { TIFFVGetFieldDefaulted(tiff, UInt32(tag), $0) == 1 }
    }
  }
}
