/// Writes numbers as text without any locale.
///
/// Goals, in order: the correctly rounded decimal of the exact binary value; the same bytes on every
/// machine; speed, because nuclei tables hold millions of numbers.
public enum DecimalText {
  /// Most digits after the decimal point that can be asked for.
  public static let mostPlaces = 9

  /// Powers of ten, `10^0` to `10^9`.
  private static let powers: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

  /// Text of a number with a fixed number of decimals.
  ///
  /// - Parameters:
  ///   - value: any number; nil, infinite or not a number gives the empty text.
  ///   - places: digits after the point, 0 to 9.
  /// - Returns: for example "-0.50"; never "-0.00".
  public static func text(_ value: Double?, places: Int) -> String {
    guard let value else { return "" }
    var bytes: [UInt8] = []
    append(value, places: places, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Appends a number with a fixed number of decimals.
  ///
  /// Rounds to nearest, exact ties to the even digit, as C's `printf` does. A value of `2^63` and
  /// more is written as the shortest text that reads back as the same number.
  ///
  /// - Parameters:
  ///   - value: any number; infinite or not a number appends nothing.
  ///   - places: digits after the point, 0 to 9.
  ///   - bytes: receives ASCII.
  public static func append(_ value: Double, places: Int, to bytes: inout [UInt8]) {
    precondition((0...mostPlaces).contains(places))
    guard value.isFinite else { return }
    let magnitude = value.magnitude
    guard magnitude < 0x1p63 else {
      bytes.append(contentsOf: value.description.utf8)
      return
    }
    let (whole, rounded) = split(magnitude, places: places)
    let isNegative = value < 0 && (whole != 0 || rounded != 0)
    append(whole, isNegative: isNegative, fraction: rounded, places: places, to: &bytes)
  }

  /// Appends a whole number.
  public static func append(_ value: Int, to bytes: inout [UInt8]) {
    append(UInt64(value.magnitude), isNegative: value < 0, fraction: 0, places: 0, to: &bytes)
  }

  /// Makes room first and fills it from the end, because every single byte that is appended asks for
  /// room anew.
  private static func append(
    _ whole: UInt64, isNegative: Bool, fraction: UInt64, places: Int, to bytes: inout [UInt8]
  ) {
    let length = (isNegative ? 1 : 0) + digits(whole) + (places > 0 ? places + 1 : 0)
    let start = bytes.count
    bytes.append(contentsOf: repeatElement(UInt8(ascii: "-"), count: length))
    var text = bytes.mutableSpan
    var place = start + length
    var rest = fraction
    if places > 0 {
      for _ in 0..<places {
        place -= 1
        text[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
        rest /= 10
      }
      place -= 1
      text[place] = UInt8(ascii: ".")
    }
    rest = whole
    repeat {
      place -= 1
      text[place] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10)
      rest /= 10
    } while rest > 0
  }

  private static func digits(_ value: UInt64) -> Int {
    var digits = 1
    var rest = value
    while rest >= 10 {
      rest /= 10
      digits += 1
    }
    return digits
  }

  /// Whole part and rounded fraction (in units of the last place) of a number under `2^63`.
  private static func split(_ magnitude: Double, places: Int) -> (UInt64, UInt64) {
    if places == 0 { return (UInt64(magnitude.rounded(.toNearestOrEven)), 0) }
    let whole = magnitude.rounded(.down)
    // Both the fraction and the product's error term are exact, so a tie is seen as one.
    let fraction = magnitude - whole
    let scale = powers[places]
    let scaled = fraction * scale
    var units = scaled.rounded(.toNearestOrEven)
    if (scaled - units).magnitude == 0.5 {
      let error = (-scaled).addingProduct(fraction, scale)
      if error > 0 { units = scaled.rounded(.up) }
      if error < 0 { units = scaled.rounded(.down) }
    }
    return units < scale ? (UInt64(whole), UInt64(units)) : (UInt64(whole) + 1, 0)
  }
}
