import SlideIO

/// Reads a pixel size that a person states, in µm per full-resolution pixel.
public enum PixelSizeOption {
  /// Reads the value of `--mpp`: one number, or two (`X,Y`) for pixels that are not square.
  ///
  /// - Throws: `IntakeError.badPixelSize` for anything but finite decimal numbers within the
  ///   plausible window of 0.05 to 2.0 µm.
  public static func parse(_ text: String) throws(IntakeError) -> PixelSize {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false).map {
      StrictNumber.decimal(String($0))
    }
    let numbers = parts.compactMap { $0 }
    guard (1...2).contains(parts.count), numbers.count == parts.count else {
      throw .badPixelSize(
        text: text,
        problem: "expected µm per pixel as a decimal number such as 0.25, or two as X,Y.")
    }
    let size = PixelSize(
      xMicrons: numbers[0], yMicrons: numbers[numbers.count - 1], source: .commandLine)
    if let problem = implausibility(size) {
      throw .badPixelSize(text: text, problem: problem)
    }
    return size
  }

  /// Why a stated size cannot be meant, nil when it can.
  static func implausibility(_ size: PixelSize) -> String? {
    size.plausibility == .rejected ? "expected \(expectation)." : nil
  }

  /// What a pixel size must be.
  static let expectation = "0.05 to 2.0 µm per pixel (a 40x scan has about 0.25, a 20x scan 0.5)"
}

/// Numbers as manifests and options write them: decimal point, no locale, no NaN or infinity.
package enum StrictNumber {
  /// A finite decimal number, nil for anything else; blanks around it do not count.
  package static func decimal(_ text: String) -> Double? {
    let trimmed = trimmedBlanks(text)
    let allowed = trimmed.utf8.allSatisfy { byte in
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || ".+-eE".utf8.contains(byte)
    }
    guard allowed, let value = Double(trimmed), value.isFinite else { return nil }
    return value
  }

  /// A whole number, also when written as `12.0`, nil for anything else.
  package static func whole(_ text: String) -> Int? {
    guard let value = decimal(text), value == value.rounded(), abs(value) < 9e15 else { return nil }
    return Int(value)
  }

  /// Whether the text is a number but for a comma in place of the decimal point.
  package static func hasDecimalComma(_ text: String) -> Bool {
    let parts = trimmedBlanks(text).split(separator: ",", omittingEmptySubsequences: false)
    return parts.count == 2 && decimal(parts.joined(separator: ".")) != nil
  }

  /// The text without blanks and tabs at its ends.
  package static func trimmedBlanks(_ text: String) -> String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\u{A0}" }
    let rest = text.drop(while: isBlank)
    guard let last = rest.lastIndex(where: { !isBlank($0) }) else { return "" }
    return String(rest[...last])
  }
}
