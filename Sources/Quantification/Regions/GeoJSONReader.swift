/// Reads GeoJSON as QuPath 0.2 to 0.7 writes it.
///
/// The file may be a FeatureCollection, a list of features, one feature or one geometry. Coordinates
/// are full-resolution pixels. Members may come in any order and more than once; unknown ones are
/// passed over. Objects that QuPath calls detections, cells or tiles are no regions.
struct GeoJSONReader {
  private var scanner: JSONScanner
  private var regions: [RegionOutline] = []
  private var left = LeftOut()

  /// Objects that were passed over, by kind.
  private struct LeftOut {
    var points = 0
    var lines = 0
    var detections = 0
    var missingCores = 0
    var withoutOutline = 0

    var notes: [String] {
      [
        Self.note(points, "point annotation", "points enclose nothing"),
        Self.note(lines, "line", "lines enclose nothing"),
        Self.note(detections, "detected object", "only annotations are regions"),
        Self.note(missingCores, "core", "marked as missing"),
        Self.note(withoutOutline, "object", "no outline"),
      ].compactMap { $0 }
    }

    private static func note(_ count: Int, _ noun: String, _ reason: String) -> String? {
      count > 0 ? "\(IntakeError.count(count, noun)) ignored (\(reason))" : nil
    }
  }

  /// An object of the file while its members are gathered; what it is shows at its end.
  private struct Item {
    var type = ""
    var isLegacyDetection = false
    var hasFeatures = false
    var geometry: Geometry?
    var properties = GeoJSONProperties()
    /// The object's own coordinates, when it is a geometry.
    var own = Geometry()
  }

  /// Outlines of a geometry, and what else it held.
  private struct Geometry {
    var type = ""
    var areas: [RegionArea] = []
    var coordinates: GeoJSONCoordinates?
    var points = 0
    var lines = 0
  }

  private static let types: Set<String> = [
    "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
    "GeometryCollection",
  ]

  /// Reads a whole file.
  static func read(_ bytes: [UInt8], path: String) throws(RegionFileError) -> RegionFile {
    var reader = GeoJSONReader(scanner: JSONScanner(bytes: bytes, path: path))
    try reader.readItems()
    guard reader.scanner.kind() == .end else {
      throw reader.scanner.unexpected("the end of the file")
    }
    return RegionFile(
      path: path, format: .geoJSON, regions: reader.regions, notes: reader.left.notes)
  }

  private init(scanner: JSONScanner) { self.scanner = scanner }

  /// An object, or a list of objects.
  private mutating func readItems() throws(RegionFileError) {
    guard scanner.kind() == .array else {
      try readItem()
      return
    }
    try scanner.beginArray()
    while try scanner.nextElement() { try readItem() }
  }

  private mutating func readItem() throws(RegionFileError) {
    let start = scanner
    let number = regions.count
    try scanner.beginObject()
    var item = Item()
    while let key = try scanner.nextKey() {
      switch key {
      case "type": item.type = try scanner.string()
      case "id": item.isLegacyDetection = try isLegacyDetection()
      case "features":
        item.hasFeatures = true
        try readItems()
      case "geometry" where scanner.kind() == .object: item.geometry = try geometry()
      case "properties" where scanner.kind() == .object: try readProperties(&item.properties)
      case "coordinates": item.own.coordinates = try GeoJSONCoordinates(&scanner)
      case "geometries": try readGeometries(into: &item.own)
      default: try scanner.skip()
      }
    }
    if item.type == "FeatureCollection" || item.hasFeatures { return }
    if Self.types.contains(item.type) {
      item.own.type = item.type
      item.geometry = try settled(item.own)
    } else if item.type != "Feature" {
      throw start.unexpected("a GeoJSON object with \"type\": \"Feature\" or \"FeatureCollection\"")
    }
    add(item, at: number)
  }

  /// Adds what an object turned out to be, before the objects inside it.
  private mutating func add(_ item: Item, at number: Int) {
    if item.isLegacyDetection || item.properties.isDetection {
      left.detections += 1
    } else if item.properties.isMissing {
      left.missingCores += 1
    } else if let geometry = item.geometry {
      left.points += geometry.points
      left.lines += geometry.lines
      if !geometry.areas.isEmpty {
        regions.insert(
          RegionOutline(
            name: item.properties.name, className: item.properties.className,
            parts: geometry.areas), at: number)
      } else if geometry.points + geometry.lines == 0 {
        left.withoutOutline += 1
      }
    } else {
      left.withoutOutline += 1
    }
  }

  // MARK: Geometry

  private mutating func geometry() throws(RegionFileError) -> Geometry {
    try scanner.beginObject()
    var result = Geometry()
    while let key = try scanner.nextKey() {
      switch key {
      case "type": result.type = try scanner.string()
      case "coordinates": result.coordinates = try GeoJSONCoordinates(&scanner)
      case "geometries": try readGeometries(into: &result)
      default: try scanner.skip()
      }
    }
    return try settled(result)
  }

  private mutating func readGeometries(into result: inout Geometry) throws(RegionFileError) {
    try scanner.beginArray()
    while try scanner.nextElement() {
      let part = try geometry()
      result.areas += part.areas
      result.points += part.points
      result.lines += part.lines
    }
  }

  /// The geometry with its coordinates understood by its type.
  private func settled(_ geometry: Geometry) throws(RegionFileError) -> Geometry {
    var result = geometry
    let coordinates = geometry.coordinates ?? GeoJSONCoordinates()
    switch geometry.type {
    case "Point", "MultiPoint": result.points += 1
    case "LineString", "MultiLineString": result.lines += 1
    case "Polygon":
      guard [0, 3].contains(coordinates.level) else { throw misfit(geometry) }
      result.areas += coordinates.polygons
    case "MultiPolygon":
      guard [0, 4].contains(coordinates.level) else { throw misfit(geometry) }
      result.areas += coordinates.polygons
    case "GeometryCollection": break
    default:
      throw scanner.unexpected(
        "a geometry of a type that GeoJSON has, not '\(geometry.type)', before here")
    }
    result.coordinates = nil
    return result
  }

  private func misfit(_ geometry: Geometry) -> RegionFileError {
    scanner.unexpected(
      "the coordinates of a \(geometry.type) before here: "
        + (geometry.type == "Polygon" ? "a list" : "a list of lists") + " of rings of [x, y]")
  }

  // MARK: Properties

  /// QuPath 0.2 wrote the kind of an object as its id.
  private mutating func isLegacyDetection() throws(RegionFileError) -> Bool {
    guard scanner.kind() == .string else {
      try scanner.skip()
      return false
    }
    return [
      "PathDetectionObject", "PathCellObject", "PathTileObject", "PathRootObject",
    ].contains(try scanner.string())
  }

  private mutating func readProperties(
    _ properties: inout GeoJSONProperties
  ) throws(RegionFileError) {
    try scanner.beginObject()
    while let key = try scanner.nextKey() {
      switch key {
      case "childObjects" where scanner.kind() == .array,
        "children" where scanner.kind() == .array:
        try readItems()
      default: try properties.read(key, &scanner)
      }
    }
  }
}
