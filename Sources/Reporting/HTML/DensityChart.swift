import Nuclei
import Quantification

/// Draws how many nuclei of a slide have which DAB density, and where the cut lies, as SVG.
///
/// Heights grow with the square root of the number, so that few positive nuclei are seen beside many
/// negative ones. The result is complete markup: it holds numbers and fixed words only.
struct DensityChart {
  private let counts: [Int]
  private let cutOD: Double
  private let referenceOD: Double
  private let nuclei: NucleusCounts
  /// Largest density on the axis.
  private let most: Double

  private static let left = 14.0
  private static let right = 498.0
  private static let bottom = 104.0
  private static let height = 84.0

  /// Nil without nuclei or cut.
  init?(of slide: SlideResult) {
    guard let positivity = slide.positivity, slide.densities.total > 0 else { return nil }
    counts = slide.densities.counts
    cutOD = Double(positivity.cutOD)
    referenceOD = Double(positivity.referenceOD)
    nuclei = slide.counts
    let highest = Double(counts.count) * DensityHistogram.binWidthOD
    most = max(0.6, (max(highest, cutOD) * 5).rounded(.up) / 5)
  }

  /// The chart.
  func drawn() -> String {
    let cut = DecimalText.text(cutOD, places: 3)
    let label =
      "DAB optical density of \(nuclei.total) tumor nuclei: \(nuclei.positive) above the cut at "
      + "\(cut), \(nuclei.total - nuclei.positive) not above it; negative nuclei lie around "
      + DecimalText.text(referenceOD, places: 3)
    var svg =
      "<svg class=\"chart\" viewBox=\"0 0 520 132\" role=\"img\" aria-label=\"\(label)\">"
    svg += "<path class=\"negatives\" d=\"\(area(below: true))\"/>"
    svg += "<path class=\"positives\" d=\"\(area(below: false))\"/>"
    svg += axis()
    let place = x(cutOD)
    svg += "<line class=\"cut\" x1=\"\(place)\" y1=\"6\" x2=\"\(place)\" y2=\"104\"/>"
    svg += "<text class=\"start\" x=\"\(IndexAxis.number(position(cutOD) + 5))\" y=\"15\">"
    svg += "cut \(cut): \(nuclei.positive) positive above</text>"
    return svg + "</svg>"
  }

  private func position(_ density: Double) -> Double {
    Self.left + (Self.right - Self.left) * min(max(density, 0), most) / most
  }

  private func x(_ density: Double) -> String { IndexAxis.number(position(density)) }

  /// Steps on one side of the cut; the bin that holds the cut is cut there.
  private func area(below isBelow: Bool) -> String {
    let peak = Double(counts.max() ?? 1).squareRoot()
    let base = IndexAxis.number(Self.bottom)
    var path = ""
    for (bin, count) in counts.enumerated() where count > 0 {
      let low = Double(bin) * DensityHistogram.binWidthOD
      let high = low + DensityHistogram.binWidthOD
      let start = isBelow ? low : max(low, cutOD)
      let end = isBelow ? min(high, cutOD) : high
      guard start < end else { continue }
      let tall = IndexAxis.number(Self.height * Double(count).squareRoot() / peak)
      let width = IndexAxis.number(position(end) - position(start))
      path += "M\(x(start)) \(base)v-\(tall)h\(width)v\(tall)z"
    }
    return path
  }

  private func axis() -> String {
    let line = IndexAxis.number(Self.bottom)
    var svg = ""
    let steps = Int((most * 5).rounded())
    // Fifths while there is room for their labels.
    for step in stride(from: 0, through: steps, by: steps > 6 ? 2 : 1) {
      let place = x(Double(step) / 5)
      svg += "<line class=\"tick\" x1=\"\(place)\" y1=\"\(line)\" x2=\"\(place)\" y2=\"109\"/>"
      svg +=
        "<text x=\"\(place)\" y=\"123\">\(DecimalText.text(Double(step) / 5, places: 1))</text>"
    }
    return svg + "<line class=\"axis\" x1=\"14\" y1=\"\(line)\" x2=\"498\" y2=\"\(line)\"/>"
  }
}
