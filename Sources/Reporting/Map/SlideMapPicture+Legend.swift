import Quantification
import Raster

extension SlideMapPicture {
  private static let textHeight = 11.0
  private static let margin = 14.0
  private static let rowHeight = 27.0
  private static let swatch = (width: 34, height: 16)
  private static let rampWidth = 420

  /// Draws what colors, patterns and lines mean.
  func drawLegend(on canvas: inout Canvas) {
    let top = Double(layout.legendTop)
    var y = top + 30
    write(heading, at: SIMD2(Self.margin, y), on: &canvas)
    y += Self.rowHeight
    drawRamp(at: SIMD2(Self.margin, y), on: &canvas)
    drawScaleBar(at: SIMD2(Self.margin + 640, y), on: &canvas)
    y += 1.75 * Self.rowHeight
    drawMarks(at: y, on: &canvas)
  }

  private var heading: String {
    let places = layout.isStacked ? ("Above", "below") : ("Left", "right")
    var text = "\(places.0) the slide, \(places.1) the Ki-67 index in "
    if let side = heat.sideMicrons {
      text += "squares of \(DecimalText.text(side, places: 0)) µm"
    } else {
      text += "squares (pixel size unknown)"
    }
    return text + "; no color: fewer than \(HeatMap.fewestNuclei) tumor nuclei."
  }

  private func write(_ text: String, at place: SIMD2<Double>, on canvas: inout Canvas) {
    canvas.write(text, at: place, height: Self.textHeight, color: Self.ink)
  }

  private func drawRamp(at place: SIMD2<Double>, on canvas: inout Canvas) {
    let (left, top) = (Int(place.x), Int(place.y) - 12)
    for x in 0..<Self.rampWidth {
      canvas.fill(
        PixelRect(x: left + x, y: top, width: 1, height: 16),
        color: IndexRamp.color(at: (Double(x) + 0.5) / Double(Self.rampWidth)))
    }
    for tick in IndexRamp.ticks {
      let x = place.x + IndexRamp.position(tick) * Double(Self.rampWidth)
      canvas.fill(
        PixelRect(x: Int(x), y: top + 16, width: 1, height: 5), color: Self.ink)
      canvas.write(
        DecimalText.text(tick, places: 0), at: SIMD2(x, Double(top) + 34), height: 9,
        color: Self.ink, isCentered: true)
    }
    write("Ki-67 index, %", at: place + SIMD2(Double(Self.rampWidth) + 16, 1), on: &canvas)
  }

  private func drawScaleBar(at place: SIMD2<Double>, on canvas: inout Canvas) {
    guard let length = layout.view.scaleBarMicrons, let mpp = layout.view.micronsPerPixel else {
      return
    }
    let width = length / mpp.x / Double(layout.view.downsample)
    canvas.fill(
      PixelRect(x: Int(place.x), y: Int(place.y) - 7, width: Int(width.rounded()), height: 6),
      color: Self.ink)
    let text =
      length < 1000
      ? "\(DecimalText.text(length, places: 0)) µm"
      : "\(DecimalText.text(length / 1000, places: 0)) mm"
    write(text, at: place + SIMD2(width + 10, 1), on: &canvas)
  }

  /// Swatches of patterns, hotspot and edge of tissue, in as many rows as they need.
  private func drawMarks(at y: Double, on canvas: inout Canvas) {
    var place = SIMD2(Self.margin, y)
    for value in tissue?.found ?? [] where value != .glass && value != .tissue {
      let text = words(for: value)
      advance(&place, text)
      drawSwatch(value, at: place, on: &canvas)
      place.x += writeLabel(text, at: place, on: &canvas)
    }
    if !slide.hotspots.isEmpty {
      advance(&place, "hotspot with its rank")
      let center = place + SIMD2(17, -5)
      let ring = Overlay.ring.map { center + $0 * 8 }
      canvas.stroke(ring, closed: true, width: 6, color: Self.ink, opacity: 0.8)
      canvas.stroke(ring, closed: true, width: 2.5, color: .white)
      place.x += writeLabel("hotspot with its rank", at: place, on: &canvas)
    }
    if tissue != nil {
      advance(&place, "edge of tissue")
      canvas.fill(
        PixelRect(x: Int(place.x), y: Int(place.y) - 6, width: Self.swatch.width, height: 1),
        color: Self.ink)
      _ = writeLabel("edge of tissue", at: place, on: &canvas)
    }
  }

  /// Goes to the next row when a mark with its text would not fit.
  private func advance(_ place: inout SIMD2<Double>, _ text: String) {
    let width =
      StrokeFont.strokes(of: text).width * Self.textHeight / StrokeFont.capitalSteps
      + Double(Self.swatch.width) + 8
    if place.x > Self.margin && place.x + width > Double(layout.width) - Self.margin {
      place = SIMD2(Self.margin, place.y + Self.rowHeight)
    }
  }

  private func writeLabel(
    _ text: String, at place: SIMD2<Double>, on canvas: inout Canvas
  ) -> Double {
    let left = Double(Self.swatch.width) + 8
    let width = canvas.write(
      text, at: place + SIMD2(left, 0), height: Self.textHeight, color: Self.ink)
    return left + width + 26
  }

  private func words(for value: TissueClass) -> String {
    let isExcluded = tissue?.excluded.contains(value) ?? false
    var text = value.words
    if let area = slide.areas?.squareMillimeters(value) {
      text += ", \(DecimalText.text(area, places: area < 1 ? 3 : 1)) mm²"
    }
    return text + (isExcluded ? ", left out" : ", counted")
  }

  private func drawSwatch(_ value: TissueClass, at place: SIMD2<Double>, on canvas: inout Canvas) {
    let rect = PixelRect(
      x: Int(place.x), y: Int(place.y) - 13, width: Self.swatch.width, height: Self.swatch.height)
    canvas.fill(rect.insetBy(-1), color: Self.ink)
    canvas.fill(rect, color: RGBColor(red: 214, green: 206, blue: 216))
    for y in rect.y..<rect.maxY {
      for x in rect.x..<rect.maxX {
        guard let ink = Hatching.ink(value, x: x, y: y) else { continue }
        canvas.fill(
          PixelRect(x: x, y: y, width: 1, height: 1), color: ink == .dark ? Self.ink : .white)
      }
    }
  }
}
