import Foundation
import Store

/// Corrections of a slide, as a browser sends them.
struct EditRequest: Decodable {
  var edit: String
  var reader: String
  var slide: String
  var marks: [NucleusMark]
}

/// A step of a reader's own count, as a browser sends it.
struct CountRequest: Decodable {
  var edit: String
  var reader: String
  var slide: String
  var field: String
  var round: Int
  var marks: [NucleusMark]
  var seconds: Double
  var isFinished: Bool
}

/// Case data to grade by, without signing.
struct GradeRequest: Decodable {
  var `case`: String
  var fields: [String: String]
}

/// A signature, as a browser sends it.
struct SignRequest: Decodable {
  var edit: String
  var reader: String
  var `case`: String
  var fields: [String: String]
  var comment: String
  /// The counts that the person saw.
  var positive: Int
  var total: Int
  /// The hash of the corrections that stood when the person looked, as the case's answer gave it.
  var corrections: String
}

/// Bounds of what is accepted.
enum ReviewLimits {
  /// Most marks of one request.
  static let marks = 5000
  /// Longest name of a person, in characters.
  static let name = 80
  /// Longest comment, in characters.
  static let comment = 4000
  /// Longest value of a field of case data, in characters.
  static let field = 200
  /// Longest time of one count in seconds.
  static let seconds = 1e6
  /// Most counts of one field by one reader.
  static let rounds = 1000

  /// A person's name without blanks around it.
  static func person(_ text: String) throws(ReviewProblem) -> String {
    let name = text.trimmingCharacters(in: .whitespacesAndNewlines)
    guard !name.isEmpty, name.count <= Self.name, isPlain(name) else {
      throw .invalid("Your name is missing or too long; give 1 to \(Self.name) characters.")
    }
    return name
  }

  /// Checks the name of an edit.
  static func edit(_ text: String) throws(ReviewProblem) {
    let isValid = text.utf8.allSatisfy { byte in
      byte == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
        || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
    guard isValid, (8...64).contains(text.utf8.count) else {
      throw .invalid("The edit has no valid name; reload the page.")
    }
  }

  /// Case data without empty values; unknown columns are refused.
  static func fields(_ fields: [String: String]) throws(ReviewProblem) -> [String: String] {
    var kept: [String: String] = [:]
    for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
      guard known.contains(key) else {
        throw .invalid("There is no case data \"\(key.prefix(40))\".")
      }
      let text = value.trimmingCharacters(in: .whitespacesAndNewlines)
      guard text.count <= field, isPlain(text) else {
        throw .invalid("\(key) is too long; give at most \(field) characters.")
      }
      if !text.isEmpty { kept[key] = text }
    }
    return kept
  }

  private static let known: Set<String> = [
    "site", "differentiation", "mitoses", "mitosis_area_mm2", "mitosis_fields",
    "field_diameter_mm", "necrosis", "specimen", "scheme",
  ]

  /// Whether a text has no control characters.
  static func isPlain(_ text: String) -> Bool {
    text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
  }
}
