import Raster

/// Counts of 8-bit samples per channel, gathered over a slide to find its white point.
public struct ChannelHistogram: Sendable, Equatable {
  /// Counts of red, green and blue, 256 each.
  private var all: [Int]

  /// Makes an empty histogram.
  public init() {
    all = [Int](repeating: 0, count: 3 * 256)
  }

  /// Counts by channel (red, green, blue), 256 each.
  public var counts: [[Int]] { (0..<3).map { Array(all[(256 * $0)..<(256 * ($0 + 1))]) } }

  /// Number of pixels counted.
  public var pixelCount: Int { all[..<256].reduce(0, +) }

  /// Counts one pixel.
  public mutating func add(red: UInt8, green: UInt8, blue: UInt8) {
    all[Int(red)] += 1
    all[256 + Int(green)] += 1
    all[512 + Int(blue)] += 1
  }

  /// Counts every n-th pixel of interleaved samples, from the first.
  ///
  /// - Parameters:
  ///   - samples: red, green and blue of one pixel after the other.
  ///   - step: pixels from one that is counted to the next, at least 1.
  public mutating func add(_ samples: Span<UInt8>, every step: Int) {
    var counts = all.mutableSpan
    for i in stride(from: 0, to: samples.count - 2, by: 3 * step) {
      counts[Int(samples[i])] += 1
      counts[256 + Int(samples[i + 1])] += 1
      counts[512 + Int(samples[i + 2])] += 1
    }
  }

  /// Adds the counts of another part of the slide.
  public mutating func add(_ other: ChannelHistogram) {
    for index in all.indices { all[index] += other.all[index] }
  }

  /// Smallest value that at least `fraction` of a channel's samples do not exceed; nil when empty.
  public func quantile(_ fraction: Double, channel: Int) -> Int? {
    let counts = all[(256 * channel)..<(256 * (channel + 1))]
    let total = counts.reduce(0, +)
    guard total > 0 else { return nil }
    let wanted = max(1, Int((fraction * Double(total)).rounded(.up)))
    var seen = 0
    for value in 0..<256 {
      seen += counts[256 * channel + value]
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
