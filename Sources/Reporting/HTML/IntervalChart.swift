import Nuclei

/// Draws an index with its 95 % interval against grade cut-offs as SVG, and the index of each field.
///
/// The result is complete markup: it holds numbers and fixed words only.
struct IntervalChart {
  /// Counts the grade was made from.
  var main: NucleusCounts
  /// Counts of everything measured, shown as a hollow mark; nil leaves it out.
  var global: NucleusCounts?
  /// Cut-offs in percent, ascending.
  var cutoffs: [Double]
  /// Fields of the slides; nil leaves them out.
  var fields: FieldIndices?

  /// The chart with axis, for a case.
  func full() -> String {
    let axis = IndexAxis(left: 14, right: 498)
    let fieldHeight = fields == nil ? 0.0 : 54
    let bottom = 44 + fieldHeight
    var svg = open(width: 520, height: Int(bottom) + 28, class: "chart")
    svg += axis.bands(cutoffs: cutoffs, top: 8, bottom: bottom)
    if let fields { svg += fields.bars(on: axis, bottom: 8 + fieldHeight - 4, height: 46) }
    svg += axis.drawn(at: bottom)
    svg += marks(axis, middle: bottom - 18, size: 7)
    return svg + "</svg>"
  }

  /// The chart without axis, for a table row.
  func small() -> String {
    let axis = IndexAxis(left: 4, right: 156)
    return open(width: 160, height: 20, class: "spark")
      + axis.bands(cutoffs: cutoffs, top: 1, bottom: 19) + marks(axis, middle: 10, size: 4.5)
      + "</svg>"
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
    if let fields { text += "; \(fields.text)" }
    return text
  }

  private func marks(_ axis: IndexAxis, middle: Double, size: Double) -> String {
    let y = IndexAxis.number(middle)
    var svg = ""
    if let interval = main.wilsonPercent {
      let (low, high) = (axis.x(interval.low), axis.x(interval.high))
      svg += "<line class=\"interval\" x1=\"\(low)\" y1=\"\(y)\" x2=\"\(high)\" y2=\"\(y)\"/>"
    }
    if let percent = global?.indexPercent {
      let radius = IndexAxis.number(size)
      svg += "<circle class=\"global\" cx=\"\(axis.x(percent))\" cy=\"\(y)\" r=\"\(radius)\"/>"
    }
    if let percent = main.indexPercent {
      let x = axis.position(percent)
      let (left, right) = (IndexAxis.number(x - size), IndexAxis.number(x + size))
      let (top, bottom) = (IndexAxis.number(middle - size), IndexAxis.number(middle + size))
      let place = IndexAxis.number(x)
      svg += "<path class=\"point\" d=\"M\(left) \(y)L\(place) \(top)L\(right) \(y)"
      svg += "L\(place) \(bottom)Z\"/>"
    }
    return svg
  }
}
