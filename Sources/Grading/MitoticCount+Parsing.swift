extension MitoticCount {
  /// Texts that together give a mitotic count; empty means not given.
  public struct Texts: Sendable, Hashable {
    /// `9`, or with its unit: `5/10 HPF`, `1.8 per 2 mm2`, `9 in 10 mm²`.
    public var mitoses: String
    /// Area counted in mm².
    public var areaMm2: String
    /// Number of fields counted.
    public var fields: String
    /// Diameter of one field in mm.
    public var fieldDiameterMm: String
    /// Field number of the eyepiece in mm.
    public var fieldNumber: String
    /// Magnification of the objective.
    public var objective: String

    /// Texts as they stand in a manifest or on the command line.
    public init(
      mitoses: String, areaMm2: String = "", fields: String = "", fieldDiameterMm: String = "",
      fieldNumber: String = "", objective: String = ""
    ) {
      self.mitoses = mitoses
      self.areaMm2 = areaMm2
      self.fields = fields
      self.fieldDiameterMm = fieldDiameterMm
      self.fieldNumber = fieldNumber
      self.objective = objective
    }
  }

  /// Reads a mitotic count; `nil` when no mitoses are given.
  ///
  /// A bare number without area or fields is never accepted, nor two areas or two sizes of a field
  /// that could disagree.
  /// - Throws: ``CaseDataError`` naming the column that is missing, malformed or implausible
  ///   (area up to 10 000 mm², up to 100 000 fields, field diameter 0.1–2 mm, count up to 100 000).
  public static func parse(_ texts: Texts) throws(CaseDataError) -> MitoticCount? {
    // Area columns may be filled in every row of a table; without a count they say nothing.
    if PlainText.isNothing(texts.mitoses) { return nil }
    let (number, unit) = try split(texts.mitoses)
    let count = try decimal(
      number, .mitoses, in: 0...100_000,
      expected: "a count such as 9 with mitosis_area_mm2 or mitosis_fields, or with its unit "
        + "such as 5/10 HPF or 1.8 per 2 mm2; a bound such as <2 is no count")
    let diameter = try fieldDiameter(texts)
    let area = texts.areaMm2.isEmpty ? nil : try positive(texts.areaMm2, .mitosisAreaMm2, 10_000)
    let fields = texts.fields.isEmpty ? nil : try fieldCount(texts.fields, .mitosisFields)
    let givenForms = [unit != nil, area != nil, fields != nil].filter { $0 }.count
    guard givenForms <= 1 else {
      throw CaseDataError(
        field: .mitoses, found: texts.mitoses,
        expected: "one area only: a unit in mitoses, or mitosis_area_mm2, or mitosis_fields")
    }
    if let area { return MitoticCount(count: count, form: .area(squareMillimeters: area)) }
    switch unit {
    case .squareMillimeters(let area):
      let form: Form = area == Fraction(2) ? .rate : .area(squareMillimeters: area)
      return MitoticCount(count: count, form: form)
    case .fields(let fields): return MitoticCount(count, fields, diameter)
    case nil:
      guard let fields else { throw withoutUnit(texts.mitoses) }
      return MitoticCount(count, fields, diameter)
    }
  }

  /// Whether the text of one column can be part of a mitotic count, whatever the others hold.
  ///
  /// - Parameters:
  ///   - text: the text, which is not empty.
  ///   - field: `mitoses`, `mitosisAreaMm2`, `mitosisFields` or `fieldDiameterMm`.
  /// - Returns: whether ``parse(_:)`` would not refuse it on its own account; false for other fields.
  public static func reads(_ text: String, as field: CaseField) -> Bool {
    switch field {
    case .mitoses:
      // A number without a unit waits for its area.
      if let parts = try? split(text), parts.1 == nil {
        return (try? parse(Texts(mitoses: text, areaMm2: "1"))) != nil
      }
      return (try? parse(Texts(mitoses: text))) != nil
    case .mitosisAreaMm2: return (try? parse(Texts(mitoses: "1", areaMm2: text))) != nil
    case .mitosisFields: return (try? parse(Texts(mitoses: "1", fields: text))) != nil
    case .fieldDiameterMm:
      return (try? parse(Texts(mitoses: "1", fields: "1", fieldDiameterMm: text))) != nil
    default: return false
    }
  }

  private init(_ count: Fraction, _ fields: Int, _ diameter: Fraction?) {
    if let diameter {
      self.init(count: count, form: .fields(fields, diameterMillimeters: diameter))
    } else {
      self.init(count: count, form: .fieldsOfUnknownSize(fields))
    }
  }

  private enum Unit {
    case squareMillimeters(Fraction)
    case fields(Int)
  }

  private static func withoutUnit(_ text: String) -> CaseDataError {
    CaseDataError(
      field: .mitoses, found: text,
      expected: "a unit: add mitosis_area_mm2 (such as 10), or mitosis_fields with "
        + "field_diameter_mm, or write \(text) per 10 HPF; a bare number can mean different grades")
  }

  /// Splits `5/10 HPF` into its number and unit.
  private static func split(_ text: String) throws(CaseDataError) -> (String, Unit?) {
    var plain = text.lowercased()
    for (written, kept) in spellings { plain = plain.replacing(written, with: kept) }
    plain = String(plain.filter { !$0.isWhitespace })
    guard let slash = plain.firstIndex(of: "/") else { return (plain, nil) }
    let right = plain[plain.index(after: slash)...]
    let digits = right.prefix { $0.isNumber || $0 == "." }
    let amount = digits.isEmpty ? "1" : String(digits)
    let expected = "a unit of mm2 or HPF after the slash, such as 5/10 HPF or 1.8/2 mm2"
    switch right.dropFirst(digits.count) {
    case "mm2":
      let area = try decimal(amount, .mitoses, in: 0...10_000, expected: expected)
      guard area > .zero else { break }
      return (String(plain[..<slash]), .squareMillimeters(area))
    case "hpf":
      guard let fields = Int(amount), (1...100_000).contains(fields) else { break }
      return (String(plain[..<slash]), .fields(fields))
    default: break
    }
    throw CaseDataError(field: .mitoses, found: text, expected: expected)
  }

  /// Spellings of units, replaced in this order.
  private static let spellings: [(String, String)] = [
    ("²", "2"), ("^", ""), ("square millimeters", "mm2"), ("square mm", "mm2"), ("sq mm", "mm2"),
    ("sq. mm", "mm2"), ("high-power fields", "hpf"), ("high power fields", "hpf"),
    ("high-power field", "hpf"), ("high power field", "hpf"), ("hpfs", "hpf"), ("fields", "hpf"),
    ("mitotic figures", ""), ("mitoses", ""), ("mitosis", ""), (" per ", "/"), (" in ", "/"),
  ]

  private static func fieldDiameter(_ texts: Texts) throws(CaseDataError) -> Fraction? {
    let range = "0.1 to 2"
    guard
      texts.fieldDiameterMm.isEmpty || texts.fieldNumber.isEmpty && texts.objective.isEmpty
    else {
      throw CaseDataError(
        field: .fieldDiameterMm, found: texts.fieldDiameterMm,
        expected: "the size of a field once: either field_diameter_mm, or field_number and "
          + "objective")
    }
    if !texts.fieldDiameterMm.isEmpty {
      let diameter = try positive(texts.fieldDiameterMm, .fieldDiameterMm, 2)
      guard diameter >= Fraction(reducing: 1, 10) else {
        throw CaseDataError(
          field: .fieldDiameterMm, found: texts.fieldDiameterMm,
          expected: "the diameter of one field in mm, \(range), such as 0.55")
      }
      return diameter
    }
    if texts.fieldNumber.isEmpty && texts.objective.isEmpty { return nil }
    let number = try positive(texts.fieldNumber, .fieldNumber, 50)
    let objective = try positive(texts.objective, .objective, 200)
    let diameter = number / objective
    guard diameter >= Fraction(reducing: 1, 10), diameter <= Fraction(2) else {
      throw CaseDataError(
        field: .fieldNumber, found: "\(texts.fieldNumber)/\(texts.objective)",
        expected: "field number and objective that give a field of \(range) mm, such as 22 and 40")
    }
    return diameter
  }

  private static func fieldCount(
    _ text: String, _ field: CaseField
  ) throws(CaseDataError) -> Int {
    guard let fields = Fraction(decimal: text), fields.isWhole, fields > .zero,
      fields <= Fraction(100_000)
    else {
      throw CaseDataError(
        field: field, found: text, expected: "a whole number of fields from 1 to 100000")
    }
    return Int(fields.numerator)
  }

  private static func positive(
    _ text: String, _ field: CaseField, _ most: Int
  ) throws(CaseDataError) -> Fraction {
    let expected = "a decimal number above 0 and up to \(most)"
    let value = try decimal(text, field, in: 0...most, expected: expected)
    guard value > .zero else { throw CaseDataError(field: field, found: text, expected: expected) }
    return value
  }

  private static func decimal(
    _ text: String, _ field: CaseField, in range: ClosedRange<Int>, expected: String
  ) throws(CaseDataError) -> Fraction {
    guard let value = Fraction(decimal: text), value >= Fraction(range.lowerBound),
      value <= Fraction(range.upperBound)
    else { throw CaseDataError(field: field, found: text, expected: expected) }
    return value
  }
}
