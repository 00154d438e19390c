/// Separable Gaussian blur of 16-bit planes, row by row.
///
/// Samples lie in `0...32767`, so that two of them add up within 16 bits; products keep their upper
/// half, which one instruction gives for eight samples. The result is up to one step per tap lower
/// than the exact one. A sample depends on its window only, whatever part of an image is processed.
/// Outside the plane the nearest sample is repeated.
public final class WordBlur {
  /// Samples beyond a row's end that `writeRow` may overwrite.
  public static let padding = 16

  private typealias Words = SIMD8<UInt16>
  /// One weight per vector, repeated: the loops load it as it is needed.
  private let weights: [Words]
  private let column = SampleBuffer<UInt16>()
  private let rows: SampleBuffer<UnsafePointer<UInt16>>

  /// Makes a blur with a kernel whose center weighs less than 1.
  public init(_ kernel: GaussianKernel) {
    weights = kernel.weights.map { Words(repeating: UInt16(min(($0 * 65536).rounded(), 65535))) }
    rows = SampleBuffer(capacity: 2 * weights.count)
  }

  /// Blurs one row of a plane.
  ///
  /// - Parameters:
  ///   - y: row.
  ///   - plane: `width * height` samples.
  ///   - width: samples per row, at least 1.
  ///   - height: number of rows, at least 1.
  ///   - result: room for `width + padding` samples.
  public func writeRow(
    _ y: Int, of plane: UnsafePointer<UInt16>, width: Int, height: Int,
    to result: UnsafeMutablePointer<UInt16>
  ) {
    let radius = weights.count - 1
    let padded = column.reserve(width + 2 * radius + Self.padding)
    let middle = padded + radius
    weights.withUnsafeBufferPointer { weights in
      sumColumns(plane, y: y, width: width, height: height, weights: weights, to: middle)
      for i in 0..<radius { padded[i] = middle[0] }
      for i in 0..<(radius + 8) { middle[width + i] = middle[width - 1] }
      Self.sumRow(middle, width: width, weights: weights, to: result)
    }
  }

  private func sumColumns(
    _ plane: UnsafePointer<UInt16>, y: Int, width: Int, height: Int,
    weights: UnsafeBufferPointer<Words>, to result: UnsafeMutablePointer<UInt16>
  ) {
    // Where the rows of each tap begin, found once and not for every vector.
    let rows = rows.base
    for tap in 0..<weights.count {
      rows[2 * tap] = plane + max(0, y - tap) * width
      rows[2 * tap + 1] = plane + min(height - 1, y + tap) * width
    }
    var x = 0
    while x + 8 <= width {
      var sum = Self.product(Self.load(rows[0] + x), weights[0])
      for tap in 1..<weights.count {
        let pair = Self.load(rows[2 &* tap] + x) &+ Self.load(rows[2 &* tap &+ 1] + x)
        sum &+= Self.product(pair, weights[tap])
      }
      UnsafeMutableRawPointer(result + x).storeBytes(of: sum, as: Words.self)
      x &+= 8
    }
    while x < width {
      var sum = Self.product(Words(repeating: rows[0][x]), weights[0])
      for tap in 1..<weights.count {
        let pair = rows[2 * tap][x] &+ rows[2 * tap + 1][x]
        sum &+= Self.product(Words(repeating: pair), weights[tap])
      }
      result[x] = sum[0]
      x += 1
    }
  }

  private static func sumRow(
    _ row: UnsafePointer<UInt16>, width: Int, weights: UnsafeBufferPointer<Words>,
    to result: UnsafeMutablePointer<UInt16>
  ) {
    var x = 0
    while x < width {
      let here = row + x
      var sum = product(load(here), weights[0])
      for tap in 1..<weights.count {
        sum &+= product(load(here - tap) &+ load(here + tap), weights[tap])
      }
      UnsafeMutableRawPointer(result + x).storeBytes(of: sum, as: Words.self)
      x &+= 8
    }
  }

  @inline(__always)
  private static func load(_ samples: UnsafePointer<UInt16>) -> Words {
    UnsafeRawPointer(samples).loadUnaligned(as: Words.self)
  }

  /// Upper halves of products, written out so that the compiler finds the instruction for it.
  @inline(__always)
  private static func product(_ samples: Words, _ weights: Words) -> Words {
    @inline(__always)
    func half(_ sample: UInt16, _ weight: UInt16) -> UInt16 {
      UInt16(truncatingIfNeeded: (UInt32(sample) &* UInt32(weight)) >> 16)
    }
    return Words(
      half(samples[0], weights[0]), half(samples[1], weights[1]), half(samples[2], weights[2]),
      half(samples[3], weights[3]), half(samples[4], weights[4]), half(samples[5], weights[5]),
      half(samples[6], weights[6]), half(samples[7], weights[7]))
  }
}
