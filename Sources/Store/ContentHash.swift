import Foundation
import Quantification

/// Hash of the content of files or texts: XXH3, 128 bits, as 32 hexadecimal digits.
///
/// It tells whether something changed. It is no protection against a person who wants two contents
/// to have the same hash.
public struct ContentHash: Sendable, Hashable, Codable {
  /// The digits, lower case.
  public let text: String

  /// The hash of a text's UTF-8.
  public init(of text: String) { self.init(of: Array(text.utf8)) }

  /// The hash of bytes.
  public init(of bytes: some Collection<UInt8>) {
    var state = HashState()
    state.add(Array(bytes))
    self.init(state.digest)
  }

  /// The hash of a file's content, read piece by piece.
  ///
  /// - Throws: `StoreError.unreadableInput` when the file cannot be read or is no regular file.
  public init(ofFile path: String) throws(StoreError) {
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    self = try Self.ofFile(path, buffer: &buffer)
  }

  private static func ofFile(
    _ path: String, buffer: inout [UInt8]
  ) throws(StoreError) -> ContentHash {
    let file = try FilePieces(path)
    var state = HashState()
    while true {
      let count = try file.read(&buffer)
      if count == 0 { return ContentHash(state.digest) }
      state.add(buffer, count: count)
    }
  }

  /// The hash that was made piece by piece.
  init(_ digest: [UInt8]) {
    let digits = Array("0123456789abcdef".utf8)
    let codes = digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    text = String(decoding: codes, as: UTF8.self)
  }
}

/// What the operating system says, in words.
enum SystemText {
  /// The words for an error code.
  static func of(_ code: Int32) -> String {
    SystemReason.text(NSError(domain: NSPOSIXErrorDomain, code: Int(code)))
  }
}
