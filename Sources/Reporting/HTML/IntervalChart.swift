import Nuclei

/// Draws an index with its 95 % interval against grade cut-offs as SVG.
///
/// The axis runs from 0 to 100 % on a square-root scale, which gives the range around 3 % room and
/// keeps 0 on the axis. The result is complete markup: it holds numbers and fixed words only.
struct IntervalChart {
  /// Counts the grade was made from.
  var main: NucleusCounts
  /// Counts of everything measured, shown as a hollow mark; nil leaves it out.
  var global: NucleusCounts?
  /// Cut-offs in percent, ascending.
  var cutoffs: [Double]

  private static let ticks: [Double] = [0, 1, 3, 10, 20, 50, 100]

  /// The chart with axis, for a case.
  func full() -> String {
    let plot = Plot(left: 14, right: 498, top: 8, bottom: 44)
    var svg = open(width: 520, height: 72, class: "chart")
    svg += bands(plot)
    for tick in Self.ticks {
      let x = plot.x(tick)
      svg += "<line class=\"tick\" x1=\"\(x)\" y1=\"44\" x2=\"\(x)\" y2=\"49\"/>"
      svg += "<text x=\"\(x)\" y=\"63\">\(DecimalText.text(tick, places: 0)) %</text>"
    }
    svg += "<line class=\"axis\" x1=\"14\" y1=\"44\" x2=\"498\" y2=\"44\"/>"
    svg += marks(plot, middle: 26, size: 7)
    return svg + "</svg>"
  }

  /// The chart without axis, for a table row.
  func small() -> String {
    let plot = Plot(left: 4, right: 156, top: 1, bottom: 19)
    return open(width: 160, height: 20, class: "spark") + bands(plot)
      + marks(plot, middle: 10, size: 4.5) + "</svg>"
  }

  private struct Plot {
    var left: Double
    var right: Double
    var top: Double
    var bottom: Double

    /// Place of a percentage on the axis.
    func x(_ percent: Double) -> String {
      let share = (min(max(percent, 0), 100) / 100).squareRoot()
      return DecimalText.text(left + (right - left) * share, places: 2)
    }
  }

  private func open(width: Int, height: Int, class name: String) -> String {
    """
    <svg class="\(name)" viewBox="0 0 \(width) \(height)" role="img" aria-label="\(label)">
    """
  }

  private var label: String {
    var text = "Ki-67 index \(main.indexText)"
    if let interval = main.intervalText { text += ", 95 % interval \(interval)" }
    if let global { text += "; all nuclei \(global.indexText)" }
    if !cutoffs.isEmpty {
      let list = cutoffs.map { "\(DecimalText.text($0, places: 0)) %" }.joined(separator: " and ")
      text += "; cut-offs at \(list)"
    }
    return text
  }

  private func bands(_ plot: Plot) -> String {
    var svg = ""
    let edges = [0] + cutoffs + [100]
    let top = DecimalText.text(plot.top, places: 1)
    let bottom = DecimalText.text(plot.bottom, places: 1)
    let height = DecimalText.text(plot.bottom - plot.top, places: 1)
    for (index, low) in edges.dropLast().enumerated() {
      let start = plot.x(low)
      let width = DecimalText.text(
        (Double(plot.x(edges[index + 1])) ?? 0) - (Double(start) ?? 0), places: 2)
      svg += "<rect class=\"band\(index)\" x=\"\(start)\" y=\"\(top)\" "
      svg += "width=\"\(width)\" height=\"\(height)\"/>"
    }
    for cutoff in cutoffs {
      let x = plot.x(cutoff)
      svg += "<line class=\"cutoff\" x1=\"\(x)\" y1=\"\(top)\" x2=\"\(x)\" y2=\"\(bottom)\"/>"
    }
    return svg
  }

  private func marks(_ plot: Plot, middle: Double, size: Double) -> String {
    let y = DecimalText.text(middle, places: 1)
    let half = DecimalText.text(size, places: 1)
    var svg = ""
    if let interval = main.wilsonPercent {
      let low = plot.x(interval.low)
      let high = plot.x(interval.high)
      svg += "<line class=\"interval\" x1=\"\(low)\" y1=\"\(y)\" x2=\"\(high)\" y2=\"\(y)\"/>"
    }
    if let percent = global?.indexPercent {
      svg += "<circle class=\"global\" cx=\"\(plot.x(percent))\" cy=\"\(y)\" r=\"\(half)\"/>"
    }
    if let percent = main.indexPercent {
      let x = plot.x(percent)
      let top = DecimalText.text(middle - size, places: 1)
      let bottom = DecimalText.text(middle + size, places: 1)
      let left = DecimalText.text((Double(x) ?? 0) - size, places: 2)
      let right = DecimalText.text((Double(x) ?? 0) + size, places: 2)
      svg += "<path class=\"point\" d=\"M\(left) \(y)L\(x) \(top)L\(right) \(y)L\(x) \(bottom)Z\"/>"
    }
    return svg
  }
}
