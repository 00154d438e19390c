import Hotspots
import Quantification
import Raster

/// The overview of a slide: what was measured, what was left out and why, and where the index is high.
///
/// Two views of the same slide: its own colors, and the labelling index on a grid. Both show the edge
/// of the tissue, patterns over what is left out or flagged, and the hotspots. A legend stands below.
struct SlideMapPicture {
  let slide: SlideResult
  let tissue: SlideTissue?
  let heat: HeatMap
  let layout: SlideMapLayout

  static let ink = RGBColor(red: 20, green: 10, blue: 30)
  private static let contour = RGBColor(red: 70, green: 70, blue: 78)
  /// Share of the slide's darkness that is left under the index.
  private static let faded = 0.3
  private static let heatOpacity = 0.88
  /// Side of the squares along which the edge of tissue is drawn, in picture pixels.
  private static let contourStep = 4

  /// Draws the map over the pixels of `layout.view`.
  func drawn(on pixels: RGBImage) -> RGBImage {
    precondition(pixels.width == layout.view.width && pixels.height == layout.view.height)
    let first = panel(pixels, showsHeat: false)
    let second = panel(Self.faded(pixels), showsHeat: true)
    var image = RGBImage(width: layout.width, height: layout.height)
    image.paste(first, x: 0, y: 0)
    image.paste(second, x: layout.second.x, y: layout.second.y)
    var canvas = Canvas(image)
    drawLegend(on: &canvas)
    return canvas.image
  }

  private func panel(_ pixels: RGBImage, showsHeat: Bool) -> RGBImage {
    var canvas = Canvas(pixels)
    if showsHeat { drawHeat(on: &canvas) }
    var image = canvas.image
    drawPatterns(on: &image)
    canvas = Canvas(image)
    drawContour(on: &canvas)
    drawHotspots(on: &canvas)
    return canvas.image
  }

  /// The picture in light gray, so that colors over it are read as they are.
  private static func faded(_ image: RGBImage) -> RGBImage {
    var result = image
    for pixel in 0..<(image.width * image.height) {
      let sum = (0..<3).reduce(0) { $0 + Int(image.samples[3 * pixel + $1]) }
      let level = UInt8((255 - faded * (255 - Double(sum) / 3)).rounded())
      for channel in 0..<3 { result.samples[3 * pixel + channel] = level }
    }
    return result
  }

  private func drawHeat(on canvas: inout Canvas) {
    let scale = 1 / Double(layout.view.downsample)
    func edge(_ index: Int, _ side: Double) -> Int {
      Int((Double(index) * side * scale).rounded())
    }
    for row in 0..<heat.rows {
      for column in 0..<heat.columns {
        guard let percent = heat.indexPercent(column: column, row: row) else { continue }
        let (left, top) = (edge(column, heat.side.x), edge(row, heat.side.y))
        canvas.fill(
          PixelRect(
            x: left, y: top, width: max(1, edge(column + 1, heat.side.x) - left),
            height: max(1, edge(row + 1, heat.side.y) - top)),
          color: IndexRamp.color(percent), opacity: Self.heatOpacity)
      }
    }
  }

  /// Class at the middle of a picture pixel.
  private func value(_ x: Double, _ y: Double) -> TissueClass? {
    let corner = SIMD2(Double(layout.view.rect.x), Double(layout.view.rect.y))
    return tissue?.value(at: corner + SIMD2(x, y) * Double(layout.view.downsample))
  }

  private func drawPatterns(on image: inout RGBImage) {
    guard let tissue, tissue.found.contains(where: { $0 != .glass && $0 != .tissue }) else {
      return
    }
    for y in 0..<image.height {
      for x in 0..<image.width {
        guard let value = value(Double(x) + 0.5, Double(y) + 0.5) else { continue }
        switch Hatching.ink(value, x: x, y: y) {
        case .dark: image[x, y] = Self.ink
        case .light: image[x, y] = .white
        case nil: break
        }
      }
    }
  }

  /// Lines between squares that hold tissue and those that do not.
  private func drawContour(on canvas: inout Canvas) {
    guard tissue != nil else { return }
    let step = Self.contourStep
    let columns = layout.view.width / step
    let rows = layout.view.height / step
    let isTissue = (0..<(columns * rows)).map { square in
      holdsTissue(column: square % max(1, columns), row: square / max(1, columns))
    }
    for row in 0..<rows {
      for column in 0..<columns {
        let here = isTissue[row * columns + column]
        if column > 0, isTissue[row * columns + column - 1] != here {
          canvas.fill(
            PixelRect(x: column * step, y: row * step, width: 1, height: step),
            color: Self.contour)
        }
        if row > 0, isTissue[(row - 1) * columns + column] != here {
          canvas.fill(
            PixelRect(x: column * step, y: row * step, width: step, height: 1),
            color: Self.contour)
        }
      }
    }
  }

  /// Whether most of nine points of a square and its neighbors are no glass.
  private func holdsTissue(column: Int, row: Int) -> Bool {
    let step = Double(Self.contourStep)
    var count = 0
    for dy in -1...1 {
      for dx in -1...1 {
        let x = (Double(column) + 0.5 + 0.75 * Double(dx)) * step
        let y = (Double(row) + 0.5 + 0.75 * Double(dy)) * step
        guard let value = value(x, y), value != .glass else { continue }
        count += 1
      }
    }
    return count >= 5
  }

  private func drawHotspots(on canvas: inout Canvas) {
    // The hottest comes last, so that its number is never hidden.
    for hotspot in slide.hotspots.reversed() {
      let view = layout.view
      let center = view.position(SIMD2(hotspot.centerX, hotspot.centerY))
      let radius = max(5, hotspot.radiusPixels / Double(view.downsample))
      let ring = hotspot.form.map { center + SIMD2($0.x, $0.y * hotspot.aspect) * radius }
      canvas.stroke(ring, closed: true, width: 6, color: Self.ink, opacity: 0.8)
      canvas.stroke(ring, closed: true, width: 2.5, color: .white)
      let room = SIMD2(Double(view.width) - 18, Double(view.height) - 6)
      let place = pointwiseMax(
        SIMD2(4, 18), pointwiseMin(room, center + SIMD2(radius + 6, -radius * 0.5)))
      drawNumber(hotspot.rank, at: place, on: &canvas)
    }
  }

  private func drawNumber(_ number: Int, at place: SIMD2<Double>, on canvas: inout Canvas) {
    let height = 12.0
    let width = StrokeFont.strokes(of: "\(number)").width * height / StrokeFont.capitalSteps
    canvas.fill(
      PixelRect(
        x: Int(place.x) - 3, y: Int(place.y - height) - 3, width: Int(width) + 7,
        height: Int(height) + 6), color: .white)
    canvas.write("\(number)", at: place, height: height, color: Self.ink)
  }
}
