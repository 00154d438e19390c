/// A mitotic count with the area it was counted in, brought exactly to mitoses per 2 mm².
///
/// High-power fields differ between microscopes (0.44–0.65 mm across), so a count per 10 HPF without
/// a field diameter is taken as per 2 mm² (the registry convention, SEER CS NET SSF 11) and carries
/// the range it may stand for.
public struct MitoticCount: Sendable, Hashable {
  /// How the count was given.
  public enum Form: Sendable, Hashable {
    /// Counted in this many mm².
    case area(squareMillimeters: Fraction)
    /// Counted in this many fields of this diameter in mm.
    case fields(Int, diameterMillimeters: Fraction)
    /// A finished rate per 2 mm²; the area counted is not known.
    case rate
    /// Counted in this many high-power fields of unknown size.
    case fieldsOfUnknownSize(Int)
  }

  /// Mitoses, as given; not always whole, since averages are reported too.
  public let count: Fraction
  /// How it was given.
  public let form: Form
  /// Mitoses per 2 mm², exact (with π to the precision of Double for fields).
  public let perTwoSquareMillimeters: Fraction

  init(count: Fraction, form: Form) {
    self.count = count
    self.form = form
    switch form {
    case .area(let area): perTwoSquareMillimeters = count * Fraction(2) / area
    case .rate: perTwoSquareMillimeters = count
    case .fields(let fields, let diameter):
      perTwoSquareMillimeters = Self.rate(count, fields, diameter)
    case .fieldsOfUnknownSize(let fields):
      perTwoSquareMillimeters = count * Fraction(10) / Fraction(fields)
    }
  }

  /// The area counted in mm²; `nil` when it is not known.
  public var areaSquareMillimeters: Fraction? {
    switch form {
    case .area(let area): area
    case .fields(let fields, let diameter):
      Fraction(fields) * Fraction.pi * diameter * diameter / Fraction(4)
    case .rate, .fieldsOfUnknownSize: nil
    }
  }

  /// For fields of unknown size: the rates for 0.65 mm (low) and 0.44 mm (high) fields.
  public var possibleRange: (low: Fraction, high: Fraction)? {
    guard case .fieldsOfUnknownSize(let fields) = form else { return nil }
    return (
      Self.rate(count, fields, Self.largestUsualField),
      Self.rate(count, fields, Self.smallestUsualField)
    )
  }

  /// The same count with one mitosis more and, above zero, one less; whole counts in a known area
  /// only.
  var neighbors: [MitoticCount] {
    guard areaSquareMillimeters != nil, count.isWhole else { return [] }
    let whole = Int(count.numerator)
    return [whole - 1, whole + 1].filter { $0 >= 0 }
      .map { MitoticCount(count: Fraction($0), form: form) }
  }

  /// Mitoses per 2 mm² with two decimals, or as many more as keep it on its side of 2, 10 and 20.
  public var rateText: String { Self.text(perTwoSquareMillimeters) }

  /// The count and its area in words, as given.
  public var givenText: String {
    let number = count.decimalText(places: count.isWhole ? 0 : 1, cutoffs: [2, 10, 20])
    switch form {
    case .area(let area): return "\(number) in \(Self.plain(area)) mm²"
    case .rate: return "\(number) per 2 mm²"
    case .fields(let fields, let diameter):
      return "\(number) in \(fields) fields of \(Self.plain(diameter)) mm"
    case .fieldsOfUnknownSize(let fields): return "\(number) per \(fields) HPF"
    }
  }

  static func text(_ rate: Fraction) -> String {
    rate.decimalText(places: 2, cutoffs: [2, 10, 20])
  }

  /// All decimals the value has, up to six.
  private static func plain(_ value: Fraction) -> String {
    var text = value.decimalText(places: 6)
    while text.hasSuffix("0") { text.removeLast() }
    if text.hasSuffix(".") { text.removeLast() }
    return text
  }

  private static let smallestUsualField = Fraction(reducing: 44, 100)
  private static let largestUsualField = Fraction(reducing: 65, 100)

  private static func rate(_ count: Fraction, _ fields: Int, _ diameter: Fraction) -> Fraction {
    count * Fraction(8) / (Fraction(fields) * Fraction.pi * diameter * diameter)
  }
}
