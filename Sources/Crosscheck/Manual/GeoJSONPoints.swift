import Agreement
import Foundation

/// Nuclei from GeoJSON as QuPath writes it: points, detections and cells; outlines of annotations
/// are the field that was counted.
struct GeoJSONPoints {
  var path: String
  var classes: ClassNames

  /// Reads the nuclei of one image, its places full-resolution pixels.
  func points(
    _ bytes: [UInt8], _ place: String?, _ reader: String
  ) throws(ManualError) -> ManualPoints {
    let root: Any
    do {
      root = try JSONSerialization.jsonObject(with: Data(bytes))
    } catch {
      throw .malformed(path: path, problem: "found text that is not JSON, expected GeoJSON")
    }
    let collection = (root as? [String: Any])?["features"] as? [Any]
    let single = (root as? [String: Any]).flatMap { $0["geometry"] == nil ? nil : [$0 as Any] }
    guard let features = collection ?? root as? [Any] ?? single else {
      throw .malformed(
        path: path, problem: "found JSON without \"features\", expected a FeatureCollection")
    }
    var gathered = Gathered()
    for (position, feature) in features.enumerated() {
      guard let feature = feature as? [String: Any] else {
        throw .malformed(path: path, problem: "feature \(position + 1) is no object")
      }
      try gather(feature, position + 1, &gathered)
    }
    if !gathered.unknown.isEmpty {
      throw .unknownClasses(path: path, names: gathered.unknown)
    }
    if gathered.points.isEmpty && gathered.outlines.isEmpty { throw .empty(path: path) }
    return ManualPoints(
      place: place ?? FileName.stem(path), isImage: false, reader: reader, unit: .pixels,
      field: gathered.outlines.isEmpty ? .unstated : .outlines(gathered.outlines),
      points: gathered.points)
  }

  private struct Gathered {
    var points: [ManualPoint] = []
    var outlines: [[SIMD2<Double>]] = []
    var unknown: [String] = []
  }

  private func gather(
    _ feature: [String: Any], _ number: Int, _ gathered: inout Gathered
  ) throws(ManualError) {
    let properties = feature["properties"] as? [String: Any] ?? [:]
    let kind = (properties["objectType"] ?? properties["object_type"]) as? String ?? "annotation"
    let name = Self.className(properties["classification"])
    // QuPath leaves out what lies in classes whose name ends in an asterisk.
    if let name, name.hasSuffix("*") { return }
    let geometry = feature["nucleusGeometry"] ?? feature["geometry"]
    guard let shape = geometry as? [String: Any], let type = shape["type"] as? String,
      let coordinates = shape["coordinates"]
    else {
      throw .malformed(path: path, problem: "feature \(number) has no geometry")
    }
    let label = name.flatMap { classes.label($0) }
    let isPoint = type == "Point" || type == "MultiPoint"
    if !isPoint && kind == "annotation" && label != .positive && label != .negative {
      gathered.outlines += try rings(coordinates, type, number)
      return
    }
    guard ["annotation", "detection", "cell", "PathDetectionObject"].contains(kind) else { return }
    guard let label else {
      let shown = name ?? "(no class)"
      if !gathered.unknown.contains(shown) { gathered.unknown.append(shown) }
      return
    }
    let places =
      isPoint
      ? try self.places(type == "Point" ? [coordinates] : coordinates, number)
      : try rings(coordinates, type, number).prefix(1).map(Self.centroid)
    gathered.points += places.map { ManualPoint(place: $0, label: label) }
  }

  /// The name of a class given as text, or as an object with `name` or `names`.
  private static func className(_ value: Any?) -> String? {
    if let text = value as? String { return text.isEmpty ? nil : text }
    guard let object = value as? [String: Any] else { return nil }
    if let names = object["names"] as? [String] { return names.joined(separator: ": ") }
    return object["name"] as? String
  }

  private func places(_ value: Any, _ number: Int) throws(ManualError) -> [SIMD2<Double>] {
    guard let list = value as? [Any] else { throw badCoordinates(number) }
    var result: [SIMD2<Double>] = []
    for item in list {
      guard let pair = item as? [Any], pair.count >= 2,
        let x = (pair[0] as? NSNumber)?.doubleValue, let y = (pair[1] as? NSNumber)?.doubleValue,
        abs(x) < 1e8, abs(y) < 1e8
      else { throw badCoordinates(number) }
      result.append(SIMD2(x, y))
    }
    return result
  }

  /// Rings of a polygon, or of several.
  private func rings(
    _ value: Any, _ type: String, _ number: Int
  ) throws(ManualError) -> [[SIMD2<Double>]] {
    let polygons: [Any]
    switch type {
    case "Polygon": polygons = [value]
    case "MultiPolygon": polygons = value as? [Any] ?? []
    default:
      throw .malformed(
        path: path,
        problem: "feature \(number) is a \(type), expected points or polygons")
    }
    var result: [[SIMD2<Double>]] = []
    for polygon in polygons {
      guard let rings = polygon as? [Any] else { throw badCoordinates(number) }
      for ring in rings { result.append(try places(ring, number)) }
    }
    guard result.allSatisfy({ $0.count >= 3 }), !result.isEmpty else {
      throw badCoordinates(number)
    }
    return result
  }

  private func badCoordinates(_ number: Int) -> ManualError {
    .malformed(path: path, problem: "feature \(number) has coordinates that are no pixels")
  }

  /// Center of gravity of a ring's area; of its corners when it has none.
  private static func centroid(_ ring: [SIMD2<Double>]) -> SIMD2<Double> {
    let origin = ring[0]
    var area = 0.0
    var moment = SIMD2<Double>.zero
    for (index, corner) in ring.enumerated() {
      let a = corner - origin
      let b = ring[(index + 1) % ring.count] - origin
      let cross = a.x * b.y - a.y * b.x
      area += cross
      moment += (a + b) * cross
    }
    guard abs(area) > 1e-9 else { return ring.reduce(.zero, +) / Double(ring.count) }
    return origin + moment / (3 * area)
  }
}
