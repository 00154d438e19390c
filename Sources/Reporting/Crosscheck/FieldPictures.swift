import Agreement
import Crosscheck
import Foundation
import Quantification
import Raster

/// Finds a picture of the run that shows a field, and draws the nuclei on it that differ.
struct FieldPictures {
  let results: any MeasuredResults
  /// Output folder of the run.
  let folder: String
  /// Most signs in a picture; more hide what they stand for and slow the page.
  static let mostSigns = 2500

  /// A copy of a picture for the report, and what its outlined view shows.
  private struct Picture {
    var file: String
    var view: OverlayView
    /// Columns at the left of the outlined view.
    var left = 0
  }

  /// The subject's picture as complete markup; nil when the run has none.
  func svg(of subject: ComparedSubject) -> String? {
    guard let name = subject.slide, let slide = results.slides.first(where: { $0.name == name })
    else { return nil }
    let part = subject.fields.first.map { Self.bounds($0, slide) }
    guard let picture = picture(slide, showing: part),
      let data = FileManager.default.contents(atPath: "\(folder)/\(picture.file)")
    else { return nil }
    let view = picture.view
    let shown = part.map { window($0, view) } ?? (0, 0, Double(view.width), Double(view.height))
    let numbers = [shown.0, shown.1, shown.2, shown.3].map(SVGText.number).joined(separator: " ")
    let label = SVGText.escaped("Nuclei of \(subject.name) on which reader and program differ")
    var svg =
      "<svg class=\"field\" viewBox=\"\(numbers)\" preserveAspectRatio=\"xMinYMin\" role=\"img\" aria-label=\"\(label)\">"
    svg += "<image x=\"\(-picture.left)\" y=\"0\" "
    svg += "width=\"\(picture.left + view.width)\" height=\"\(view.height)\" "
    svg += "href=\"data:image/jpeg;base64,\(data.base64EncodedString())\"/>"
    // Marks keep their size on the page, however far the picture is enlarged.
    let scale = max(shown.2, shown.3) / 1000
    for sign in Self.signs(subject).prefix(Self.mostSigns) {
      let place = view.position(sign.place)
      svg += "<g transform=\"translate(\(SVGText.number(place.x)) \(SVGText.number(place.y))) "
      svg +=
        "scale(\(DecimalText.text(scale, places: 3)))\" class=\"sign \(sign.symbol.rawValue)\">"
      svg += "<title>\(sign.symbol.meaning)</title>\(sign.symbol.shape)</g>"
    }
    return svg + "</svg>"
  }

  /// The hotspot's picture when it shows the part, else the slide's.
  private func picture(_ slide: MeasuredSlide, showing part: PixelRect?) -> Picture? {
    let whole = tileBounds(of: slide)
    guard !whole.isEmpty else { return nil }
    var candidates: [Picture] = []
    if let hotspot = hotspotPicture(of: slide, within: whole) { candidates.append(hotspot) }
    if let overview = overview(of: slide, whole) {
      // A slide that one picture shows in full detail needs no other.
      candidates.insert(overview, at: overview.view.downsample == 1 ? 0 : candidates.endIndex)
    }
    return candidates.first { picture in
      guard FileManager.default.fileExists(atPath: "\(folder)/\(picture.file)") else {
        return false
      }
      return part.map { picture.view.rect.contains($0) } ?? true
    }
  }

  /// What pictures of the slide show at most; the same as `SlideResult.tileBounds`.
  private func tileBounds(of slide: MeasuredSlide) -> PixelRect {
    let tiles = results.images.filter { $0.slide == slide.name && $0.failure == nil }
    let first = tiles.map(\.origin).reduce(slide.size) { pointwiseMin($0, $1) }
    let corner = tiles.isEmpty ? SIMD2<Double>.zero : first
    return PixelRect(
      x: Int(corner.x), y: Int(corner.y), width: Int(slide.size.x - corner.x),
      height: Int(slide.size.y - corner.y))
  }

  private func hotspotPicture(of slide: MeasuredSlide, within whole: PixelRect) -> Picture? {
    let hotspot = results.hotspots.first { $0.slide == slide.name && $0.rank == 1 }
    guard let hotspot,
      let rect = OverlayView.detailRect(
        center: hotspot.center, radii: hotspot.radii, within: whole)
    else { return nil }
    let view = OverlayView(rect, longSide: OverlayView.longSides.detail)
      .reduced(toLongSide: SlidePainter.hotspotReportSide)
    return Picture(
      file: "overlays/report/\(PictureName.hotspot(1, of: slide.name)).jpg", view: view,
      left: view.width + SlidePainter.gap)
  }

