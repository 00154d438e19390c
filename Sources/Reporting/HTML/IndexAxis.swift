/// The axis of an index: 0 to 100 % on a square-root scale, which gives the range around 3 % room and
/// keeps 0 on the axis.
struct IndexAxis {
  /// Abscissa of 0 %.
  var left: Double
  /// Abscissa of 100 %.
  var right: Double

  /// Percentages that have a label.
  static let ticks: [Double] = [0, 1, 3, 10, 20, 50, 100]

  /// Abscissa of a percentage; what lies outside 0 to 100 lies at the ends.
  func position(_ percent: Double) -> Double {
    left + (right - left) * (min(max(percent, 0), 100) / 100).squareRoot()
  }

  /// The same as text.
  func x(_ percent: Double) -> String { Self.number(position(percent)) }

  /// A coordinate as text.
  static func number(_ value: Double) -> String {
    let text = DecimalText.text(value, places: 2)
    return text.hasSuffix(".00") ? String(text.dropLast(3)) : text
  }

  /// The line with its ticks and labels at an ordinate.
  func drawn(at y: Double) -> String {
    let (line, end, label) = (Self.number(y), Self.number(y + 5), Self.number(y + 19))
    var svg = ""
    for tick in Self.ticks {
      svg +=
        "<line class=\"tick\" x1=\"\(x(tick))\" y1=\"\(line)\" x2=\"\(x(tick))\" y2=\"\(end)\"/>"
      svg +=
        "<text x=\"\(x(tick))\" y=\"\(label)\">\(DecimalText.text(tick, places: 0)) %</text>"
    }
    let start = Self.number(left)
    let stop = Self.number(right)
    return svg
      + "<line class=\"axis\" x1=\"\(start)\" y1=\"\(line)\" x2=\"\(stop)\" y2=\"\(line)\"/>"
  }

  /// Bands between cut-offs, and the cut-offs themselves.
  func bands(cutoffs: [Double], top: Double, bottom: Double) -> String {
    let (high, low, height) = (Self.number(top), Self.number(bottom), Self.number(bottom - top))
    let edges = [0] + cutoffs + [100]
    var svg = ""
    for (index, start) in edges.dropLast().enumerated() {
      let width = Self.number(position(edges[index + 1]) - position(start))
      svg += "<rect class=\"band\(index)\" x=\"\(x(start))\" y=\"\(high)\" width=\"\(width)\" "
      svg += "height=\"\(height)\"/>"
    }
    for cutoff in cutoffs {
      let place = x(cutoff)
      svg += "<line class=\"cutoff\" x1=\"\(place)\" y1=\"\(high)\" x2=\"\(place)\" y2=\"\(low)\"/>"
    }
    return svg
  }
}
