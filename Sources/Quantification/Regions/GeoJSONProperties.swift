/// What QuPath says about an object beside its outline.
struct GeoJSONProperties {
  /// Name given by a person, empty when there is none.
  var name = ""
  /// Class, derived ones as "Tumor: Positive"; empty when there is none.
  var className = ""
  /// Whether it is a detection, cell, tile or the root, and no region.
  var isDetection = false
  /// Whether it is a core of a tissue microarray that is missing.
  var isMissing = false

  private static let detections: Set<String> = ["detection", "cell", "tile", "root"]

  /// Reads or passes over the value of a key.
  mutating func read(_ key: String, _ scanner: inout JSONScanner) throws(RegionFileError) {
    switch (key, scanner.kind()) {
    case ("name", .string): name = Self.trimmed(try scanner.string())
    case ("classification", .string), ("classification", .object):
      className = try Self.classification(&scanner)
    case ("objectType", .string), ("object_type", .string), ("type", .string):
      if Self.detections.contains(try scanner.string().lowercased()) { isDetection = true }
    case ("isMissing", .word):
      isMissing = try scanner.word() == "true"
    default: try scanner.skip()
    }
  }

  /// A class as text, as an object with `name` or `names`, or in the form before QuPath 0.4 with a
  /// `parentClass`.
  private static func classification(
    _ scanner: inout JSONScanner
  ) throws(RegionFileError) -> String {
    if scanner.kind() == .string { return trimmed(try scanner.string()) }
    var names: [String] = []
    var parent = ""
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      switch (key, scanner.kind()) {
      case ("name", .string): names = [try scanner.string()]
      case ("names", .array):
        names = []
        try scanner.beginArray()
        while try scanner.nextElement() { names.append(try scanner.string()) }
      case ("parentClass", .object): parent = try classification(&scanner)
      default: try scanner.skip()
      }
    }
    return ([parent] + names).map(trimmed).filter { !$0.isEmpty }.joined(separator: ": ")
  }

  private static func trimmed(_ text: String) -> String { RegionText.oneLine(text) }
}

/// Names from annotation files made fit for tables and messages.
enum RegionText {
  /// Longest name that is kept.
  private static let longest = 200

  /// The text on one line, without control characters and blanks around it.
  static func oneLine(_ text: String) -> String {
    // Most texts are plain; a file holds millions of them.
    if text.utf8.count <= longest, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) {
      return text
    }
    let spaced = text.unicodeScalars.map { scalar in
      scalar.properties.generalCategory == .control || scalar.properties.isWhitespace
        ? " " : String(scalar)
    }
    return String(
      spaced.joined().split(separator: " ").joined(separator: " ").prefix(longest))
  }
}
