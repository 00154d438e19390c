import Foundation

/// Makes names of slides and cases safe as names of files, and keeps them readable.
package enum SafeFileName {
  /// Longest result in bytes of UTF-8; file systems end at 255, and tables add suffixes.
  package static let longestByteCount = 120

  /// A file name that stays in its folder on any file system.
  ///
  /// Separators, control characters and `: * ? " < > |` become `_`, so do leading dots; spaces and
  /// dots at the end go; a name without anything left is "unnamed".
  package static func make(_ name: String) -> String {
    var result = ""
    for character in name.precomposedStringWithCanonicalMapping {
      let safe = character.unicodeScalars.allSatisfy(isSafe)
      let isLeadingDot = character == "." && result.isEmpty
      let next = safe && !isLeadingDot ? String(character) : "_"
      guard result.utf8.count + next.utf8.count <= longestByteCount else { break }
      result += next
    }
    while let last = result.last, last == " " || last == "." { result.removeLast() }
    result = String(result.drop { $0 == " " })
    return result.isEmpty ? "unnamed" : result
  }

  /// What tells names apart on file systems that ignore case.
  package static func key(_ fileName: String) -> String { fileName.lowercased() }

  private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse: false
    default: !"/\\:*?\"<>|".unicodeScalars.contains(scalar)
    }
  }
}
