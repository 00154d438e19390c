import Agreement
import Crosscheck

/// Draws the agreement of indices as SVG: scatter with identity, and Bland–Altman.
///
/// Indices stand on a square-root scale, which gives the range around 3 % room. The result is complete
/// markup; colors come from the page's style. A subject whose grade differs is a hollow diamond, so
/// that it is told apart in gray.
struct AgreementPlot {
  var study: CrosscheckStudy
  var agreement: IndexAgreement
  /// Address of each subject's part of the page.
  var anchors: [String]

  private static let ticks: [Double] = [0, 1, 3, 10, 20, 50, 100]
  private static let cutoffs: [Double] = [3, 20]
  private let left = 62.0
  private let top = 12.0
  private let width = 400.0
  private let height = 360.0

  /// Measured against manual index.
  func scatter() -> String {
    var svg = open("Measured against manual Ki-67 index of \(agreement.pairs.count) subjects")
    for tick in Self.ticks {
      svg += gridX(tick) + gridY(y(share: share(tick)), number(tick, 0))
    }
    for cutoff in Self.cutoffs {
      let (x, y) = (x(cutoff), y(share: share(cutoff)))
      svg += line(x, top, x, top + height, "cutoff")
      svg += line(left, y, left + width, y, "cutoff")
    }
    svg += line(left, top + height, left + width, top, "identity")
    for (position, subject) in study.subjects.enumerated() {
      svg += mark(position, x(subject.manual.percent), y(share: share(subject.measured.percent)))
    }
    return svg + titles("manual index, % (square-root scale)", "measured index, %") + "</svg>"
  }

  /// Difference against mean, with bias, limits and their intervals, and limits that grow with the
  /// root of the mean.
  func blandAltman() -> String {
    guard let bland = agreement.difference else { return "" }
    let reach = reach(bland)
    let place = { (points: Double) in y(share: (points + reach) / (2 * reach)) }
    var svg = open(
      "Difference of measured and manual index against their mean, with bias and limits")
    for tick in Self.ticks { svg += gridX(tick) }
    let step = Self.step(reach)
    for tick in stride(from: -reach + step, to: reach, by: step) {
      svg += gridY(place(tick), CrosscheckText.number(tick, places: step < 1 ? 1 : 0, signed: true))
    }
    for estimate in [bland.lowerLimit, bland.bias, bland.upperLimit] {
      if let interval = estimate.interval {
        let (high, low) = (place(min(interval.upper, reach)), place(max(interval.lower, -reach)))
        svg += "<rect class=\"band\" x=\"\(number(left))\" y=\"\(number(high))\" "
        svg += "width=\"\(number(width))\" height=\"\(number(max(0, low - high)))\"/>"
      }
    }
    svg += line(left, place(0), left + width, place(0), "zero")
    svg += horizontal(place(bland.bias.value), "bias", "bias", bland.bias.value)
    svg += horizontal(
      place(bland.upperLimit.value), "limit", "upper limit", bland.upperLimit.value)
    svg += horizontal(
      place(bland.lowerLimit.value), "limit", "lower limit", bland.lowerLimit.value)
    svg += rootLimits(reach, place)
    for (position, subject) in study.subjects.enumerated() {
      let mean = (subject.manual.percent + subject.measured.percent) / 2
      svg += mark(position, x(mean), place(subject.differencePoints))
    }
    return svg
      + titles("mean of both, % (square-root scale)", "measured − manual, points") + "</svg>"
  }

  /// On a square-root scale, limits that grow with the root are straight lines.
  private func rootLimits(_ reach: Double, _ place: (Double) -> Double) -> String {
    guard let root = agreement.blandAltman.first(where: { $0.scale == .rootOfMean }) else {
      return ""
    }
    return [root.lowerLimit.value, root.upperLimit.value].map { value in
      let end = abs(value) * 10 > reach ? (reach / abs(value)) * (reach / abs(value)) : 100
      return line(left, place(0), x(end), place(root.difference(value, atMean: end)), "root")
    }.joined()
  }

  // MARK: Parts

  private func share(_ percent: Double) -> Double {
    (min(max(percent, 0), 100) / 100).squareRoot()
  }

  private func x(_ percent: Double) -> Double { left + width * share(percent) }
  private func y(share: Double) -> Double { top + height * (1 - share) }

  private func number(_ value: Double, _ places: Int = 2) -> String {
    places == 2 ? SVGText.number(value) : DecimalText.text(value, places: places)
  }

  private func open(_ label: String) -> String {
    """
    <svg class="plot" viewBox="0 0 476 425" role="img" aria-label="\(label)">\
    <rect class="frame" x="\(number(left))" y="\(number(top))" width="\(number(width))" \
    height="\(number(height))"/>
    """
  }

