/// The case data that grading reads; raw values are the manifest's column names.
public enum CaseField: String, Codable, Sendable, Hashable, CaseIterable {
  case site
  case differentiation
  case mitoses
  case mitosisAreaMm2 = "mitosis_area_mm2"
  case mitosisFields = "mitosis_fields"
  case fieldDiameterMm = "field_diameter_mm"
  case fieldNumber = "field_number"
  case objective
  case necrosis
  case specimen
  case scheme
  case ki67Percent = "ki67_percent"
}

/// Case data that cannot be understood: which column, what was found, what was expected.
public struct CaseDataError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The column.
  public let field: CaseField
  /// The text found there.
  public let found: String
  /// What would have been understood, and what to do.
  public let expected: String

  /// An error for one column.
  public init(field: CaseField, found: String, expected: String) {
    self.field = field
    self.found = found
    self.expected = expected
  }

  /// The message with the manifest's column name.
  public var description: String { message(naming: "column \(field.rawValue)") }

  /// The message with another name for the place, such as a command-line option.
  public func message(naming place: String) -> String {
    "\(place): found \"\(found)\", expected \(expected)"
  }
}
