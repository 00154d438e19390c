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
  /// Coverage of the path being drawn, 0 to 255: two numbers a pixel, of the edge and of the line;
  /// zero between paths.
  private var coverage: [UInt8]

  /// How a path is drawn.
  public struct Pen: Sendable, Equatable {
    /// Width of the line in pixels, more than 0.
    public var width: Double
    /// Color of the line.
    public var color: RGBColor
    /// 0 to 1.
    public var opacity: Double

    /// Makes a pen from its parts.
    public init(width: Double, color: RGBColor, opacity: Double = 1) {
      self.width = width
      self.color = color
      self.opacity = opacity
    }

    /// Draws nothing.
    fileprivate static let none = Pen(width: 0, color: .white, opacity: 0)
    fileprivate var weight: Int { Int((min(max(opacity, 0), 1) * 256).rounded()) }
  }

  /// Starts from a picture.
  public init(_ image: RGBImage) {
    self.image = image
    coverage = [UInt8](repeating: 0, count: 2 * image.width * image.height)
  }

  /// Draws a line through points, over an edge when one is given.
  ///
  /// Both take little more time than one, because distances from the path are found once.
  ///
  /// - Parameters:
  ///   - points: corners; one point draws a dot.
  ///   - closed: whether the last point is joined to the first.
  ///   - pen: draws the line.
  ///   - edge: draws the same path before it.
  public mutating func stroke(
    _ points: [SIMD2<Double>], closed: Bool, _ pen: Pen, edge: Pen? = nil
  ) {
    guard let first = points.first, pen.width > 0 else { return }
    let edge = edge ?? .none
    let radii = SIMD2(edge.width, pen.width) / 2
    let area = bounds(of: points, margin: radii.max() + 1)
    guard !area.isEmpty else { return }
    var previous = closed ? (points.last ?? first) : first
    for point in points {
      cover(from: previous, to: point, radii: radii)
      previous = point
    }
    blend(area, edge, pen)
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
    stroke(points, closed: closed, Pen(width: width, color: color, opacity: opacity))
  }

  /// Fills a disc.
  public mutating func fillDisc(
    center: SIMD2<Double>, radius: Double, color: RGBColor, opacity: Double = 1
  ) {
    stroke([center], closed: false, Pen(width: 2 * radius, color: color, opacity: opacity))
  }

  /// Fills a rectangle whose edges lie on whole pixels.
  public mutating func fill(_ rect: PixelRect, color: RGBColor, opacity: Double = 1) {
    let part = rect.intersection(image.bounds)
    guard !part.isEmpty else { return }
    for y in part.y..<part.maxY {
      for x in part.x..<part.maxX { coverage[2 * (y * image.width + x) + 1] = 255 }
    }
    blend(part, .none, Pen(width: 1, color: color, opacity: opacity))
  }

  /// Raises the coverage of pixels near one segment.
  private mutating func cover(
    from a: SIMD2<Double>, to b: SIMD2<Double>, radii: SIMD2<Double>
  ) {
    let area = bounds(of: [a, b], margin: radii.max() + 1)
    guard !area.isEmpty else { return }
    let along = b - a
    let squaredLength = (along * along).sum()
    let scale = squaredLength > 0 ? 1 / squaredLength : 0
    let farthest = radii + 0.5
    let reach = farthest.max() * farthest.max()
    let most = pointwiseMin(2 * radii, SIMD2(repeating: 1)) * 255
    let width = image.width
    var coverage = coverage.mutableSpan
    for y in area.y..<area.maxY {
      let row = y * width
      let toY = Double(y) + 0.5 - a.y
      for x in area.x..<area.maxX {
        let toX = Double(x) + 0.5 - a.x
        let share = min(max((toX * along.x + toY * along.y) * scale, 0), 1)
        let dx = toX - share * along.x
        let dy = toY - share * along.y
        let squared = dx * dx + dy * dy
        if squared >= reach { continue }
        let distance = squared.squareRoot()
        for line in 0..<2 {
          let covered = UInt8(max(0, min(farthest[line] - distance, 1)) * most[line])
          let place = 2 * (row + x) + line
          if covered > coverage[place] { coverage[place] = covered }
        }
      }
    }
  }

  /// Lays the colors over the covered pixels of an area and clears their coverage.
  private mutating func blend(_ area: PixelRect, _ edge: Pen, _ pen: Pen) {
    let colors = [edge, pen].map {
      SIMD3(Int($0.color.red), Int($0.color.green), Int($0.color.blue))
    }
    let weights = SIMD2(edge.weight, pen.weight)
    for y in area.y..<area.maxY {
      let row = (y * image.width + area.x)..<(y * image.width + area.maxX)
      Self.blend(row, of: &coverage, over: &image.samples, colors, weights)
    }
  }

  private static func blend(
    _ pixels: Range<Int>, of coverage: inout [UInt8], over samples: inout [UInt8],
    _ colors: [SIMD3<Int>], _ weights: SIMD2<Int>
  ) {
    var coverage = coverage.mutableSpan
    var samples = samples.mutableSpan
    for pixel in pixels {
      for line in 0..<2 where coverage[2 * pixel + line] > 0 {
        let alpha = Int(coverage[2 * pixel + line]) * weights[line]
        coverage[2 * pixel + line] = 0
        for channel in 0..<3 {
          let old = Int(samples[3 * pixel + channel])
          let change = (colors[line][channel] - old) * alpha
          // 255 * 256 is full cover; half of it rounds to nearest, on either side of zero.
          let rounded = (change + (change < 0 ? -32640 : 32640)) / 65280
          samples[3 * pixel + channel] = UInt8(old + rounded)
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
