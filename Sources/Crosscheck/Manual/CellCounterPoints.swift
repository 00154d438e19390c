import Agreement
import Foundation
import FoundationXML
import SlideIO

/// Nuclei from a file of ImageJ's Cell Counter.
///
/// Markers are whole pixels; half a pixel is added, because the center of the first is 0.5.
struct CellCounterPoints {
  var path: String
  var classes: ClassNames

  /// Reads the nuclei; each type of marker is a class by its name or, without one, its number.
  func points(
    _ bytes: [UInt8], _ place: String?, _ reader: String
  ) throws(ManualError) -> [ManualPoints] {
    let found = MarkerFinder()
    let parser = XMLParser(data: ParsableXML.data(of: String(decoding: bytes, as: UTF8.self)))
    parser.shouldResolveExternalEntities = false
    parser.delegate = found
    guard parser.parse(), found.isCellCounter else {
      throw .malformed(
        path: path, problem: "found XML that is no Cell Counter file, expected markers of ImageJ")
    }
    // The parser takes a text that breaks off for a whole one.
    guard found.isComplete else {
      throw .malformed(
        path: path, problem: "the file breaks off before its end, expected all of it")
    }
    guard !found.isDamaged else {
      throw .malformed(path: path, problem: "found a marker without whole coordinates")
    }
    var points: [ManualPoint] = []
    var unknown: [String] = []
    for marker in found.markers {
      let names = [marker.name, "Type \(marker.type)", marker.type].filter { !$0.isEmpty }
      guard let label = names.lazy.compactMap(classes.label).first else {
        let shown = names.first ?? marker.type
        if !unknown.contains(shown) { unknown.append(shown) }
        continue
      }
      points.append(
        ManualPoint(place: SIMD2(Double(marker.x) + 0.5, Double(marker.y) + 0.5), label: label))
    }
    if !unknown.isEmpty { throw .unknownClasses(path: path, names: unknown) }
    if points.isEmpty { throw .empty(path: path) }
    let name = place ?? (found.image.isEmpty ? FileName.stem(path) : found.image)
    return [
      ManualPoints(
        place: name, isImage: place == nil && !found.image.isEmpty, reader: reader, unit: .pixels,
        field: .unstated, points: points)
    ]
  }
}

/// Walks through the elements of a Cell Counter file.
private final class MarkerFinder: NSObject, XMLParserDelegate {
  struct Marker {
    var type: String
    var name: String
    var x: Int
    var y: Int
  }

  private(set) var isCellCounter = false
  private(set) var isComplete = false
  private(set) var isDamaged = false
  private(set) var image = ""
  private(set) var markers: [Marker] = []
  private var text = ""
  private var type = ""
  private var name = ""
  private var x: Int?
  private var y: Int?

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String] = [:]
  ) {
    text = ""
    switch elementName {
    case "CellCounter_Marker_File": isCellCounter = true
    case "Marker_Type": (type, name) = ("", "")
    case "Marker": (x, y) = (nil, nil)
    default: break
    }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) { text += string }

  func parser(
    _ parser: XMLParser, didEndElement elementName: String, namespaceURI: String?,
    qualifiedName: String?
  ) {
    let content = text.trimmingCharacters(in: .whitespacesAndNewlines)
    switch elementName {
    case "CellCounter_Marker_File": isComplete = true
    case "Image_Filename": image = content
    case "Type": type = content
    case "Name": name = content
    case "MarkerX": x = Int(content)
    case "MarkerY": y = Int(content)
    case "Marker":
      if let x, let y {
        markers.append(Marker(type: type, name: name, x: x, y: y))
      } else {
        isDamaged = true
      }
    default: break
    }
    text = ""
  }
}
