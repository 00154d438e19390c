import Yams

/// One parameter of a section of the profile: its key, what it means, how it is read and written.
package struct ProfileParameter<Section> {
  /// Key in the file: the field's name in snake case.
  package let key: String
  /// One or two sentences: meaning and unit.
  package let meaning: String
  /// What values it takes.
  package let expected: String

  /// Value as YAML.
  let text: (Section) -> String
  /// Puts a value in place; false when it is not what is expected.
  let assign: (inout Section, Node) -> Bool
}

extension ProfileParameter {
  /// A decimal number within bounds.
  static func number(
    _ key: String, _ field: WritableKeyPath<Section, Double>, _ range: ClosedRange<Double>,
    unit: String, _ meaning: String
  ) -> Self {
    Self(
      key: key, meaning: meaning, expected: "\(unit), \(ProfileText.range(range))",
      text: { ProfileText.number($0[keyPath: field]) },
      assign: { section, node in
        guard let value = node.profileNumber, range.contains(value) else { return false }
        section[keyPath: field] = value
        return true
      })
  }

  /// A decimal number within bounds, or null.
  static func optionalNumber(
    _ key: String, _ field: WritableKeyPath<Section, Double?>, _ range: ClosedRange<Double>,
    unit: String, _ meaning: String
  ) -> Self {
    Self(
      key: key, meaning: meaning, expected: "\(unit), \(ProfileText.range(range)), or null",
      text: { $0[keyPath: field].map(ProfileText.number) ?? "null" },
      assign: { section, node in
        let value = node.profileNumber
        guard node.isProfileNull || value.map(range.contains) == true else { return false }
        section[keyPath: field] = value
        return true
      })
  }

  /// A whole number within bounds.
  static func integer(
    _ key: String, _ field: WritableKeyPath<Section, Int>, _ range: ClosedRange<Int>,
    unit: String, _ meaning: String
  ) -> Self {
    Self(
      key: key, meaning: meaning,
      expected: "whole number of \(unit), \(range.lowerBound) to \(range.upperBound)",
      text: { "\($0[keyPath: field])" },
      assign: { section, node in
        guard let text = node.scalar?.string, let value = StrictNumber.whole(text),
          range.contains(value)
        else { return false }
        section[keyPath: field] = value
        return true
      })
  }

  /// Three decimal numbers (red, green, blue) within bounds, or null.
  static func optionalColor(
    _ key: String, _ field: WritableKeyPath<Section, [Double]?>, _ range: ClosedRange<Double>,
    unit: String, _ meaning: String
  ) -> Self {
    Self(
      key: key, meaning: meaning,
      expected: "[red, green, blue], each \(unit), \(ProfileText.range(range)), or null",
      text: { section in
        section[keyPath: field].map(ProfileText.list) ?? "null"
      },
      assign: { section, node in
        if node.isProfileNull {
          section[keyPath: field] = nil
          return true
        }
        guard let items = node.sequence, items.count == 3 else { return false }
        let values = items.compactMap(\.profileNumber).filter(range.contains)
        guard values.count == 3 else { return false }
        section[keyPath: field] = values
        return true
      })
  }

  /// One to eight decimal numbers within bounds, ascending.
  static func numbers(
    _ key: String, _ field: WritableKeyPath<Section, [Double]>, _ range: ClosedRange<Double>,
    unit: String, _ meaning: String
  ) -> Self {
    Self(
      key: key, meaning: meaning,
      expected: "[number, …], one to eight, ascending, each \(unit), "
        + ProfileText.range(range),
      text: { ProfileText.list($0[keyPath: field]) },
      assign: { section, node in
        guard let items = node.sequence, (1...8).contains(items.count) else { return false }
        let values = items.compactMap(\.profileNumber).filter(range.contains)
        guard values.count == items.count, zip(values, values.dropFirst()).allSatisfy(<)
        else { return false }
        section[keyPath: field] = values
        return true
      })
  }
}

/// Numbers and texts as a profile writes them.
enum ProfileText {
  /// Shortest decimal text that reads back as the same number.
  static func number(_ value: Double) -> String {
    value == value.rounded() && abs(value) < 1e15 ? String(Int(value)) : "\(value)"
  }

  /// "[1.4, 2]".
  static func list(_ values: [Double]) -> String {
    "[" + values.map(number).joined(separator: ", ") + "]"
  }

  /// "0 to 1".
  static func range(_ range: ClosedRange<Double>) -> String {
    "\(number(range.lowerBound)) to \(number(range.upperBound))"
  }

  /// Text between double quotes, on one line; YAML would fold line ends into blanks.
  static func quoted(_ text: String) -> String {
    let escaped = text.unicodeScalars.map { scalar in
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned:
        let digits = String(scalar.value, radix: 16)
        return "\\U" + String(repeating: "0", count: 8 - digits.count) + digits
      default: return scalar == "\\" || scalar == "\"" ? "\\\(scalar)" : String(scalar)
      }
    }
    return "\"\(escaped.joined())\""
  }
}

extension Node {
  /// The number of a scalar, nil for anything else.
  var profileNumber: Double? { scalar.flatMap { StrictNumber.decimal($0.string) } }

  /// Whether the node is YAML's null.
  var isProfileNull: Bool {
    guard let scalar, scalar.style == .plain else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  /// The node as messages show it.
  var profileDescription: String {
    if let scalar { return scalar.string.isEmpty ? "empty" : "'\(scalar.string)'" }
    if let sequence {
      return "[" + sequence.map { $0.scalar?.string ?? "…" }.joined(separator: ", ") + "]"
    }
    return "a group of keys"
  }
}
