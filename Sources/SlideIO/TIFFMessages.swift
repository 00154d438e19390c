import CTIFF
import Glibc

/// What libtiff says about one file: nothing reaches standard error.
final class TIFFMessages {
  /// Errors since the last `takeErrors`, in order.
  private var errors: [String] = []
  /// Warnings since the file was opened, each once, in order.
  private(set) var warnings: [String] = []
  /// Most messages kept of each kind; a damaged file can cause millions.
  private static let capacity = 50
  /// Warnings since the last `takeErrors` that mean damaged pixels.
  private var damage: [String] = []
  /// Whether pixels are being decoded: from then on most warnings mean damage.
  var isDecoding = false

  /// Sets options so that messages of a file to be opened come here; they must outlive the file.
  func install(in options: OpaquePointer) {
    let context = Unmanaged.passUnretained(self).toOpaque()
    TIFFOpenOptionsSetErrorHandlerExtR(
      options,
      { _, context, _, format, arguments in
        TIFFMessages.receive(context, format, arguments) { $0.add(error: $1) }
      }, context)
    TIFFOpenOptionsSetWarningHandlerExtR(
      options,
      { _, context, _, format, arguments in
        TIFFMessages.receive(context, format, arguments) { $0.add(warning: $1) }
      }, context)
  }

  /// The first message that means failure since the last call, nil when there was none.
  func takeFailure() -> String? {
    defer { forgetFailures() }
    return errors.first ?? damage.first
  }

  /// The last error since the last call; when a directory is refused this is the reason, and what
  /// came before are tags that were passed over.
  func takeLastFailure() -> String? {
    defer { forgetFailures() }
    return errors.last
  }

  private func forgetFailures() {
    errors.removeAll()
    damage.removeAll()
  }

  /// Formats one message and passes it on; returns 1, which keeps it from other handlers.
  private static func receive(
    _ context: UnsafeMutableRawPointer?, _ format: UnsafePointer<CChar>?,
    _ arguments: CVaListPointer?, _ add: (TIFFMessages, String) -> Void
  ) -> Int32 {
    guard let context, let format, let arguments else { return 1 }
    let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: 300) { buffer in
      let length = vsnprintf(buffer.baseAddress, buffer.count, format, arguments)
      let kept = UnsafeRawBufferPointer(buffer).prefix(max(0, min(Int(length), 299)))
      return String(decoding: kept, as: UTF8.self)
    }
    add(Unmanaged<TIFFMessages>.fromOpaque(context).takeUnretainedValue(), text)
    return 1
  }

  private func add(error text: String) {
    if errors.count < Self.capacity { errors.append(text) }
  }

  private func add(warning text: String) {
    if Self.isWithoutMeaning(text) { return }
    if isDecoding && !Self.isHarmless(text) {
      if damage.count < Self.capacity { damage.append(text) }
    } else if warnings.count < Self.capacity && !warnings.contains(text) {
      warnings.append(text)
    }
  }

  /// Tags that libtiff has no name for are in almost every file of a microscope.
  private static func isWithoutMeaning(_ text: String) -> Bool {
    text.hasPrefix("Unknown field with tag")
  }

  /// Warnings met while decoding that leave every pixel right.
  ///
  /// All others do not: libjpeg, for one, only warns when data end early, and paints the rest gray.
  private static func isHarmless(_ text: String) -> Bool {
    // Padding between the last pixel and the end marker, written by some encoders.
    text.hasSuffix("extraneous bytes before marker 0xd9")
      // Remarks on files of before 1995, which are decoded whole.
      || text.hasPrefix("Old-style LZW codes") || text.hasPrefix("Deprecated and troublesome")
  }
}
