/// Reads annotations of Aperio ImageScope.
///
/// A layer (`Annotation`) gives the class by its `Name`, else by the first of its attributes with a
/// value; a `Region` is named by its `Text`. Regions with `NegativeROA="1"` are holes in all regions
/// of their layer. Types: 0 outline, 1 rectangle, 2 ellipse; 3 to 5 are arrows, rulers and pens that
/// enclose nothing.
struct ImageScopeReader: RegionXMLReader {
  private let path: String
  private var regions: [RegionOutline] = []
  private var micronsPerPixel: Double?
  private var linesIgnored = 0
  private var lonelyHoles = 0
  private var layer = Layer()
  private var region: Region?

  private struct Layer {
    var name = ""
    var attribute = ""
    var positive: [Region] = []
    var negative: [RegionArea] = []
  }

  private struct Region {
    var text: String
    var type: String
    var isNegative: Bool
    var corners: [SIMD2<Double>] = []
  }

  init(path: String) { self.path = path }

  mutating func begin(_ name: String, _ element: RegionXMLElement) throws(RegionFileError) {
    switch name {
    case "Annotations":
      micronsPerPixel = element.attributes["MicronsPerPixel"].flatMap(StrictNumber.decimal)
    case "Annotation":
      layer = Layer(name: element.text("Name"))
    case "Attribute" where region == nil:
      if layer.attribute.isEmpty { layer.attribute = element.text("Value") }
    case "Region":
      region = Region(
        text: element.text("Text"), type: element.text("Type"),
        isNegative: element.text("NegativeROA") == "1")
      guard ["", "0", "1", "2", "3", "4", "5"].contains(element.text("Type")) else {
        throw element.malformed(
          found: "a region of type '\(element.text("Type"))'",
          expected: "0 (outline), 1 (rectangle) or 2 (ellipse)")
      }
    case "Vertex":
      let place = SIMD2(try element.coordinate("X"), try element.coordinate("Y"))
      region?.corners.append(place)
    default: break
    }
  }

  mutating func end(_ name: String) {
    switch name {
    case "Region":
      guard let finished = region else { return }
      region = nil
      take(finished)
    case "Annotation":
      finishLayer()
    default: break
    }
  }

  private mutating func take(_ region: Region) {
    switch region.type {
    case "3", "4", "5": linesIgnored += 1
    default:
      if region.isNegative {
        layer.negative.append(Self.area(of: region))
      } else {
        layer.positive.append(region)
      }
    }
  }

  private static func area(of region: Region) -> RegionArea {
    let corners = region.corners
    switch region.type {
    case "1" where corners.count == 2:
      return RegionArea(rings: [RegionShapes.rectangle(corners[0], corners[1])])
    case "2": return RegionArea(rings: [RegionShapes.ellipse(in: corners)])
    default: return RegionArea(rings: [corners])
    }
  }

  private mutating func finishLayer() {
    let className = layer.name.isEmpty ? layer.attribute : layer.name
    if layer.positive.isEmpty { lonelyHoles += layer.negative.count }
    for region in layer.positive {
      let area = Self.area(of: region)
      let holes = layer.negative.filter { Self.touch($0, area) }
      regions.append(
        RegionOutline(name: region.text, className: className, parts: [area], holes: holes))
    }
    layer = Layer()
  }

  private static func touch(_ a: RegionArea, _ b: RegionArea) -> Bool {
    guard let first = a.bounds, let second = b.bounds else { return false }
    return first.low.x <= second.high.x && second.low.x <= first.high.x
      && first.low.y <= second.high.y && second.low.y <= first.high.y
  }

  func file() -> RegionFile {
    var notes: [String] = []
    if linesIgnored > 0 {
      notes.append(
        "\(IntakeError.count(linesIgnored, "line")) or arrows ignored (they enclose nothing)")
    }
    if lonelyHoles > 0 {
      notes.append(
        "\(IntakeError.count(lonelyHoles, "negative region")) ignored (no region in the layer to cut "
          + "from)"
      )
    }
    var file = RegionFile(path: path, format: .imageScope, regions: regions, notes: notes)
    file.micronsPerPixel = micronsPerPixel
    return file
  }
}
