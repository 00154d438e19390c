import Raster

/// A resolution of a slide that need not be stored: the level it is made from, and the grid.
///
/// Grid pixel (i, j) covers the square of `downsampleX` x `downsampleY` full-resolution pixels whose
/// corner lies at (i `downsampleX`, j `downsampleY`). It is the exact area average of the level's
/// pixels, see `AreaAverager`, so regions that overlap agree in every pixel.
public struct SlideGrid: Sendable, Equatable {
  /// The level that is averaged: the coarsest that is not coarser than the grid.
  public let level: Int
  /// Full-resolution pixels per grid pixel, across.
  public let downsampleX: Double
  /// Full-resolution pixels per grid pixel, down.
  public let downsampleY: Double
  /// Grid pixels across that lie wholly on the slide, at least 1.
  public let width: Int
  /// Grid pixels down that lie wholly on the slide, at least 1.
  public let height: Int
  /// Grid pixels on pixels of the level, across.
  let x: AreaAxis
  /// Grid pixels on pixels of the level, down.
  let y: AreaAxis

  /// The whole grid as a rectangle.
  public var bounds: PixelRect { PixelRect(x: 0, y: 0, width: width, height: height) }
  /// Whether grid pixels are pixels of the level.
  public var isLevel: Bool { x.step == 1 && y.step == 1 }
}

extension SlideDescription {
  /// How much coarser than a grid a level may be and still serve it: sizes of levels are rounded.
  private static let levelTolerance = 1.002

  /// The grid of a pixel size.
  ///
  /// - Parameter micronsPerPixel: width and height of a grid pixel in µm, above 0.
  /// - Returns: the grid, nil when the slide's pixel size is unknown or the grid cannot be made
  ///   (64 times finer than level 0, or 4096 times coarser than the coarsest level).
  public func grid(micronsPerPixel: Double) -> SlideGrid? {
    guard let pixelSize else { return nil }
    return grid(
      downsampleX: micronsPerPixel / pixelSize.xMicrons,
      downsampleY: micronsPerPixel / pixelSize.yMicrons)
  }

  /// The grid of a downsample, for slides of unknown pixel size; nil when it cannot be made.
  public func grid(downsample: Double) -> SlideGrid? {
    grid(downsampleX: downsample, downsampleY: downsample)
  }

  /// The grid of a downsample for each direction; nil when it cannot be made.
  public func grid(downsampleX: Double, downsampleY: Double) -> SlideGrid? {
    guard downsampleX.isFinite, downsampleY.isFinite, min(downsampleX, downsampleY) > 0 else {
      return nil
    }
    let limit = min(downsampleX, downsampleY) * Self.levelTolerance
    let index = levels.lastIndex { $0.downsample <= limit } ?? 0
    let level = levels[index]
    let steps = (
      Self.settled(downsampleX / level.downsample, length: level.width),
      Self.settled(downsampleY / level.downsample, length: level.height)
    )
    guard (1 / 64...4096).contains(steps.0), (1 / 64...4096).contains(steps.1) else { return nil }
    let x = AreaAxis(step: steps.0)
    let y = AreaAxis(step: steps.1)
    return SlideGrid(
      level: index, downsampleX: downsampleX, downsampleY: downsampleY,
      width: x.gridCount(sourceCount: level.width), height: y.gridCount(sourceCount: level.height),
      x: x, y: y)
  }

  /// The whole number next to a step when the two differ by less than 1/512 of a pixel over
  /// a whole level: pixel sizes are decimal numbers, and their quotients only nearly whole.
  private static func settled(_ step: Double, length: Int) -> Double {
    let whole = step.rounded()
    return whole >= 1 && abs(step - whole) * Double(length) / whole < 1 / 512 ? whole : step
  }
}
