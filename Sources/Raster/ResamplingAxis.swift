import Foundation

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
  public init(range: Range<Int>, step: Double, sourceCount: Int) {
    precondition(step > 0 && sourceCount > 0)
    tapCount = step >= 1 ? Int(step.rounded(.up)) + 1 : 4
    var starts: [Int] = []
    var weights: [Float] = []
    starts.reserveCapacity(range.count)
    weights.reserveCapacity(range.count * tapCount)
    // Used again for every pixel: an axis is laid out for every unit of a slide.
    var taps = [Double](repeating: 0, count: tapCount)
    var moved = taps
    // Taps beyond the source move onto its last pixel; the window slides so that it fits.
    let highest = max(0, sourceCount - tapCount)
    for index in range {
      let start =
        step >= 1
        ? Self.areaTaps(index: index, step: step, into: &taps)
        : Self.cubicTaps(center: (Double(index) + 0.5) * step - 0.5, into: &taps)
      let fitted = min(max(start, 0), highest)
      for tap in moved.indices { moved[tap] = 0 }
      for tap in taps.indices {
        let pixel = min(max(start + tap, 0), sourceCount - 1)
        moved[min(pixel - fitted, tapCount - 1)] += taps[tap]
      }
      starts.append(fitted)
      for weight in moved { weights.append(Float(weight)) }
    }
    self.starts = starts
    self.weights = weights
  }

  /// Source pixels that the range needs, from the first to one past the last.
  public func sourceRange(sourceCount: Int) -> Range<Int> {
    guard let first = starts.min(), let last = starts.max() else { return 0..<0 }
    return first..<min(sourceCount, last + tapCount)
  }

  /// Weights of the source pixels that a working pixel covers, and the first of them.
  private static func areaTaps(index: Int, step: Double, into taps: inout [Double]) -> Int {
    let low = Double(index) * step
    let high = Double(index + 1) * step
    let start = Int(low.rounded(.down))
    for tap in taps.indices {
      let pixel = Double(start + tap)
      taps[tap] = max(0, min(high, pixel + 1) - max(low, pixel)) / step
    }
    return start
  }

  /// Weights of the four source pixels around a place, and the first of them.
  private static func cubicTaps(center: Double, into taps: inout [Double]) -> Int {
    let base = center.rounded(.down)
    let t = center - base
    taps[0] = ((-0.5 * t + 1) * t - 0.5) * t
    taps[1] = (1.5 * t - 2.5) * t * t + 1
    taps[2] = ((-1.5 * t + 2) * t + 0.5) * t
    taps[3] = (0.5 * t - 0.5) * t * t
    return Int(base) - 1
  }
}
