/// Averages RGB pixels over the areas of a coarser grid.
///
/// Every sample is the mean of the source weighted by covered area, rounded to nearest with halves
/// up, computed in whole numbers: the same bytes for any cut into parts. An averager holds
/// the memory for its sums and belongs to one worker.
public final class AreaAverager {
  private let sums = SampleBuffer<UInt32>()
  private let spans = SampleBuffer<AreaSpan>()
  private let taps = AreaTaps()

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
    let spans = spans.reserve(rect.width)
    var widest = 1
    for i in 0..<rect.width {
      spans[i] = x.span(rect.x + i, within: sourceRect.x..<sourceRect.maxX)
      spans[i].start -= sourceRect.x
      widest = max(widest, spans[i].count)
    }
    // Sums of 255 times all weights must stay below 2^32.
    let isNarrow = x.step < 15.9 && y.step < 15.9 && widest <= sourceRect.width
    if isNarrow { taps.prepare(spans, rect.width, tapCount: widest, sourceCount: sourceRect.width) }
    let sums = sums.reserve(3 * sourceRect.width)
    let sourceRowBytes = 3 * sourceRect.width
    for j in 0..<rect.height {
      let span = y.span(rect.y + j, within: sourceRect.y..<sourceRect.maxY)
      let row = target + j * rowBytes
      guard span.count > 0 else {
        Self.fill(row, rect.width, background)
        continue
      }
      let first = source + (span.start - sourceRect.y) * sourceRowBytes
      for offset in 0..<span.count {
        Self.add(
          first + offset * sourceRowBytes, sourceRowBytes, weight: UInt16(span.weight(offset)),
          isFirst: offset == 0, to: sums)
      }
      if isNarrow {
        taps.averageRow(sums, rect.width, rowUnits: span.units, into: row)
      } else {
        Self.averageRow(sums, spans, rect.width, rowUnits: span.units, into: row)
      }
      for i in 0..<rect.width where spans[i].count == 0 { Self.fill(row + 3 * i, 1, background) }
    }
  }

  /// Adds a weighted row; below 2^32 because a step is at most 4096. A product is at most 255 * 256,
  /// so 16 bits hold it, which processors multiply eight at a time.
  @inline(never)
  private static func add(
    _ row: UnsafePointer<UInt8>, _ count: Int, weight: UInt16, isFirst: Bool,
    to sums: UnsafeMutablePointer<UInt32>
  ) {
    if isFirst {
      for i in 0..<count {
        sums[i] = UInt32(truncatingIfNeeded: UInt16(truncatingIfNeeded: row[i]) &* weight)
      }
    } else {
      for i in 0..<count {
        sums[i] =
          sums[i] &+ UInt32(truncatingIfNeeded: UInt16(truncatingIfNeeded: row[i]) &* weight)
      }
    }
  }

  /// Sums of any size.
  private static func averageRow(
    _ sums: UnsafePointer<UInt32>, _ spans: UnsafePointer<AreaSpan>, _ count: Int, rowUnits: Int,
    into target: UnsafeMutablePointer<UInt8>
  ) {
    for i in 0..<count {
      let span = spans[i]
      guard span.count > 0 else { continue }
      let total = span.units * rowUnits
      for channel in 0..<3 {
        let from = sums + 3 * span.start + channel
        var sum = Int(from[0]) &* span.first
        var k = 1
        while k < span.count {
          let weight = k == span.count &- 1 ? span.last : AreaAxis.unitsPerPixel
          sum &+= Int(from[3 &* k]) &* weight
          k &+= 1
        }
        target[3 * i + channel] = UInt8((sum + total / 2) / total)
      }
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

/// Weights across of all grid pixels of a row, as many for each, so that no branch depends on where
/// a grid pixel lies; for sums that fit in 32 bits.
private final class AreaTaps {
  private let starts = SampleBuffer<Int32>()
  private let weights = SampleBuffer<UInt32>()
  /// Which of the few sums of weights a grid pixel has.
  private let kinds = SampleBuffer<Int32>()
  private var kindUnits: [Int] = []
  private let reciprocals = SampleBuffer<UInt64>()
  private let halves = SampleBuffer<UInt32>()
  private var tapCount = 1

  /// Lays out the weights; a window that would reach beyond the source begins earlier.
  func prepare(
    _ spans: UnsafePointer<AreaSpan>, _ count: Int, tapCount: Int, sourceCount: Int
  ) {
    self.tapCount = tapCount
    kindUnits.removeAll(keepingCapacity: true)
    let starts = starts.reserve(count)
    let weights = weights.reserve(count * tapCount)
    let kinds = kinds.reserve(count)
    for i in 0..<count {
      let span = spans[i]
      let start = max(0, min(span.start, sourceCount - tapCount))
      starts[i] = Int32(start)
      for tap in 0..<tapCount { weights[i * tapCount + tap] = 0 }
      for tap in 0..<span.count {
        weights[i * tapCount + span.start - start + tap] = UInt32(span.weight(tap))
      }
      if let kind = kindUnits.firstIndex(of: span.units) {
        kinds[i] = Int32(kind)
      } else {
        kinds[i] = Int32(kindUnits.count)
        kindUnits.append(span.units)
      }
    }
  }

  func averageRow(
    _ sums: UnsafePointer<UInt32>, _ count: Int, rowUnits: Int,
    into target: UnsafeMutablePointer<UInt8>
  ) {
    let reciprocals = reciprocals.reserve(kindUnits.count)
    let halves = halves.reserve(kindUnits.count)
    for (kind, units) in kindUnits.enumerated() {
      let total = UInt64(max(1, units * rowUnits))
      // The upper half of a product with 2^64 / total, rounded up, is the exact quotient of numbers
      // below 2^32, because total lies below 2^24. Of 1, 2^64 does not fit: one less and a sum that
      // is one more do the same.
      reciprocals[kind] = total == 1 ? .max : UInt64.max / total + 1
      halves[kind] = total == 1 ? 1 : UInt32(total / 2)
    }
    let (starts, kinds, tapCount) = (starts.base, kinds.base, tapCount)
    var weights = UnsafePointer(weights.base)
    for i in 0..<count {
      let from = sums + 3 &* Int(starts[i])
      let kind = Int(kinds[i])
      var red = halves[kind]
      var green = red
      var blue = red
      var tap = 0
      while tap < tapCount {
        let weight = weights[tap]
        red &+= from[3 &* tap] &* weight
        green &+= from[3 &* tap &+ 1] &* weight
        blue &+= from[3 &* tap &+ 2] &* weight
        tap &+= 1
      }
      weights += tapCount
      let reciprocal = reciprocals[kind]
      let to = target + 3 &* i
      to[0] = UInt8(truncatingIfNeeded: reciprocal.multipliedFullWidth(by: UInt64(red)).high)
      to[1] = UInt8(truncatingIfNeeded: reciprocal.multipliedFullWidth(by: UInt64(green)).high)
      to[2] = UInt8(truncatingIfNeeded: reciprocal.multipliedFullWidth(by: UInt64(blue)).high)
    }
  }
}
