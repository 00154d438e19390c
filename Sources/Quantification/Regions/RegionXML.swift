import SlideIO

/// Reads XML annotations of ImageScope and ASAP.
enum RegionXML {
  /// Reads a whole file.
  ///
  /// - Throws: `RegionFileError` for anything with a document type, broken XML, other root elements,
  ///   and values that are not understood.
  static func read(_ bytes: [UInt8], path: String) throws(RegionFileError) -> RegionFile {
    var scanner = try stating(path) { () throws(XMLProblem) in try XMLScanner(bytes: bytes) }
    guard case .start(let root, let attributes) = try next(&scanner, path) else {
      throw .unknownFormat(path: path, found: "XML without an element", remedy: "export it again")
    }
    let element = RegionXMLElement(path: path, line: scanner.line, attributes: attributes)
    var reader = try reader(for: root, path: path)
    try reader.begin(root, element)
    while let tag = try next(&scanner, path) {
      switch tag {
      case .start(let name, let attributes):
        try reader.begin(
          name, RegionXMLElement(path: path, line: scanner.line, attributes: attributes))
      case .end(let name):
        reader.end(name)
      }
    }
    return reader.file()
  }

  private static func next(
    _ scanner: inout XMLScanner, _ path: String
  ) throws(RegionFileError) -> XMLScanner.Tag? {
    try stating(path) { () throws(XMLProblem) in try scanner.next() }
  }

  /// Adds the path to what is wrong with a text.
  private static func stating<Value>(
    _ path: String, _ body: () throws(XMLProblem) -> Value
  ) throws(RegionFileError) -> Value {
    do {
      return try body()
    } catch {
      switch error {
      case .encoding(let found):
        throw .malformed(
          path: path, place: "line 1", found: RegionText.oneLine(found), expected: "UTF-8")
      case .broken(let line, let found, let expected):
        throw .malformed(
          path: path, place: "line \(line)", found: "broken XML (\(RegionText.oneLine(found)))",
          expected: RegionText.oneLine(expected))
      case .tooDeep(let line, let limit):
        throw .tooDeep(path: path, place: "line \(line)", limit: limit)
      case .hasDocumentType:
        throw .hasDocumentType(path: path)
      }
    }
  }

  private static func reader(
    for root: String, path: String
  ) throws(RegionFileError) -> any RegionXMLReader {
    switch root {
    case "ASAP_Annotations": return ASAPReader(path: path)
    case "Annotations": return ImageScopeReader(path: path)
    case "annotations":
      throw .unknownFormat(
        path: path, found: "XML of NDP.view (NDPA)",
        remedy: "import it in QuPath and export GeoJSON there")
    default:
      throw .unknownFormat(
        path: path, found: "XML with the root element '\(RegionText.oneLine(root))'",
        remedy: "export the annotations in one of these")
    }
  }
}

/// Takes the elements of one format and gathers regions.
protocol RegionXMLReader {
  /// Takes the start of an element.
  mutating func begin(_ name: String, _ element: RegionXMLElement) throws(RegionFileError)
  /// Takes the end of an element.
  mutating func end(_ name: String)
  /// What was gathered.
  func file() -> RegionFile
}

/// Attributes of an element and where it stands.
struct RegionXMLElement {
  let path: String
  let line: Int
  let attributes: [String: String]

  /// Text of an attribute on one line, empty when it is missing.
  func text(_ key: String) -> String { RegionText.oneLine(attributes[key] ?? "") }

  /// A coordinate in full-resolution pixels, with a decimal point or comma.
  func coordinate(_ key: String) throws(RegionFileError) -> Double {
    let text = attributes[key] ?? ""
    let hasComma = text.utf8.contains(UInt8(ascii: ","))
    guard let value = StrictNumber.decimal(hasComma ? text.replacing(",", with: ".") : text),
      abs(value) <= RegionArea.farthestPixels
    else {
      throw malformed(
        found: text.isEmpty ? "no attribute \(key)" : "\(key)=\"\(self.text(key))\"",
        expected: "a place in full-resolution pixels")
    }
    return value
  }

  /// That the element is not understood.
  func malformed(found: String, expected: String) -> RegionFileError {
    .malformed(path: path, place: "line \(line)", found: found, expected: expected)
  }
}
