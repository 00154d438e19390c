/// An exact non-negative fraction, so that no grade ever depends on rounding.
///
/// Always in lowest terms; comparison uses 256-bit products and cannot overflow.
public struct Fraction: Sendable, Hashable, Comparable {
  let numerator: UInt128
  let denominator: UInt128

  /// Zero.
  public static let zero = Fraction(reducing: 0, 1)

  /// π to 8·10⁻¹⁷ (the continued-fraction convergent 245850922/78256779), the precision of Double.
  static let pi = Fraction(reducing: 245_850_922, 78_256_779)

  /// A whole number; negative values are a programming error.
  public init(_ whole: Int) {
    self.init(reducing: UInt128(whole), 1)
  }

  /// Parses plain decimal text: digits, optionally a point and more digits, such as `12` or `0.55`.
  ///
  /// At most nine digits before the point and six after it; no sign, exponent or decimal comma.
  /// Spaces around it are ignored. `nil` for everything else.
  public init?(decimal text: some StringProtocol) {
    let trimmed = text.drop(while: \.isWhitespace)
    guard let last = trimmed.lastIndex(where: { !$0.isWhitespace }) else { return nil }
    let parts = String(trimmed[...last]).split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count <= 2, let whole = parts.first, (1...9).contains(whole.count) else {
      return nil
    }
    let decimals = parts.count == 2 ? parts[1] : ""
    guard parts.count == 1 || (1...6).contains(decimals.count) else { return nil }
    var value: UInt128 = 0
    for character in whole + decimals {
      guard character.isASCII, let digit = character.wholeNumberValue else { return nil }
      value = value * 10 + UInt128(digit)
    }
    self.init(reducing: value, Self.powerOfTen(decimals.count))
  }

  init(reducing numerator: UInt128, _ denominator: UInt128) {
    var (a, b) = (numerator, denominator)
    while b != 0 { (a, b) = (b, a % b) }
    self.numerator = numerator / a
    self.denominator = denominator / a
  }

  /// The nearest Double.
  public var doubleValue: Double { Double(numerator) / Double(denominator) }

  /// Whether it is a whole number.
  public var isWhole: Bool { denominator == 1 }

  /// Exact order.
  public static func < (lhs: Fraction, rhs: Fraction) -> Bool {
    let left = lhs.numerator.multipliedFullWidth(by: rhs.denominator)
    let right = rhs.numerator.multipliedFullWidth(by: lhs.denominator)
    return (left.high, left.low) < (right.high, right.low)
  }

  // Callers bound their inputs (see ``MitoticCount``), which keeps products far below 128 bits.
  static func * (lhs: Fraction, rhs: Fraction) -> Fraction {
    Fraction(
      reducing: lhs.numerator * rhs.numerator, lhs.denominator * rhs.denominator)
  }

  static func / (lhs: Fraction, rhs: Fraction) -> Fraction {
    Fraction(
      reducing: lhs.numerator * rhs.denominator, lhs.denominator * rhs.numerator)
  }

  /// Exact sum.
  public static func + (lhs: Fraction, rhs: Fraction) -> Fraction {
    Fraction(
      reducing: lhs.numerator * rhs.denominator + rhs.numerator * lhs.denominator,
      lhs.denominator * rhs.denominator)
  }

  /// Decimal text, rounded half up, with at least `places` decimals and as many more as it takes
  /// that the printed value stands on the same side of every cut-off as the exact one.
  ///
  /// 2.996 with cut-off 3 gives `2.996` where two decimals would give the wrong `3.00`.
  public func decimalText(places: Int, cutoffs: [Int] = []) -> String {
    let (whole, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
    var (digits, rest) = (whole, remainder)
    for count in 0...Self.mostDecimals {
      let scaled = digits + (rest >= denominator - rest ? 1 : 0)
      let printed = Fraction(reducing: scaled, Self.powerOfTen(count))
      let isFaithful = cutoffs.allSatisfy { cutoff in
        let exact = Fraction(cutoff)
        return (printed < exact) == (self < exact) && (printed > exact) == (self > exact)
      }
      if count >= places && (isFaithful || count == Self.mostDecimals) {
        return Self.text(scaled, decimals: count)
      }
      let (digit, left) = (rest * 10).quotientAndRemainder(dividingBy: denominator)
      (digits, rest) = (digits * 10 + digit, left)
    }
    return Self.text(whole, decimals: 0)
  }

  private static let mostDecimals = 17

  private static func powerOfTen(_ exponent: Int) -> UInt128 {
    (0..<exponent).reduce(1) { product, _ in product * 10 }
  }

  private static func text(_ scaled: UInt128, decimals: Int) -> String {
    guard decimals > 0 else { return "\(scaled)" }
    let digits = String(scaled)
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return "\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
  }
}
