import Raster

/// Counts of 8-bit samples per channel, gathered over a slide to find its white point.
public struct ChannelHistogram: Sendable, Equatable {
  /// Counts by channel (red, green, blue), 256 each.
  public private(set) var counts: [[Int]]

  /// Makes an empty histogram.
  public init() {
    counts = [[Int]](repeating: [Int](repeating: 0, count: 256), count: 3)
  }

  /// Number of pixels counted.
  public var pixelCount: Int { counts[0].reduce(0, +) }

  /// Counts one pixel.
  public mutating func add(red: UInt8, green: UInt8, blue: UInt8) {
    counts[0][Int(red)] += 1
    counts[1][Int(green)] += 1
    counts[2][Int(blue)] += 1
  }

  /// Adds the counts of another part of the slide.
  public mutating func add(_ other: ChannelHistogram) {
    for channel in 0..<3 {
      for value in 0..<256 { counts[channel][value] += other.counts[channel][value] }
    }
  }

  /// Smallest value that at least `fraction` of a channel's samples do not exceed; nil when empty.
  public func quantile(_ fraction: Double, channel: Int) -> Int? {
    let total = counts[channel].reduce(0, +)
    guard total > 0 else { return nil }
    let wanted = max(1, Int((fraction * Double(total)).rounded(.up)))
    var seen = 0
    for value in 0..<256 {
      seen += counts[channel][value]
      if seen >= wanted { return value }
    }
    return 255
  }

  /// White point of the slide: a high quantile per channel, kept within bounds.
  ///
  /// - Parameters:
  ///   - quantile: share of pixels at most as bright, 0 to 1.
  ///   - bounds: range the result is clamped to; a slide without glass must not darken its white.
  /// - Returns: intensity per channel, nil when nothing was counted.
  public func whitePoint(quantile: Double, bounds: ClosedRange<Double>) -> SIMD3<Double>? {
    var white = SIMD3<Double>(repeating: 255)
    for channel in 0..<3 {
      guard let value = self.quantile(quantile, channel: channel) else { return nil }
      white[channel] = min(max(Double(value), bounds.lowerBound), bounds.upperBound)
    }
    return white
  }
}
