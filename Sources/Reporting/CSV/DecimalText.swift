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
    if value < 0 && (whole != 0 || rounded != 0) { bytes.append(UInt8(ascii: "-")) }
    append(whole, to: &bytes)
    guard places > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    let start = bytes.count
    for _ in 0..<places { bytes.append(UInt8(ascii: "0")) }
    var position = start + places - 1
    var fraction = rounded
    while fraction > 0 {
      bytes[position] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: fraction % 10)
      fraction /= 10
      position -= 1
    }
  }

  /// Appends a whole number.
  public static func append(_ value: Int, to bytes: inout [UInt8]) {
    if value < 0 { bytes.append(UInt8(ascii: "-")) }
    append(UInt64(value.magnitude), to: &bytes)
  }

  private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
    let start = bytes.count
    var rest = value
    repeat {
      bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    bytes[start...].reverse()
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
