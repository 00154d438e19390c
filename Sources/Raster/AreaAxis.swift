/// Where the pixels of a coarser grid lie on source pixels, along one axis.
///
/// Grid pixel `i` covers the source from `edge(i)` to `edge(i + 1)`. Edges depend on the global index
/// only, so that every part of a picture is averaged alike. They lie on multiples of 1/256 of a source
/// pixel, which makes all sums whole numbers.
public struct AreaAxis: Sendable, Equatable {
  /// Edges are counted in this part of a source pixel.
  public static let unitsPerPixel = 256

  /// Source pixels in a grid pixel, 1/64 to 4096.
  public let step: Double

  /// Makes an axis.
  public init(step: Double) {
    precondition(step.isFinite && step >= 1 / 64 && step <= 4096)
    self.step = step
  }

  /// Left or upper edge of a grid pixel, in 1/256 of a source pixel.
  public func edge(_ index: Int) -> Int {
    Int((Double(index) * step * Double(Self.unitsPerPixel)).rounded())
  }

  /// Source pixels that some grid pixels touch.
  public func sourceRange(_ range: Range<Int>) -> Range<Int> {
    guard !range.isEmpty else { return 0..<0 }
    let low = Self.pixel(edge(range.lowerBound))
    return low..<max(low + 1, Self.pixel(edge(range.upperBound) + Self.unitsPerPixel - 1))
  }

  /// Number of grid pixels that lie wholly in the first `count` source pixels, at least 1.
  public func gridCount(sourceCount count: Int) -> Int {
    var cells = Int((Double(count) / step).rounded(.down)) + 1
    while cells > 1 && edge(cells) > count * Self.unitsPerPixel { cells -= 1 }
    return max(1, cells)
  }

  /// Source pixel that holds an edge.
  @inline(__always)
  static func pixel(_ edge: Int) -> Int {
    edge >= 0 ? edge / unitsPerPixel : -((-edge + unitsPerPixel - 1) / unitsPerPixel)
  }

  /// The part of a grid pixel that lies in a range of source pixels: its pixels, and the weights
  /// of the first and the last of them (of one pixel, only `first` counts).
  @inline(__always)
  func span(_ index: Int, within source: Range<Int>) -> AreaSpan {
    let unit = Self.unitsPerPixel
    let low = max(edge(index), source.lowerBound * unit)
    let high = min(edge(index + 1), source.upperBound * unit)
    guard high > low else { return AreaSpan(start: 0, count: 0, first: 0, last: 0, units: 0) }
    let start = Self.pixel(low)
    let end = Self.pixel(high - 1)
    let first = min(high, (start + 1) * unit) - low
    let last = high - max(low, end * unit)
    return AreaSpan(
      start: start, count: end - start + 1, first: first, last: last, units: high - low)
  }
}

/// Source pixels of one grid pixel along an axis, with their weights in 1/256 of a pixel.
struct AreaSpan: BitwiseCopyable {
  /// First source pixel.
  var start: Int
  /// Number of source pixels.
  var count: Int
  /// Weight of the first.
  var first: Int
  /// Weight of the last.
  var last: Int
  /// Sum of all weights.
  var units: Int

  /// Weight of source pixel `start + offset`.
  @inline(__always)
  func weight(_ offset: Int) -> Int {
    offset == 0 ? first : offset == count - 1 ? last : AreaAxis.unitsPerPixel
  }
}
