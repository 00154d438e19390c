import Hotspots
import Nuclei
import Quantification

/// The index of each field of a case.
struct FieldIndices {
  /// Fewest nuclei of a field that is shown: with fewer, one nucleus moves it by five points.
  static let fewestNuclei = 20
  /// Fewest fields worth a chart.
  static let fewestFields = 3

  /// Index of the fields in percent, rising.
  let percents: [Double]
  /// Fields that hold fewer nuclei.
  let leftOut: Int
  /// Side of the fields in µm.
  let sideMicrons: Double

  /// Takes the fields that the variation between fields was taken from; nil when they are too few.
  init?(of result: CaseResult, slides: [SlideResult]) {
    let side = result.evidence.fieldSideMicrons ?? FieldGrid.sideMicrons
    let factor = max(1, Int((side / FieldGrid.sideMicrons).rounded()))
    let fields = slides.flatMap { $0.fields.counts(joining: factor) }
    let shown = fields.filter { $0.total >= Self.fewestNuclei }
    guard shown.count >= Self.fewestFields else { return nil }
    percents = shown.compactMap(\.indexPercent).sorted()
    leftOut = fields.count - shown.count
    sideMicrons = side
  }

  /// What the bars show, for people who do not see them.
  var text: String {
    let side = DecimalText.text(sideMicrons, places: 0)
    let low = quantile(0.1)
    let high = quantile(0.9)
    return "\(percents.count) fields of \(side) µm, eight of ten between "
      + "\(DecimalText.text(low, places: 1)) % and \(DecimalText.text(high, places: 1)) %"
  }

  /// Bars of how many fields have an index, standing on an ordinate.
  func bars(on axis: IndexAxis, bottom: Double, height: Double) -> String {
    let width = (axis.right - axis.left) / 110
    var counts: [Int: Int] = [:]
    for percent in percents {
      counts[min(109, Int((axis.position(percent) - axis.left) / width)), default: 0] += 1
    }
    let scale = height / Double(max(4, counts.values.max() ?? 1))
    let base = IndexAxis.number(bottom)
    let path = counts.sorted { $0.key < $1.key }.map { bin, count -> String in
      let x = IndexAxis.number(axis.left + (Double(bin) + 0.1) * width)
      let tall = IndexAxis.number(scale * Double(count))
      return "M\(x) \(base)v-\(tall)h\(IndexAxis.number(0.8 * width))v\(tall)z"
    }.joined()
    let (left, right) = (IndexAxis.number(axis.left), IndexAxis.number(axis.right))
    return "<path class=\"fields\" d=\"\(path)\"/>"
      + "<line class=\"axis\" x1=\"\(left)\" y1=\"\(base)\" x2=\"\(right)\" y2=\"\(base)\"/>"
  }

  private func quantile(_ share: Double) -> Double {
    percents[min(percents.count - 1, Int(share * Double(percents.count)))]
  }
}
