import Agreement
import Foundation
import SlideIO

/// Nuclei from a file of ImageJ's Cell Counter.
///
/// Markers are whole pixels; half a pixel is added, because the center of the first is 0.5.
struct CellCounterPoints {
  var path: String
  var classes: ClassNames

  private func markers(_ bytes: [UInt8]) throws(ManualError) -> MarkerFinder {
    var scanner = XMLScanner(text: String(decoding: bytes, as: UTF8.self))
    var found = MarkerFinder()
    do {
      while let tag = try scanner.next() {
        switch tag {
        case .start(let name, _): found.begin(name)
        case .end(let name): found.end(name, try scanner.text())
        }
        guard found.isCellCounter else { break }
      }
    } catch {
      throw .malformed(path: path, problem: Self.problem(error))
    }
    guard found.isCellCounter else {
      throw .malformed(
        path: path, problem: "found XML that is no Cell Counter file, expected markers of ImageJ")
    }
    return found
  }

  private static func problem(_ problem: XMLProblem) -> String {
    switch problem {
    case .encoding(let found): "found \(found), expected UTF-8"
    case .broken(_, "the end of the file", _):
      "the file breaks off before its end, expected all of it"
    case .broken(let line, let found, let expected):
      "found broken XML in line \(line) (\(found.prefix(80))), expected \(expected.prefix(80))"
    case .tooDeep(let line, let limit):
      "more than \(limit) elements inside each other in line \(line), expected markers of ImageJ"
    case .hasDocumentType: "found a document type, which is never read; remove the declaration"
    }
  }

  /// Reads the nuclei; each type of marker is a class by its name or, without one, its number.
  func points(
    _ bytes: [UInt8], _ place: String?, _ reader: String
  ) throws(ManualError) -> [ManualPoints] {
    let found = try markers(bytes)
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

/// Gathers markers from the elements of a Cell Counter file.
private struct MarkerFinder {
  struct Marker {
    var type: String
    var name: String
    var x: Int
    var y: Int
  }

  private(set) var isCellCounter = false
  private(set) var isDamaged = false
  private(set) var image = ""
  private(set) var markers: [Marker] = []
  private var type = ""
  private var name = ""
  private var x: Int?
  private var y: Int?

  /// Takes the start of an element.
  mutating func begin(_ element: String) {
    switch element {
    case "CellCounter_Marker_File": isCellCounter = true
    case "Marker_Type": (type, name) = ("", "")
    case "Marker": (x, y) = (nil, nil)
    default: break
    }
  }

  /// Takes the end of an element and the text before it.
  mutating func end(_ element: String, _ text: String) {
    let content = text.trimmingCharacters(in: .whitespacesAndNewlines)
    switch element {
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
  }
}
