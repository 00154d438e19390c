/// The secret part of the page's address, without which nothing is answered.
///
/// It is the first part of every path rather than a cookie: cookies of this machine go to every
/// program that serves a page on another port of it.
public struct ReviewToken: Sendable, Equatable {
  /// 43 characters of the URL-safe base 64 alphabet: 256 random bits.
  public let text: String

  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  /// A new token from the system's random numbers.
  public init() {
    var generator = SystemRandomNumberGenerator()
    text = String(
      decoding: (0..<43).map { _ in Self.alphabet[Int(generator.next() & 63)] }, as: UTF8.self)
  }

  /// Whether a text is the token; takes the same time wherever the first difference lies.
  func matches(_ other: Substring) -> Bool {
    let (mine, theirs) = (Array(text.utf8), Array(other.utf8))
    guard mine.count == theirs.count else { return false }
    return zip(mine, theirs).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