  private func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ kind: String
  ) -> String {
    "<line class=\"\(kind)\" x1=\"\(number(x1))\" y1=\"\(number(y1))\" x2=\"\(number(x2))\" "
      + "y2=\"\(number(y2))\"/>"
  }

  private func gridX(_ tick: Double) -> String {
    line(x(tick), top, x(tick), top + height, "grid")
      + "<text class=\"middle\" x=\"\(number(x(tick)))\" y=\"\(number(top + height + 17))\">"
      + "\(number(tick, 0))</text>"
  }

  private func gridY(_ y: Double, _ label: String) -> String {
    line(left, y, left + width, y, "grid")
      + "<text class=\"end\" x=\"\(number(left - 6))\" y=\"\(number(y + 4))\">\(label)</text>"
  }

  private func horizontal(_ y: Double, _ kind: String, _ name: String, _ value: Double) -> String {
    let text = "\(name) \(CrosscheckText.number(value, places: 1, signed: true))"
    return line(left, y, left + width, y, kind)
      + "<text class=\"name end\" x=\"\(number(left + width - 5))\" y=\"\(number(y - 4))\">"
      + "\(text)</text>"
  }

  private func titles(_ horizontal: String, _ vertical: String) -> String {
    let middle = top + height / 2
    return "<text class=\"middle\" x=\"\(number(left + width / 2))\" "
      + "y=\"\(number(top + height + 40))\">\(horizontal)</text>"
      + "<text class=\"middle\" transform=\"translate(13 \(number(middle))) rotate(-90)\">"
      + "\(vertical)</text>"
  }

  /// A subject, which leads to its part of the page.
  private func mark(_ position: Int, _ x: Double, _ y: Double) -> String {
    let subject = study.subjects[position]
    let isSame = subject.manual.grade == subject.measured.grade
    let place = "\(number(x)) \(number(y))"
    let shape =
      isSame
      ? "<circle class=\"dot\" cx=\"\(number(x))\" cy=\"\(number(y))\" r=\"4\"/>"
      : "<path class=\"apart\" transform=\"translate(\(place))\" d=\"M0 -7L7 0L0 7L-7 0Z\"/>"
    let name = SVGText.escaped(subject.name)
    let title =
      "\(name): manual \(CrosscheckText.index(subject.manual)), measured "
      + CrosscheckText.index(subject.measured)
    return "<a href=\"#\(anchors[position])\"><title>\(title)</title>\(shape)</a>"
  }

  /// The largest difference shown, a round number.
  private func reach(_ bland: BlandAltman) -> Double {
    let edges = [bland.lowerLimit, bland.upperLimit].flatMap { limit in
      [limit.interval?.lower, limit.interval?.upper].compactMap { $0 }
    }
    let farthest = (agreement.pairs.differences + edges).map(abs).max() ?? 1
    let step = Self.step(max(farthest, 0.5))
    return (farthest * 1.05 / step).rounded(.up) * step + (farthest == 0 ? step : 0)
  }

  /// A round step that divides the axis into four to ten parts.
  private static func step(_ reach: Double) -> Double {
    [0.1, 0.2, 0.5, 1, 2, 5, 10, 20].first { reach / $0 <= 5 } ?? 25
  }
}

/// Draws how often each grade met each, as SVG.
struct ConfusionChart {
  var table: ConfusionTable

  /// The chart: rows manual, columns measured; the darker, the more of the row's cases.
  func svg() -> String {
    let side = 74.0
    let (left, top) = (92.0, 46.0)
    let size = side * Double(table.categories.count)
    var svg =
      "<svg class=\"plot confusion\" viewBox=\"0 0 \(Int(left + size + 12)) \(Int(top + size + 12))\" "
      + "role=\"img\" aria-label=\"\(label)\">"
    svg += "<text class=\"middle\" x=\"\(Int(left + size / 2))\" y=\"14\">measured grade</text>"
    svg += "<text class=\"middle\" transform=\"translate(14 \(Int(top + size / 2))) rotate(-90)\">"
    svg += "manual grade</text>"
    for (row, name) in table.categories.enumerated() {
      let middle = Int(top + side * (Double(row) + 0.5) + 5)
      let column = Int(left + side * (Double(row) + 0.5))
      svg += "<text class=\"end\" x=\"\(Int(left - 10))\" y=\"\(middle)\">\(name)</text>"
      svg += "<text class=\"middle\" x=\"\(column)\" y=\"\(Int(top - 9))\">\(name)</text>"
      let sum = table.counts[row].reduce(0, +)
      for (column, count) in table.counts[row].enumerated() {
        let share = sum > 0 ? Double(count) / Double(sum) : 0
        let x = left + side * Double(column)
        let y = top + side * Double(row)
        svg += "<rect class=\"cell\(row == column ? " equal" : "")\" x=\"\(Int(x))\" "
        svg += "y=\"\(Int(y))\" width=\"\(Int(side))\" height=\"\(Int(side))\" "
        svg += "fill-opacity=\"\(DecimalText.text(0.75 * share, places: 2))\"/>"
        svg += "<text class=\"count middle\" x=\"\(Int(x + side / 2))\" y=\"\(middle)\">"
        svg += "\(count)</text>"
      }
    }
    return svg + "</svg>"
  }

  private var label: String {
    "Grades by Ki-67: \(table.equal) of \(table.total) equal, \(table.higher) measured higher, "
      + "\(table.lower) lower"
  }
}
