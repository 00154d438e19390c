/// Averages RGB pixels over the areas of a coarser grid.
///
/// Every sample is the mean of the source weighted by covered area, rounded to nearest with halves
/// up, computed in whole numbers: the same bytes for any cut into parts. An averager holds
/// the memory for its sums and belongs to one worker.
public final class AreaAverager {
  private let sums = SampleBuffer<UInt32>()
  private let spans = SampleBuffer<AreaSpan>()
  private let inverses = SampleBuffer<Double>()

  /// Makes an averager.
  public init() {}

  /// Averages a part of a picture.
  ///
  /// - Parameters:
  ///   - source: interleaved RGB of `sourceRect`, row by row without gaps.
  ///   - sourceRect: what of the picture is given. A grid pixel that reaches beyond it is the mean
  ///     of the part inside.
  ///   - x: grid across.
  ///   - y: grid down.
  ///   - rect: grid pixels that are wanted.
  ///   - target: place of the first of them.
  ///   - rowBytes: distance of rows there, at least `3 * rect.width`.
  ///   - background: color of grid pixels that lie wholly outside of `sourceRect`.
  public func average(
    _ source: UnsafePointer<UInt8>, of sourceRect: PixelRect, x: AreaAxis, y: AreaAxis,
    to rect: PixelRect, into target: UnsafeMutablePointer<UInt8>, rowBytes: Int,
    background: RGBColor
  ) {
    let columns = sourceRect.x..<sourceRect.maxX
    let rows = sourceRect.y..<sourceRect.maxY
    let spans = spans.reserve(rect.width)
    let inverses = inverses.reserve(rect.width)
    for i in 0..<rect.width {
      spans[i] = x.span(rect.x + i, within: columns)
      spans[i].start -= sourceRect.x
      inverses[i] = 1 / Double(max(1, spans[i].units))
    }
    let sums = sums.reserve(3 * sourceRect.width)
    let sourceRowBytes = 3 * sourceRect.width
    for j in 0..<rect.height {
      let span = y.span(rect.y + j, within: rows)
      let row = target + j * rowBytes
      guard span.count > 0 else {
        Self.fill(row, rect.width, background)
        continue
      }
      let first = source + (span.start - sourceRect.y) * sourceRowBytes
      for offset in 0..<span.count {
        Self.add(
          first + offset * sourceRowBytes, sourceRowBytes, weight: UInt32(span.weight(offset)),
          isFirst: offset == 0, to: sums)
      }
      Self.averageRow(
        sums, spans, inverses, rect.width, rowUnits: span.units, into: row, background)
    }
  }

  /// Adds a weighted row; below 2^32 because a step is at most 4096.
  @inline(never)
  private static func add(
    _ row: UnsafePointer<UInt8>, _ count: Int, weight: UInt32, isFirst: Bool,
    to sums: UnsafeMutablePointer<UInt32>
  ) {
    if isFirst {
      for i in 0..<count { sums[i] = UInt32(truncatingIfNeeded: row[i]) &* weight }
    } else {
      for i in 0..<count { sums[i] = sums[i] &+ UInt32(truncatingIfNeeded: row[i]) &* weight }
    }
  }

  private static func averageRow(
    _ sums: UnsafePointer<UInt32>, _ spans: UnsafePointer<AreaSpan>,
    _ inverses: UnsafePointer<Double>, _ count: Int, rowUnits: Int,
    into target: UnsafeMutablePointer<UInt8>, _ background: RGBColor
  ) {
    let rowInverse = 1 / Double(rowUnits)
    for i in 0..<count {
      let span = spans[i]
      let to = target + 3 * i
      guard span.count > 0 else {
        fill(to, 1, background)
        continue
      }
      let from = sums + 3 * span.start
      let weight = UInt64(span.first)
      var red = UInt64(from[0]) &* weight
      var green = UInt64(from[1]) &* weight
      var blue = UInt64(from[2]) &* weight
      var k = 1
      while k < span.count {
        let weight = UInt64(k == span.count &- 1 ? span.last : AreaAxis.unitsPerPixel)
        red &+= UInt64(from[3 &* k]) &* weight
        green &+= UInt64(from[3 &* k &+ 1]) &* weight
        blue &+= UInt64(from[3 &* k &+ 2]) &* weight
        k &+= 1
      }
      // Sums lie below 2^48 and weights below 2^40, so that the quotient of the sum and a half is
      // never rounded across a whole number: truncating it is the exact division.
      let half = UInt64(span.units * rowUnits) / 2
      let inverse = inverses[i] * rowInverse
      to[0] = UInt8(truncatingIfNeeded: Int((Double(Int(red &+ half)) + 0.5) * inverse))
      to[1] = UInt8(truncatingIfNeeded: Int((Double(Int(green &+ half)) + 0.5) * inverse))
      to[2] = UInt8(truncatingIfNeeded: Int((Double(Int(blue &+ half)) + 0.5) * inverse))
    }
  }

  private static func fill(
    _ target: UnsafeMutablePointer<UInt8>, _ count: Int, _ color: RGBColor
  ) {
    for i in 0..<count {
      target[3 * i] = color.red
      target[3 * i + 1] = color.green
      target[3 * i + 2] = color.blue
    }
  }
}
