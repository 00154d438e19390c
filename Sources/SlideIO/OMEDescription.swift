import Foundation
import FoundationXML

/// Reads the OME-XML in the description of an OME-TIFF: its images, in order.
///
/// External entities are never loaded.
struct OMEDescription {
  /// One image (series) of the file.
  struct Image: Equatable {
    /// Name, empty when there is none.
    var name = ""
    /// Directory of its first plane, counted from 0.
    var directory = 0
    /// Attributes of its `Pixels` element; nil when it has none.
    var pixels: [String: String]?

    /// Whether it is a picture beside the slide by its name, as converters of slides name them.
    var associatedName: String? {
      let lowercase = name.lowercased()
      return ["label", "macro", "thumbnail", "overview"].first { lowercase.contains($0) }
    }
  }

  /// The images in order.
  var images: [Image]
  /// Whether the document ends early or is not well-formed.
  var isDamaged: Bool

  /// Parses a text; nil when it is not OME-XML.
  init?(_ text: String) {
    let parser = XMLParser(data: ParsableXML.data(of: text))
    parser.shouldResolveExternalEntities = false
    parser.shouldProcessNamespaces = true
    let finder = OMEImageFinder()
    parser.delegate = finder
    _ = parser.parse()
    guard finder.root == nil || finder.root == "OME" else { return nil }
    images = finder.images
    // The parser reports success for documents that end early, but keeps their error.
    isDamaged = parser.parserError != nil
  }

  /// What a text says about the pixel size; a text that is not OME-XML says nothing.
  ///
  /// - Parameters:
  ///   - text: the description.
  ///   - index: which image, among those with pixels.
  /// - Returns: the size, that there is none, or why it is useless.
  static func statement(in text: String, image index: Int = 0) -> PixelSizeRules.Statement {
    guard let description = OMEDescription(text) else { return .none }
    guard !description.isDamaged else { return .useless("its OME-XML is damaged") }
    let pixels = description.images.compactMap(\.pixels)
    return pixels.indices.contains(index) ? size(pixels[index]) : .none
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

/// Collects the images inside an `OME` document.
private final class OMEImageFinder: NSObject, XMLParserDelegate {
  /// Name of the outermost element.
  private(set) var root: String?
  private(set) var images: [OMEDescription.Image] = []
  private var depth = 0
  private var hasPlane = false
  /// More images than any slide has; a hostile document could list millions.
  private static let capacity = 1000

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    depth += 1
    if depth == 1 { root = elementName }
    guard root == "OME", depth <= 64, images.count < Self.capacity else {
      parser.abortParsing()
      return
    }
    switch elementName {
    case "Image":
      images.append(OMEDescription.Image(name: attributes["Name"] ?? ""))
      hasPlane = false
    case "Pixels":
      if images.last == nil { images.append(OMEDescription.Image()) }
      if images[images.count - 1].pixels == nil { images[images.count - 1].pixels = attributes }
    case "TiffData":
      guard !hasPlane, !images.isEmpty else { return }
      hasPlane = true
      images[images.count - 1].directory = attributes["IFD"].flatMap { Int($0) } ?? 0
    default: break
    }
  }

  func parser(
    _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?,
    qualifiedName: String?
  ) {
    depth -= 1
  }
}
