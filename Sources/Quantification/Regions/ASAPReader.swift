import Foundation

/// Reads annotations of ASAP.
///
/// `PartOfGroup` is the class. Polygons and splines are closed outlines through their coordinates in
/// the order of `Order`; rectangles have four corners, or two opposite ones. Dots, point sets and
/// measurements enclose nothing.
struct ASAPReader: RegionXMLReader {
  private let path: String
  private var regions: [RegionOutline] = []
  private var pointsAndLines = 0
  private var current: Shape?

  private struct Shape {
    var name: String
    var className: String
    var type: String
    var corners: [(order: Double, place: SIMD2<Double>)] = []
  }

  init(path: String) { self.path = path }

  mutating func begin(_ name: String, _ element: RegionXMLElement) throws(RegionFileError) {
    switch name {
    case "Annotation":
      let group = element.text("PartOfGroup")
      current = Shape(
        name: element.text("Name"), className: group == "None" ? "" : group,
        type: element.text("Type"))
      let known = [
        "Polygon", "Spline", "Rectangle", "Dot", "PointSet", "Measurement", "None",
      ]
      guard known.contains(element.text("Type")) else {
        throw element.malformed(
          found: "an annotation of type '\(element.text("Type"))'",
          expected: "Polygon, Rectangle or Spline")
      }
    case "Coordinate":
      let place = SIMD2(try element.coordinate("X"), try element.coordinate("Y"))
      let order = element.attributes["Order"].flatMap(StrictNumber.decimal)
      let number = Double(current?.corners.count ?? 0)
      current?.corners.append((order ?? number, place))
    default: break
    }
  }

  mutating func end(_ name: String) {
    guard name == "Annotation", let shape = current else { return }
    current = nil
    // Corners of equal order stay as they stand in the file.
    let corners = shape.corners.enumerated().sorted {
      ($0.element.order, $0.offset) < ($1.element.order, $1.offset)
    }.map(\.element.place)
    switch shape.type {
    case "Polygon", "Spline":
      add(shape, corners)
    case "Rectangle":
      add(shape, corners.count == 2 ? RegionShapes.rectangle(corners[0], corners[1]) : corners)
    default:
      pointsAndLines += 1
    }
  }

  private mutating func add(_ shape: Shape, _ corners: [SIMD2<Double>]) {
    regions.append(
      RegionOutline(
        name: shape.name, className: shape.className, parts: [RegionArea(rings: [corners])]))
  }

  func file() -> RegionFile {
    var notes: [String] = []
    if pointsAndLines > 0 {
      notes.append(
        "\(IntakeError.count(pointsAndLines, "point")) or measurements ignored (they enclose nothing)"
      )
    }
    return RegionFile(path: path, format: .asap, regions: regions, notes: notes)
  }
}

/// Outlines of shapes that files describe by a few corners.
enum RegionShapes {
  /// Sides of the polygon that stands for an ellipse; its area is 0.03 % smaller.
  private static let ellipseSides = 144

  /// The rectangle between two opposite corners.
  static func rectangle(_ a: SIMD2<Double>, _ b: SIMD2<Double>) -> [SIMD2<Double>] {
    let (low, high) = (pointwiseMin(a, b), pointwiseMax(a, b))
    return [low, SIMD2(high.x, low.y), high, SIMD2(low.x, high.y)]
  }

  /// The ellipse that fills the bounds of some corners.
  static func ellipse(in corners: [SIMD2<Double>]) -> [SIMD2<Double>] {
    guard let bounds = RegionArea(rings: [corners]).bounds else { return [] }
    let center = (bounds.low + bounds.high) / 2
    let radii = (bounds.high - bounds.low) / 2
    return (0..<ellipseSides).map { step in
      let angle = 2 * Double.pi * Double(step) / Double(ellipseSides)
      return center + radii * SIMD2(cos(angle), sin(angle))
    }
  }
}
