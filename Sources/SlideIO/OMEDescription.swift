import Foundation
import FoundationXML

/// Reads the pixel size from the OME-XML in the description of an OME-TIFF.
///
/// The first `Pixels` element counts, which describes the first image. External entities are never
/// loaded.
enum OMEDescription {
  /// What the text says about the pixel size; a text that is not OME-XML says nothing.
  static func statement(in text: String) -> PixelSizeRules.Statement {
    // What follows the root element, such as padding by zero bytes, is not part of the document.
    let document = text.prefix { $0 != "\0" }
    let parser = XMLParser(data: Data(document.utf8))
    parser.shouldResolveExternalEntities = false
    parser.shouldProcessNamespaces = true
    let finder = PixelsElementFinder()
    parser.delegate = finder
    _ = parser.parse()
    guard finder.root == nil || finder.root == "OME" else { return .none }
    // The parser reports success for documents that end early, but keeps their error.
    guard parser.parserError == nil else { return .useless("its OME-XML is damaged") }
    return finder.attributes.map(size) ?? .none
  }

  private static func size(_ attributes: [String: String]) -> PixelSizeRules.Statement {
    let stated = ["X", "Y"].map { axis in
      (
        value: attributes["PhysicalSize\(axis)"],
        unit: attributes["PhysicalSize\(axis)Unit"] ?? "µm"
      )
    }
    if stated.allSatisfy({ $0.value == nil }) { return .none }
    let sizes = stated.compactMap { axis -> Double? in
      guard let text = axis.value, let value = Double(text),
        let unit = LengthUnit.microns(axis.unit)
      else { return nil }
      return value.isFinite && value > 0 ? value * unit : nil
    }
    guard sizes.count == 2 else {
      let words = stated.map { "\(($0.value ?? "nothing").prefix(40)) \($0.unit.prefix(40))" }
      return .useless("ome states \(words.joined(separator: " x "))")
    }
    return .size(PixelSize(xMicrons: sizes[0], yMicrons: sizes[1], source: .ome))
  }
}

/// Keeps the attributes of the first `Pixels` element inside an `OME` document.
private final class PixelsElementFinder: NSObject, XMLParserDelegate {
  /// Name of the outermost element.
  private(set) var root: String?
  private(set) var attributes: [String: String]?
  private var depth = 0

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
    qualifiedName: String?, attributes attributeDict: [String: String]
  ) {
    depth += 1
    if depth == 1 { root = elementName }
    if root == "OME" && elementName == "Pixels" && attributes == nil {
      attributes = attributeDict
    } else if root != "OME" || depth > 64 {
      parser.abortParsing()
    }
  }

  func parser(
    _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?,
    qualifiedName: String?
  ) {
    depth -= 1
  }
}
