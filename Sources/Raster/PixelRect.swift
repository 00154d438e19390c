/// A rectangle of whole pixels; `x`, `y` is its top-left pixel, `maxX`, `maxY` lie just outside.
public struct PixelRect: Sendable, Equatable, Hashable, Codable {
  /// Left column.
  public var x: Int
  /// Top row.
  public var y: Int
  /// Width in pixels, at least 0.
  public var width: Int
  /// Height in pixels, at least 0.
  public var height: Int

  /// Makes a rectangle from its top-left pixel and its size.
  public init(x: Int, y: Int, width: Int, height: Int) {
    precondition(width >= 0 && height >= 0)
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// First column right of the rectangle.
  public var maxX: Int { x + width }
  /// First row below the rectangle.
  public var maxY: Int { y + height }
  /// Number of pixels.
  public var area: Int { width * height }
  /// Whether it holds no pixel.
  public var isEmpty: Bool { width == 0 || height == 0 }

  /// Whether every pixel of `other` is a pixel of this rectangle.
  public func contains(_ other: PixelRect) -> Bool {
    other.x >= x && other.y >= y && other.maxX <= maxX && other.maxY <= maxY
  }

  /// Whether a point lies inside; the left and top edges belong to it, the right and bottom do not.
  public func contains(x px: Double, y py: Double) -> Bool {
    px >= Double(x) && py >= Double(y) && px < Double(maxX) && py < Double(maxY)
  }

  /// The common part, empty (zero size) when there is none.
  public func intersection(_ other: PixelRect) -> PixelRect {
    let left = max(x, other.x)
    let top = max(y, other.y)
    return PixelRect(
      x: left, y: top, width: max(0, min(maxX, other.maxX) - left),
      height: max(0, min(maxY, other.maxY) - top))
  }

  /// The smallest rectangle that holds both.
  public func union(_ other: PixelRect) -> PixelRect {
    let left = min(x, other.x)
    let top = min(y, other.y)
    return PixelRect(
      x: left, y: top, width: max(maxX, other.maxX) - left, height: max(maxY, other.maxY) - top)
  }

  /// The rectangle shrunk by a margin on every side; a negative margin grows it.
  public func insetBy(_ margin: Int) -> PixelRect {
    PixelRect(
      x: x + margin, y: y + margin, width: max(0, width - 2 * margin),
      height: max(0, height - 2 * margin))
  }
}
