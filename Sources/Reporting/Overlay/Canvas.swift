import Raster

/// A picture that shapes are drawn on with smooth edges.
///
/// Positions are in picture pixels, the center of the first pixel at 0.5. A pixel is covered by the
/// share `clamp(r + 0.5 - d, 0, 1)`, with `d` the distance of its center from the shape's line and
/// `r` half its width; lines thinner than a pixel get fainter instead. A path is blended once,
/// however its segments overlap. Parts outside the picture are left out.
public struct Canvas: Sendable {
  /// The picture so far.
  public private(set) var image: RGBImage
  /// Coverage of the path being drawn, 0 to 255, picture-sized; zero between paths.
  private var coverage: [UInt8]

  /// Starts from a picture.
  public init(_ image: RGBImage) {
    self.image = image
    coverage = [UInt8](repeating: 0, count: image.width * image.height)
  }

  /// Draws a line through points.
  ///
  /// - Parameters:
  ///   - points: corners; one point draws a dot.
  ///   - closed: whether the last point is joined to the first.
  ///   - width: line width in pixels, more than 0.
  ///   - color: color of the line.
  ///   - opacity: 0 to 1.
  public mutating func stroke(
    _ points: [SIMD2<Double>], closed: Bool, width: Double, color: RGBColor, opacity: Double = 1
  ) {
    guard let first = points.first, width > 0 else { return }
    let radius = width / 2
    let area = bounds(of: points, margin: radius + 1)
    guard !area.isEmpty else { return }
    var previous = closed ? (points.last ?? first) : first
    for point in points {
      cover(from: previous, to: point, radius: radius)
      previous = point
    }
    blend(area, color: color, opacity: opacity)
  }

  /// Fills a disc.
  public mutating func fillDisc(
    center: SIMD2<Double>, radius: Double, color: RGBColor, opacity: Double = 1
  ) {
    stroke([center], closed: false, width: 2 * radius, color: color, opacity: opacity)
  }

  /// Fills a rectangle whose edges lie on whole pixels.
  public mutating func fill(_ rect: PixelRect, color: RGBColor, opacity: Double = 1) {
    let part = rect.intersection(image.bounds)
    guard !part.isEmpty else { return }
    for y in part.y..<part.maxY {
      for x in part.x..<part.maxX { coverage[y * image.width + x] = 255 }
    }
    blend(part, color: color, opacity: opacity)
  }

  /// Raises the coverage of pixels near one segment.
  private mutating func cover(from a: SIMD2<Double>, to b: SIMD2<Double>, radius: Double) {
    let area = bounds(of: [a, b], margin: radius + 1)
    guard !area.isEmpty else { return }
    let along = b - a
    let squaredLength = (along * along).sum()
    let scale = squaredLength > 0 ? 1 / squaredLength : 0
    let farthest = radius + 0.5
    for y in area.y..<area.maxY {
      let row = y * image.width
      let toY = Double(y) + 0.5 - a.y
      for x in area.x..<area.maxX {
        let toX = Double(x) + 0.5 - a.x
        let share = min(max((toX * along.x + toY * along.y) * scale, 0), 1)
        let dx = toX - share * along.x
        let dy = toY - share * along.y
        let squared = dx * dx + dy * dy
        if squared >= farthest * farthest { continue }
        let covered = UInt8(min(farthest - squared.squareRoot(), 1) * min(2 * radius, 1) * 255)
        if covered > coverage[row + x] { coverage[row + x] = covered }
      }
    }
  }

  /// Lays the color over the covered pixels of an area and clears their coverage.
  private mutating func blend(_ area: PixelRect, color: RGBColor, opacity: Double) {
    let weight = Int((min(max(opacity, 0), 1) * 256).rounded())
    let channels = [Int(color.red), Int(color.green), Int(color.blue)]
    for y in area.y..<area.maxY {
      for x in area.x..<area.maxX {
        let pixel = y * image.width + x
        let covered = Int(coverage[pixel])
        if covered == 0 { continue }
        coverage[pixel] = 0
        let alpha = covered * weight
        for channel in 0..<3 {
          let old = Int(image.samples[3 * pixel + channel])
          let change = (channels[channel] - old) * alpha
          // 255 * 256 is full cover; half of it rounds to nearest, on either side of zero.
          let rounded = (change + (change < 0 ? -32640 : 32640)) / 65280
          image.samples[3 * pixel + channel] = UInt8(old + rounded)
        }
      }
    }
  }

  /// Pixels that points with a margin around them touch, inside the picture.
  private func bounds(of points: [SIMD2<Double>], margin: Double) -> PixelRect {
    let size = SIMD2(Double(image.width), Double(image.height))
    var low = SIMD2<Double>(repeating: .infinity)
    var high = SIMD2<Double>(repeating: -.infinity)
    for point in points {
      guard point.x.isFinite && point.y.isFinite else {
        return PixelRect(x: 0, y: 0, width: 0, height: 0)
      }
      low = pointwiseMin(low, point)
      high = pointwiseMax(high, point)
    }
    low = pointwiseMin(pointwiseMax((low - margin).rounded(.down), .zero), size)
    high = pointwiseMin(pointwiseMax((high + margin).rounded(.up), .zero), size)
    return PixelRect(
      x: Int(low.x), y: Int(low.y), width: Int(max(high.x - low.x, 0)),
      height: Int(max(high.y - low.y, 0)))
  }
}