  /// The slide's picture; nil when its map stands in the place of it.
  private func overview(of slide: MeasuredSlide, _ whole: PixelRect) -> Picture? {
    let view = OverlayView(whole, longSide: OverlayView.longSides.overview)
    guard SlidePainter.isOutlined(view, micronsPerPixel: slide.micronsPerPixel) else { return nil }
    return Picture(
      file: "overlays/report/\(slide.name).jpg",
      view: view.reduced(toLongSide: OverlayView.reportLongSide))
  }

  /// The part of the slide on which a field's marks lie.
  private static func bounds(_ field: ComparedField, _ slide: MeasuredSlide) -> PixelRect {
    let places = field.marks.map { $0.position / field.micronsPerPixel }
    let low = places.reduce(slide.size) { pointwiseMin($0, $1) }.rounded(.down)
    let high = places.reduce(.zero) { pointwiseMax($0, $1) }.rounded(.up)
    return PixelRect(
      x: Int(max(0, low.x)), y: Int(max(0, low.y)), width: Int(max(1, high.x - max(0, low.x))),
      height: Int(max(1, high.y - max(0, low.y))))
  }

  /// The part of a picture that is shown: the field with a margin, in picture pixels.
  private func window(
    _ part: PixelRect, _ view: OverlayView
  ) -> (Double, Double, Double, Double) {
    let low = view.position(SIMD2(Double(part.x), Double(part.y))) - 16
    let high = view.position(SIMD2(Double(part.maxX), Double(part.maxY))) + 16
    let corner = pointwiseMax(low, .zero)
    let size = pointwiseMin(high, SIMD2(Double(view.width), Double(view.height))) - corner
    return (corner.x, corner.y, max(size.x, 1), max(size.y, 1))
  }

  /// Nuclei that differ, with their places on the slide; those that move the index most first.
  private static func signs(
    _ subject: ComparedSubject
  ) -> [(symbol: DifferenceSymbol, place: SIMD2<Double>)] {
    let signs = subject.fields.flatMap { field in
      field.outcomes.compactMap { nucleus -> (symbol: DifferenceSymbol, place: SIMD2<Double>)? in
        guard let point = nucleus.mark ?? nucleus.call,
          let symbol = DifferenceSymbol(nucleus.outcome, label: point.label)
        else { return nil }
        return (symbol, point.position / field.micronsPerPixel)
      }
    }
    return DifferenceSymbol.allCases.flatMap { symbol in signs.filter { $0.symbol == symbol } }
  }

  /// How many signs of a subject find no room in its picture.
  static func leftOutSigns(_ subject: ComparedSubject) -> Int {
    max(0, signs(subject).count - mostSigns)
  }
}

/// Signs for nuclei that differ; told apart by shape, so also in gray.
enum DifferenceSymbol: String, CaseIterable {
  case positiveAsNegative = "pn"
  case negativeAsPositive = "np"
  case missedPositive = "mp"
  case unmarkedPositive = "up"
  case missedNegative = "mn"
  case unmarkedNegative = "un"

  /// The sign of an outcome; nil when nothing differs that the index feels.
  init?(_ outcome: NucleusOutcome, label: NucleusLabel) {
    switch (outcome, label) {
    case (.positiveAsNegative, _): self = .positiveAsNegative
    case (.negativeAsPositive, _): self = .negativeAsPositive
    case (.missed, .positive): self = .missedPositive
    case (.missed, _): self = .missedNegative
    case (.unmarked, .positive): self = .unmarkedPositive
    case (.unmarked, _): self = .unmarkedNegative
    default: return nil
    }
  }

  /// What it says.
  var meaning: String {
    switch self {
    case .positiveAsNegative: "reader positive, program negative"
    case .negativeAsPositive: "reader negative, program positive"
    case .missedPositive: "reader positive, not found"
    case .missedNegative: "reader negative, not found"
    case .unmarkedPositive: "program positive, not marked"
    case .unmarkedNegative: "program negative, not marked"
    }
  }

  /// The sign, about 14 units large.
  var shape: String {
    switch self {
    case .positiveAsNegative: "<path d=\"M0 -9L8.5 7H-8.5Z\"/>"
    case .negativeAsPositive: "<path d=\"M0 9L8.5 -7H-8.5Z\"/>"
    case .missedPositive, .missedNegative: "<circle r=\"7\"/>"
    case .unmarkedPositive, .unmarkedNegative: "<path d=\"M-6.5 -6.5H6.5V6.5H-6.5Z\"/>"
    }
  }

  /// How many nuclei it stands for.
  func count(in counts: NucleusComparisonCounts) -> Int {
    switch self {
    case .positiveAsNegative: counts.positiveAsNegative
    case .negativeAsPositive: counts.negativeAsPositive
    case .missedPositive: counts.missedPositive
    case .missedNegative: counts.missedNegative
    case .unmarkedPositive: counts.unmarkedPositive
    case .unmarkedNegative: counts.unmarkedNegative
    }
  }
}
