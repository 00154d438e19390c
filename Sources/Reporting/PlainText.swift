/// Fits text into lines of a terminal.
enum PlainText {
  /// The text with its middle left out, so that the start and the end of a name stay readable.
  static func shortened(_ text: String, to width: Int) -> String {
    guard text.count > width else { return text }
    let head = width / 2
    return "\(text.prefix(head))…\(text.suffix(width - head - 1))"
  }

  /// Lines of at most `width` characters, broken at spaces; longer words are broken where they are.
  static func wrapped(_ text: String, indent: Int, width: Int) -> [String] {
    let margin = String(repeating: " ", count: indent)
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
      if !line.isEmpty && margin.count + line.count + 1 + word.count > width {
        lines.append(margin + line)
        line = ""
      }
      line += (line.isEmpty ? "" : " ") + word
      while margin.count + line.count > width {
        lines.append(margin + line.prefix(width - margin.count))
        line = String(line.dropFirst(width - margin.count))
      }
    }
    return line.isEmpty ? lines : lines + [margin + line]
  }

  /// The text without control characters, which a terminal would obey.
  static func printable(_ text: String) -> String {
    String(
      String.UnicodeScalarView(
        text.unicodeScalars.map { scalar in
          scalar.properties.generalCategory == .control || scalar.properties.isBidiControl
            ? "\u{FFFD}" : scalar
        }))
  }
}
