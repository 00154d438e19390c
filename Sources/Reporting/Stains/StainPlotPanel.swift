import Foundation
import Quantification
import Raster
import SlideIO
import Stains

/// The part of a plot of stains that belongs to one image.
struct StainPlotPanel {
  /// Pixels per OD.
  private static let scale = 170.0
  private static let plotLeft = 60.0
  private static let plotTop = 34.0
  private static let sideLeft = 450.0
  private static let pictureSide = 200.0
  private static let jpegQuality = 90
  /// Shares of pixels whose cells are just not and fully visible, as powers of ten.
  private static let visible = (least: -6.0, most: -2.0)

  private let panel: StainPanel
  private let plane = StainPlane()

  init(_ panel: StainPanel) {
    self.panel = panel
  }

  func svg() throws(ImageFileError) -> String {
    let name = PlainText.shortened(panel.name, to: 80)
    var svg = "<text class=\"name\" x=\"24\" y=\"18\">\(SVGText.escaped(name))</text>\n"
    svg += axes() + cells() + rays() + whitePoint()
    svg += try pictures()
    return svg + facts()
  }

  // MARK: Densities

  private func point(_ place: SIMD2<Double>) -> (x: String, y: String) {
    let reach = DensityMap.reachOD
    return (
      SVGText.number(Self.plotLeft + (place.x - reach.x.lowerBound) * Self.scale),
      SVGText.number(Self.plotTop + (reach.y.upperBound - place.y) * Self.scale)
    )
  }

  private func axes() -> String {
    let reach = DensityMap.reachOD
    let low = point(SIMD2(reach.x.lowerBound, reach.y.lowerBound))
    let high = point(SIMD2(reach.x.upperBound, reach.y.upperBound))
    var svg = ""
    for tick in stride(from: reach.y.lowerBound, through: reach.y.upperBound, by: 0.5) {
      let y = point(SIMD2(0, tick)).y
      svg += "<line class=\"grid\" x1=\"\(low.x)\" x2=\"\(high.x)\" y1=\"\(y)\" y2=\"\(y)\"/>"
      svg += "<text class=\"soft end\" x=\"\(SVGText.number(Self.plotLeft - 8))\" y=\"\(y)\" "
      svg += "dy=\"4\">\(DecimalText.text(tick, places: 1))</text>\n"
    }
    let size = SVGText.number(Double(DensityMap.side) * DensityMap.cellOD * Self.scale)
    svg += "<rect class=\"axis\" x=\"\(low.x)\" y=\"\(high.y)\" width=\"\(size)\" "
    svg += "height=\"\(size)\"/>\n"
    let foot = SVGText.number(Self.plotTop + (reach.y.upperBound) * Self.scale + 36)
    let middle = point(.zero).x
    svg += "<text class=\"soft middle\" x=\"\(middle)\" y=\"\(foot)\">"
    svg += "bluer ←  color of the density  → browner</text>\n"
    let center = SVGText.number(Self.plotTop + Self.scale)
    svg += "<text class=\"soft middle\" transform=\"translate(18 \(center)) rotate(-90)\">"
    return svg + "optical density</text>\n"
  }

  /// One square for each cell: its own hue, the stronger the more pixels it holds.
  private func cells() -> String {
    let left = SVGText.number(Self.plotLeft)
    let top = SVGText.number(Self.plotTop)
    let side = DecimalText.text(DensityMap.cellOD * Self.scale, places: 4)
    var svg = "<g transform=\"translate(\(left) \(top)) scale(\(side))\" "
    svg += "shape-rendering=\"crispEdges\">\n"
    for cell in panel.map.cells {
      let strength =
        (log10(cell.share) - Self.visible.least) / (Self.visible.most - Self.visible.least)
      guard strength >= 0.01 else { continue }
      svg += "<path d=\"M\(cell.column) \(DensityMap.side - 1 - cell.row)h1v1h-1z\" "
      svg += "fill=\"\(Self.hue(cell.meanDensityOD))\" "
      svg += "opacity=\"\(DecimalText.text(min(1, strength), places: 2))\"/>\n"
    }
    return svg + "</g>\n"
  }

  /// A color of the density's direction, equally strong wherever it lies.
  private static func hue(_ density: SIMD3<Double>) -> String {
    let length = (density * density).sum().squareRoot()
    let shown = length > 0 ? density * (0.8 / length) : SIMD3(repeating: 0.4)
    return color(
      (0..<3).map { 255 * OpticalDensity.transmittance(density: shown[$0]) })
  }

  private static func color(_ samples: [Double]) -> String {
    let digits = Array("0123456789abcdef")
    return samples.reduce(into: "#") { text, sample in
      let value = Int(min(255, max(0, sample)).rounded())
      text.append(digits[value / 16])
      text.append(digits[value % 16])
    }
  }

  // MARK: Stains

