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
  private let weights: [UInt16]
  private let column = SampleBuffer<UInt16>()

  /// Makes a blur with a kernel whose center weighs less than 1.
  public init(_ kernel: GaussianKernel) {
    weights = kernel.weights.map { UInt16(min(($0 * 65536).rounded(), 65535)) }
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
      Self.sumColumns(plane, y: y, width: width, height: height, weights: weights, to: middle)
      for i in 0..<radius { padded[i] = middle[0] }
      for i in 0..<(radius + 8) { middle[width + i] = middle[width - 1] }
      Self.sumRow(middle, width: width, weights: weights, to: result)
    }
  }

  private static func sumColumns(
    _ plane: UnsafePointer<UInt16>, y: Int, width: Int, height: Int,
    weights: UnsafeBufferPointer<UInt16>, to result: UnsafeMutablePointer<UInt16>
  ) {
    let middle = plane + y * width
    var x = 0
    while x + 8 <= width {
      var sum = product(load(middle + x), weights[0])
      for tap in 1..<weights.count {
        let above = plane + max(0, y - tap) * width + x
        let below = plane + min(height - 1, y + tap) * width + x
        sum &+= product(load(above) &+ load(below), weights[tap])
      }
      UnsafeMutableRawPointer(result + x).storeBytes(of: sum, as: Words.self)
      x += 8
    }
    while x < width {
      var sum = UInt16(truncatingIfNeeded: UInt32(middle[x]) * UInt32(weights[0]) >> 16)
      for tap in 1..<weights.count {
        let pair = plane[max(0, y - tap) * width + x] &+ plane[min(height - 1, y + tap) * width + x]
        sum &+= UInt16(truncatingIfNeeded: UInt32(pair) * UInt32(weights[tap]) >> 16)
      }
      result[x] = sum
      x += 1
    }
  }

  private static func sumRow(
    _ row: UnsafePointer<UInt16>, width: Int, weights: UnsafeBufferPointer<UInt16>,
    to result: UnsafeMutablePointer<UInt16>
  ) {
    for x in stride(from: 0, to: width, by: 8) {
      var sum = product(load(row + x), weights[0])
      for tap in 1..<weights.count {
        sum &+= product(load(row + x - tap) &+ load(row + x + tap), weights[tap])
      }
      UnsafeMutableRawPointer(result + x).storeBytes(of: sum, as: Words.self)
    }
  }

  @inline(__always)
  private static func load(_ samples: UnsafePointer<UInt16>) -> Words {
    UnsafeRawPointer(samples).loadUnaligned(as: Words.self)
  }

  /// Upper halves of products, written out so that the compiler finds the instruction for it.
  @inline(__always)
  private static func product(_ samples: Words, _ weight: UInt16) -> Words {
    @inline(__always)
    func half(_ sample: UInt16) -> UInt16 {
      UInt16(truncatingIfNeeded: (UInt32(sample) &* UInt32(weight)) >> 16)
    }
    return Words(
      half(samples[0]), half(samples[1]), half(samples[2]), half(samples[3]),
      half(samples[4]), half(samples[5]), half(samples[6]), half(samples[7]))
  }
}
