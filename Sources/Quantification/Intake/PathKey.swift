/// A path, or a name in a path, as file systems tell it from others: by its bytes.
///
/// Texts compare by what they look like: "é" as one character equals "e" with an accent behind it.
/// Two files may be named so, and neither may pass for the other.
public struct PathKey: Sendable, Hashable, Comparable {
  /// The path.
  public let text: String

  /// Makes a key of a path.
  public init(_ text: String) { self.text = text }

  /// Whether both are the same bytes.
  public static func == (first: PathKey, second: PathKey) -> Bool {
    first.text.utf8.elementsEqual(second.text.utf8)
  }

  /// By bytes.
  public static func < (first: PathKey, second: PathKey) -> Bool {
    first.text.utf8.lexicographicallyPrecedes(second.text.utf8)
  }

  /// Feeds the bytes.
  public func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
    hasher.combine(0xFF as UInt8)
  }
}