  private func rays() -> String {
    let reference = StainVectors.reference
    let estimate = panel.estimate
    let isRefused = { (found: SIMD3<Double>?, used: SIMD3<Double>) in
      found.map { StainVectors.angleDegrees($0, used) > 0.01 } ?? false
    }
    var svg = ray(reference.hematoxylin, classes: "reference", label: "reference", end: 1.25)
    svg += ray(reference.dab, classes: "reference", label: "reference", end: 1.25)
    if let found = estimate.foundHematoxylin, isRefused(found, estimate.vectors.hematoxylin) {
      svg += ray(found, classes: "ray refused hematoxylin", label: "H found", end: 1.5)
    }
    if let found = estimate.foundDAB, isRefused(found, estimate.vectors.dab) {
      svg += ray(found, classes: "ray refused dab", label: "DAB found", end: 1.5)
    }
    svg += ray(estimate.vectors.hematoxylin, classes: "ray hematoxylin", label: "H", end: 1.8)
    return svg + ray(estimate.vectors.dab, classes: "ray dab", label: "DAB", end: 1.8)
  }

  /// A ray from the white point, as far as a pure stain of that density reaches in the plane.
  private func ray(
    _ vector: SIMD3<Double>, classes: String, label: String, end: Double
  ) -> String {
    let direction = plane.project(vector)
    let reach = DensityMap.reachOD
    var length = end
    if direction.x != 0 { length = min(length, 0.97 * reach.x.upperBound / abs(direction.x)) }
    let start = point(.zero)
    let tip = point(direction * length)
    // At the edge of the plot the label goes to the inner side of the ray.
    let isAtEdge = abs(direction.x * length) > 0.8 * reach.x.upperBound
    let isLeft = (direction.x < 0) != isAtEdge
    let stain = classes.split(separator: " ").last.map { $0 == "reference" ? "soft" : $0 } ?? ""
    return """
      <line class="\(classes)" x1="\(start.x)" y1="\(start.y)" x2="\(tip.x)" y2="\(tip.y)"/>\
      <text class="label \(stain)\(isLeft ? " end" : "")" x="\(tip.x)" y="\(tip.y)" \
      dx="\(isLeft ? -4 : 4)" dy="-4">\(label)</text>

      """
  }

  private func whitePoint() -> String {
    let place = point(.zero)
    let white = panel.estimate.white
    let fill = Self.color((0..<3).map { white[$0] })
    return """
      <circle class="axis" cx="\(place.x)" cy="\(place.y)" r="6" style="fill:\(fill)"/>\
      <text class="middle" x="\(place.x)" y="\(place.y)" dy="20">white point \
      \((0..<3).map { SVGText.number(white[$0]) }.joined(separator: " "))</text>

      """
  }

  // MARK: Pictures and facts

  private func pictures() throws(ImageFileError) -> String {
    guard let part = panel.part else { return "" }
    let separation = StainSeparation(calibration: panel.estimate.calibration)
    let shown = [
      ("as it is", part),
      ("hematoxylin alone", separation.render(.hematoxylin, of: part)),
      ("DAB alone", separation.render(.dab, of: part)),
    ]
    var svg = ""
    let side = SVGText.number(Self.pictureSide)
    for (index, (caption, image)) in shown.enumerated() {
      let x = SVGText.number(Self.sideLeft + Double(index) * (Self.pictureSide + 12))
      let data = Data(try ImageWriter.jpeg(image, quality: Self.jpegQuality))
      svg += "<text class=\"soft\" x=\"\(x)\" y=\"26\">\(caption)</text>"
      svg += "<image x=\"\(x)\" y=\"34\" width=\"\(side)\" height=\"\(side)\" "
      svg += "href=\"data:image/jpeg;base64,\(data.base64EncodedString())\"/>\n"
    }
    return svg
  }

  private func facts() -> String {
    let estimate = panel.estimate
    let vectors = estimate.vectors
    var lines = [
      (text: Self.fact("Hematoxylin", vectors.hematoxylin, estimate.hematoxylinAngleDegrees), "")
    ]
    lines.append((Self.fact("DAB", vectors.dab, estimate.dabAngleDegrees), ""))
    lines.append(("\(estimate.pixelCount) stained pixels", "soft"))
    for doubt in estimate.doubts {
      for (index, line) in PlainText.wrapped(doubt.description, indent: 0, width: 82).enumerated() {
        lines.append(((index == 0 ? "▲ " : "") + line, "doubt"))
      }
    }
    let top = panel.part == nil ? Self.plotTop + 16 : Self.plotTop + Self.pictureSide + 30
    let x = SVGText.number(Self.sideLeft)
    return lines.enumerated().map { index, line in
      let y = SVGText.number(top + Double(index) * 20)
      return
        "<text class=\"\(line.1)\" x=\"\(x)\" y=\"\(y)\">\(SVGText.escaped(line.text))</text>\n"
    }.joined()
  }

  private static func fact(_ stain: String, _ used: SIMD3<Double>, _ angle: Double?) -> String {
    let values = (0..<3).map { DecimalText.text(used[$0], places: 3) }.joined(separator: " ")
    guard let angle else { return "\(stain) used \(values), the reference" }
    return
      "\(stain) used \(values); found \(DecimalText.text(angle, places: 1))° from the reference"
  }
}
