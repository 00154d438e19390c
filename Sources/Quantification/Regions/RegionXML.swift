import Foundation
import FoundationXML

/// Reads XML annotations of ImageScope and ASAP.
enum RegionXML {
  /// Reads a whole file.
  ///
  /// - Throws: `RegionFileError` for text that is not UTF-8, anything with a document type or entity
  ///   declaration, broken XML, other root elements, and values that are not understood.
  static func read(_ bytes: [UInt8], path: String) throws(RegionFileError) -> RegionFile {
    try checkText(bytes, path: path)
    let parser = XMLParser(data: Data(bytes))
    parser.shouldResolveExternalEntities = false
    let handler = RegionXMLHandler(path: path)
    parser.delegate = handler
    _ = parser.parse()
    if let problem = handler.problem { throw problem }
    // The parser reports success for documents that end early, but keeps their error.
    if parser.parserError != nil {
      throw .malformed(
        path: path, place: "line \(max(1, parser.lineNumber))", found: "broken XML",
        expected: "every element closed and every attribute quoted")
    }
    guard let reader = handler.reader else {
      throw .unknownFormat(
        path: path, found: "XML without an element", remedy: "export it again")
    }
    return try reader.file()
  }

  /// Refuses what the parser must not see: text in encodings that hide declarations, and entities.
  private static func checkText(_ bytes: [UInt8], path: String) throws(RegionFileError) {
    guard String(validating: bytes, as: UTF8.self) != nil, !bytes.contains(0) else {
      throw .malformed(
        path: path, place: "line 1", found: "text that is not UTF-8", expected: "UTF-8")
    }
    // The declaration of an encoding can stand in the first line only.
    let head = String(decoding: bytes.prefix(200), as: UTF8.self).lowercased()
    if let range = head.range(of: "encoding=") {
      let name = head[range.upperBound...].dropFirst().prefix { $0 != "\"" && $0 != "'" }
      guard ["utf-8", "us-ascii", "ascii", "iso-8859-1", "windows-1252"].contains(name) else {
        throw .malformed(
          path: path, place: "line 1", found: "the encoding '\(name)'", expected: "UTF-8")
      }
    }
    var index = 0
    let marker = UInt8(ascii: "!")
    while index + 1 < bytes.count {
      if bytes[index] == UInt8(ascii: "<"), bytes[index + 1] == marker {
        let word = String(decoding: bytes[(index + 2)..<min(bytes.count, index + 9)], as: UTF8.self)
        if word.uppercased() == "DOCTYPE" || word.uppercased().hasPrefix("ENTITY") {
          throw .hasDocumentType(path: path)
        }
      }
      index += 1
    }
  }
}

/// Takes the elements of one format and gathers regions.
protocol RegionXMLReader {
  /// Takes the start of an element.
  mutating func begin(_ name: String, _ element: RegionXMLElement) throws(RegionFileError)
  /// Takes the end of an element.
  mutating func end(_ name: String) throws(RegionFileError)
  /// What was gathered.
  func file() throws(RegionFileError) -> RegionFile
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
    let text = self.text(key)
    guard let value = StrictNumber.decimal(text.replacing(",", with: ".")),
      abs(value) <= RegionArea.farthestPixels
    else {
      throw malformed(
        found: text.isEmpty ? "no attribute \(key)" : "\(key)=\"\(text)\"",
        expected: "a place in full-resolution pixels")
    }
    return value
  }

  /// That the element is not understood.
  func malformed(found: String, expected: String) -> RegionFileError {
    .malformed(path: path, place: "line \(line)", found: found, expected: expected)
  }
}

/// Hands elements to the reader of the format that the root element tells.
private final class RegionXMLHandler: NSObject, XMLParserDelegate {
  let path: String
  private(set) var reader: (any RegionXMLReader)?
  private(set) var problem: RegionFileError?

  init(path: String) { self.path = path }

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    guard problem == nil else { return }
    let element = RegionXMLElement(path: path, line: parser.lineNumber, attributes: attributes)
    do throws(RegionFileError) {
      if reader == nil { reader = try start(elementName, element) }
      try reader?.begin(elementName, element)
    } catch {
      problem = error
      parser.abortParsing()
    }
  }

  func parser(
    _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?,
    qualifiedName: String?
  ) {
    guard problem == nil else { return }
    do throws(RegionFileError) {
      try reader?.end(elementName)
    } catch {
      problem = error
      parser.abortParsing()
    }
  }

  private func start(
    _ root: String, _ element: RegionXMLElement
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
