import Nuclei
import Quantification
import SlideIO
import Stains

/// A slide as the report shows it.
struct SlideView {
  /// Most image files that are named; `tiles.csv` has all.
  private static let mostFiles = 6

  /// How it was measured, in order.
  private(set) var facts: [TemplateValues] = []
  private let slide: SlideResult

  /// Describes a slide.
  init(_ slide: SlideResult) {
    self.slide = slide
    guard slide.status == .measured else { return }
    add("Files", Self.files(of: slide))
    add("Size", Self.size(of: slide))
    add("Pixel size", slide.pixelSize.map(Self.text) ?? "unknown")
    if let note = slide.pixelSizeNote { add("About the pixel size", note) }
    for warning in slide.imageWarnings.prefix(Self.mostFiles) { add("About the files", warning) }
    if slide.pixelSize == nil, let assumed = slide.detectionMicronsPerPixel {
      let size = DecimalText.text(assumed.x, places: 3)
      add("Detection worked at", "\(size) µm per pixel (estimated, not used for areas)")
    }
    if let area = slide.measuredAreaSquareMillimeters {
      add("Measured area", "\(DecimalText.text(area, places: 3)) mm²")
    }
    addTissue(of: slide)
    add("Tiles", Self.tiles(of: slide))
    add("Tumor nuclei", "\(slide.counts.countsText); index \(slide.counts.indexText)")
    addCensus(slide.census)
    addCalibration(of: slide)
  }

  /// Values for the template.
  func page(pictures: [ReportPicture]) -> TemplateValues {
    let isMeasured = slide.status == .measured
    let regions = isMeasured ? slide.regions.map(Self.values) : []
    return [
      "name": slide.slide, "error": isMeasured ? nil : slide.error ?? "no reason given",
      "pictures": pictures.map(\.values), "hasPictures": !pictures.isEmpty,
      "hasRegions": !regions.isEmpty, "regions": regions, "regionNotes": slide.regionNotes,
      "isMeasured": isMeasured, "facts": facts,
      "densities": isMeasured ? DensityChart(of: slide)?.drawn() : nil,
    ]
  }

  private static func values(of region: RegionResult) -> TemplateValues {
    let isCounted = region.role == .include
    return [
      "name": region.name, "class": region.className.isEmpty ? "–" : region.className,
      "role": isCounted ? "measured" : "left out",
      "area": region.areaSquareMillimeters.map { "\(DecimalText.text($0, places: 3)) mm²" } ?? "–",
      "tissue": region.tissueSquareMillimeters.map { "\(DecimalText.text($0, places: 3)) mm²" }
        ?? "–",
      "counts": isCounted ? region.counts.countsText : "–",
      "index": isCounted ? region.counts.indexText : "–",
      "interval": isCounted ? region.counts.intervalText ?? "–" : "–",
    ]
  }

  private mutating func add(_ name: String, _ value: String) {
    facts.append(TemplateValues(name: name, value: value))
  }

  private static func files(of slide: SlideResult) -> String {
    let names = slide.tiles.prefix(mostFiles).map(\.image)
    let more = slide.tiles.count - names.count
    return names.joined(separator: ", ") + (more > 0 ? " and \(more) more (tiles.csv)" : "")
  }

  /// Areas of tissue, glass and what spoils the slide, as far as they occur.
  private mutating func addTissue(of slide: SlideResult) {
    if let focus = slide.quality?.focus {
      add("Focus", "\(DecimalText.text(focus, places: 2)) (out of focus below 0.12)")
    }
    if let black = slide.quality?.blackShare, let white = slide.quality?.whiteShare {
      add(
        "Exposure",
        "\(Self.share(black)) of the tissue black in some color, \(Self.share(white)) white")
    }
    guard let areas = slide.areas, let tissue = areas.tissueSquareMillimeters else { return }
    add("Tissue measured", Self.area(tissue))
    for value in TissueClass.excludable {
      guard let area = areas.squareMillimeters(value), area > 0 else { continue }
      let fate = areas.excluded.contains(value) ? "left out" : "flagged, but counted"
      add(
        value.words.prefix(1).uppercased() + value.words.dropFirst(), "\(Self.area(area)), \(fate)")
    }
    add("Glass", Self.area(areas.squareMillimeters(.glass) ?? 0))
  }

  private static func share(_ share: Double) -> String {
    "\(DecimalText.text(100 * share, places: 1)) %"
  }

  /// An area in mm² with three significant places at least.
  private static func area(_ squareMillimeters: Double) -> String {
    "\(DecimalText.text(squareMillimeters, places: squareMillimeters < 10 ? 3 : 1)) mm²"
  }

  private mutating func addCensus(_ census: NucleusCensus) {
    guard let expected = census.expectedIndexText else { return }
    add("Index by probability", expected)
    add("Positive by intensity", census.intensityText)
    add("Likely kinds", census.kindsText)
  }

  private mutating func addCalibration(of slide: SlideResult) {
    if let calibration = slide.calibration {
      add(
        "White point (R, G, B)",
        "\(Self.triple(calibration.white, places: 1)) (\(calibration.whiteSource.rawValue))")
      let vectors = calibration.vectors
      let source = calibration.vectorsSource.rawValue
      add("Hematoxylin vector", "\(Self.triple(vectors.hematoxylin, places: 3)) (\(source))")
      add("DAB vector", "\(Self.triple(vectors.dab, places: 3)) (\(source))")
    }
    if let positivity = slide.positivity {
      let cut = DecimalText.text(positivity.cutOD, places: 3)
      let reference = DecimalText.text(positivity.referenceOD, places: 3)
      let origin =
        positivity.nucleusCount > 0
        ? "taken from \(positivity.nucleusCount) nuclei" : "not taken from this slide"
      add("Positive above", "\(cut) DAB optical density (reference \(reference), \(origin))")
      for doubt in slide.calibrationDoubts {
        add("Doubt about the cut", "\(doubt.text) [\(doubt.code.rawValue)]")
      }
    }
  }

  private static func size(of slide: SlideResult) -> String {
    var text = "\(slide.width) × \(slide.height) px"
    if let size = slide.pixelSize {
      let width = DecimalText.text(Double(slide.width) * size.xMicrons / 1000, places: 2)
      let height = DecimalText.text(Double(slide.height) * size.yMicrons / 1000, places: 2)
      text += " (\(width) × \(height) mm)"
    }
    return text
  }

  private static func text(_ size: PixelSize) -> String {
    let x = DecimalText.text(size.xMicrons, places: 4)
    let y = DecimalText.text(size.yMicrons, places: 4)
    return "\(x == y ? x : "\(x) × \(y)") µm (\(size.source.rawValue))"
  }

  private static func tiles(of slide: SlideResult) -> String {
    let counts = [MeasurementStatus.measured, .failed, .skipped].map { status in
      (status, slide.tiles.count { $0.status == status })
    }
    return counts.filter { $0.1 > 0 || $0.0 == .measured }
      .map { "\($0.1) \($0.0.rawValue)" }.joined(separator: ", ")
  }

  private static func triple(_ values: SIMD3<Double>, places: Int) -> String {
    (0..<3).map { DecimalText.text(values[$0], places: places) }.joined(separator: ", ")
  }
}
