/// How the pixels of a working grid are made from source pixels along one axis.
///
/// Working pixel `i` covers the source from `i * step` to `(i + 1) * step`. With a step of at least 1
/// it is the exact area average; below 1 it is cubic interpolation (Catmull–Rom) at its center.
/// Weights depend on the global index only, so every part of a slide is resampled alike. Beyond the
/// ends of the source its last pixel is repeated.
public struct ResamplingAxis: Sendable {
  /// First source pixel of each working pixel, global index.
  public let starts: [Int]
  /// Weights of all working pixels, `tapCount` each, summing to 1.
  public let weights: [Float]
  /// Number of source pixels of each working pixel.
  public let tapCount: Int

  /// Lays out a range of working pixels.
  ///
  /// - Parameters:
  ///   - range: global indices of working pixels.
  ///   - step: source pixels per working pixel, above 0.
  ///   - sourceCount: number of source pixels along the axis.
  ///   - sourceStart: global index of the first of them, where working pixel 0 begins.
  public init(range: Range<Int>, step: Double, sourceCount: Int, sourceStart: Int = 0) {
    precondition(step > 0 && sourceCount > 0)
    let tapCount = Self.tapCount(step: step)
    var starts: [Int] = []
    starts.reserveCapacity(range.count)
    // One array for all, because every unit of a slide lays out its axes anew.
    let weights = [Float](unsafeUninitializedCapacity: range.count * tapCount) { weights, count in
      withUnsafeTemporaryAllocation(of: Double.self, capacity: tapCount) { moved in
        for index in range {
          let start = Self.start(index: index, step: step)
          let fitted = Self.fitted(start, tapCount: tapCount, sourceCount: sourceCount)
          moved.initialize(repeating: 0)
          for tap in 0..<tapCount {
            // Taps beyond the source move onto its last pixel; the window slides so that it fits.
            let pixel = min(max(start + tap, 0), sourceCount - 1)
            moved[min(pixel - fitted, tapCount - 1)] += Self.weight(
              pixel: start + tap, index: index, step: step)
          }
          starts.append(sourceStart + fitted)
          for weight in moved {
            weights.initializeElement(at: count, to: Float(weight))
            count += 1
          }
        }
      }
    }
    self.starts = starts
    self.weights = weights
    self.tapCount = tapCount
  }

  /// Source pixels that a range of working pixels needs, from the first to one past the last.
  ///
  /// The same as those of an axis of the range, without its weights.
  public static func sourceRange(
    of range: Range<Int>, step: Double, sourceCount: Int
  ) -> Range<Int> {
    guard let last = range.last else { return 0..<0 }
    let tapCount = tapCount(step: step)
    // Starts never decrease.
    let (first, end) = (range.lowerBound, last)
    let low = fitted(start(index: first, step: step), tapCount: tapCount, sourceCount: sourceCount)
    let high = fitted(start(index: end, step: step), tapCount: tapCount, sourceCount: sourceCount)
    return low..<min(sourceCount, high + tapCount)
  }

  private static func tapCount(step: Double) -> Int {
    step >= 1 ? Int(step.rounded(.up)) + 1 : 4
  }

  /// First source pixel, which may lie beyond the ends.
  private static func start(index: Int, step: Double) -> Int {
    step >= 1
      ? Int((Double(index) * step).rounded(.down))
      : Int(center(index: index, step: step).rounded(.down)) - 1
  }

  private static func fitted(_ start: Int, tapCount: Int, sourceCount: Int) -> Int {
    min(max(start, 0), max(0, sourceCount - tapCount))
  }

  private static func center(index: Int, step: Double) -> Double {
    (Double(index) + 0.5) * step - 0.5
  }

  /// Share of a source pixel in a working pixel.
  private static func weight(pixel: Int, index: Int, step: Double) -> Double {
    guard step < 1 else {
      let (low, high) = (Double(index) * step, Double(index + 1) * step)
      return max(0, min(high, Double(pixel) + 1) - max(low, Double(pixel))) / step
    }
    let center = center(index: index, step: step)
    let base = center.rounded(.down)
    let t = center - base
    return switch pixel - Int(base) {
    case -1: ((-0.5 * t + 1) * t - 0.5) * t
    case 0: (1.5 * t - 2.5) * t * t + 1
    case 1: ((-1.5 * t + 2) * t + 0.5) * t
    default: (0.5 * t - 0.5) * t * t
    }
  }
}
