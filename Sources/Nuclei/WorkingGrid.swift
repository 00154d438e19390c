import Raster

/// The grid on which nuclei are sought: square working pixels laid over a slide from the top-left
/// corner of what it shows.
///
/// Positions on it are global, so that a part of a slide is treated exactly as the whole is.
public struct WorkingGrid: Sendable, Equatable {
  /// What the grid is laid over, in full-resolution pixels; everything that the slide shows.
  public let area: PixelRect
  /// Size of a full-resolution pixel in µm, x and y, that detection assumes.
  public let micronsPerPixel: SIMD2<Double>
  /// Size of a working pixel in µm.
  public let workingMicronsPerPixel: Double
  /// Width of the grid in working pixels, at least 1.
  public let width: Int
  /// Height of the grid in working pixels, at least 1.
  public let height: Int

  /// Lays a grid over a slide.
  ///
  /// - Parameters:
  ///   - area: full-resolution pixels, at least 1 × 1.
  ///   - micronsPerPixel: size of a full-resolution pixel in µm, above 0.
  ///   - workingMicronsPerPixel: size of a working pixel in µm, above 0.
  public init(
    over area: PixelRect, micronsPerPixel: SIMD2<Double>, workingMicronsPerPixel: Double
  ) {
    precondition(!area.isEmpty && workingMicronsPerPixel > 0)
    precondition(micronsPerPixel.x > 0 && micronsPerPixel.y > 0)
    self.area = area
    self.micronsPerPixel = micronsPerPixel
    self.workingMicronsPerPixel = workingMicronsPerPixel
    let step = SIMD2(repeating: workingMicronsPerPixel) / micronsPerPixel
    width = max(1, Int((Double(area.width) / step.x).rounded()))
    height = max(1, Int((Double(area.height) / step.y).rounded()))
  }

  /// Where the grid begins, in full-resolution pixels.
  public var origin: SIMD2<Double> { SIMD2(Double(area.x), Double(area.y)) }

  /// Full-resolution pixels per working pixel, x and y.
  public var step: SIMD2<Double> {
    SIMD2(repeating: workingMicronsPerPixel) / micronsPerPixel
  }

  /// The whole grid.
  public var bounds: PixelRect { PixelRect(x: 0, y: 0, width: width, height: height) }

  /// Squares of at most `side` working pixels that tile the grid, row by row.
  ///
  /// `side` must be even: coarser pyramid levels start at even positions.
  public func units(side: Int) -> [PixelRect] {
    precondition(side > 0 && side % 2 == 0)
    return stride(from: 0, to: height, by: side).flatMap { y in
      stride(from: 0, to: width, by: side).map { x in
        PixelRect(x: x, y: y, width: min(side, width - x), height: min(side, height - y))
      }
    }
  }

  /// Full-resolution pixels from which the working pixels of `rect` (inside the grid) are made.
  public func sourceRect(for rect: PixelRect) -> PixelRect {
    let columns = ResamplingAxis.sourceRange(
      of: rect.x..<rect.maxX, step: step.x, sourceCount: area.width)
    let rows = ResamplingAxis.sourceRange(
      of: rect.y..<rect.maxY, step: step.y, sourceCount: area.height)
    return PixelRect(
      x: area.x + columns.lowerBound, y: area.y + rows.lowerBound, width: columns.count,
      height: rows.count)
  }

  func columns(of rect: PixelRect) -> ResamplingAxis {
    ResamplingAxis(
      range: rect.x..<rect.maxX, step: step.x, sourceCount: area.width, sourceStart: area.x)
  }

  func rows(of rect: PixelRect) -> ResamplingAxis {
    ResamplingAxis(
      range: rect.y..<rect.maxY, step: step.y, sourceCount: area.height, sourceStart: area.y)
  }
}
