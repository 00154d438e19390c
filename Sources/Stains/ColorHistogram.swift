import Raster

/// Counts of colors in steps of 4 per channel, gathered over a slide to find its stains.
///
/// Counts of parts of a slide add up exactly, so an estimate made from them does not depend on
/// tiles, workers or order. It takes 2 MiB whatever the slide's size.
public struct ColorHistogram: Sendable, Equatable {
  /// Bits kept of every 8-bit sample.
  private static let bits = 6
  /// Intensities that share a count.
  static let step = 1 << (8 - bits)

  private var counts = [Int](repeating: 0, count: 1 << (3 * bits))

  /// A color and how many pixels have it.
  public struct Entry: Sendable, Equatable {
    /// Red, green and blue at the middle of the step, 1.5 to 253.5.
    public var color: SIMD3<Double>
    /// Number of pixels.
    public var count: Int
  }

  /// Makes an empty histogram.
  public init() {}

  /// Number of pixels counted.
  public var pixelCount: Int { counts.reduce(0, +) }

  /// Colors that occur, in a fixed order.
  public var entries: [Entry] {
    counts.indices.compactMap { index in
      guard counts[index] > 0 else { return nil }
      let mask = (1 << Self.bits) - 1
      let steps = SIMD3(
        Double(index >> (2 * Self.bits)), Double((index >> Self.bits) & mask), Double(index & mask))
      let middle = Double(Self.step - 1) / 2
      return Entry(color: steps * Double(Self.step) + middle, count: counts[index])
    }
  }

  /// Counts one pixel.
  public mutating func add(red: UInt8, green: UInt8, blue: UInt8) {
    counts[Self.index(red, green, blue)] += 1
  }

  /// Counts every pixel of an image.
  public mutating func add(_ image: RGBImage) {
    let samples = image.samples.span
    for i in stride(from: 0, to: samples.count, by: 3) {
      counts[Self.index(samples[i], samples[i + 1], samples[i + 2])] += 1
    }
  }

  /// Adds the counts of another part of the slide.
  public mutating func add(_ other: ColorHistogram) {
    for index in counts.indices { counts[index] += other.counts[index] }
  }

  private static func index(_ red: UInt8, _ green: UInt8, _ blue: UInt8) -> Int {
    let drop = 8 - bits
    return (Int(red) >> drop) << (2 * bits) | (Int(green) >> drop) << bits | Int(blue) >> drop
  }
}
