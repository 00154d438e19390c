import Foundation

/// XML that Foundation's parser can be given: it ends the program on a processing instruction that
/// holds nothing but its name.
public enum ParsableXML {
  /// A document without its XML declaration and processing instructions, as UTF-8.
  ///
  /// It ends at the first zero byte, which no document holds: padding, or an encoding of two bytes.
  /// An instruction that does not end leaves a document that is not well-formed.
  public static func data(of document: String) -> Data {
    var result = ""
    var rest = document.prefix { $0 != "\0" }
    while let start = rest.firstRange(of: "<?") {
      result += rest[..<start.lowerBound]
      guard let end = rest[start.upperBound...].firstRange(of: "?>") else {
        return Data((result + "<").utf8)
      }
      rest = rest[end.upperBound...]
    }
    return Data((result + rest).utf8)
  }
}
