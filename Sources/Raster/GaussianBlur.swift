/// Separable Gaussian blur of float planes.
///
/// Goals, in order: the same result for a pixel whatever part of the image is processed (every sum
/// runs in a fixed order over a fixed window), then speed (whole rows, one tap after the other, so
/// that plain loops vectorize). Outside the plane the nearest sample is repeated; callers give
/// planes with a margin of at least the kernel's radius where that would matter.
public enum GaussianBlur {
  /// Blurs a plane.
  ///
  /// - Parameters:
  ///   - kernel: weights.
  ///   - source: `width * height` samples.
  ///   - destination: `width * height` samples, not overlapping `source`.
  ///   - width: samples per row.
  ///   - height: number of rows.
  ///   - scratch: reused memory.
  public static func apply(
    _ kernel: GaussianKernel, source: UnsafePointer<Float>,
    destination: UnsafeMutablePointer<Float>, width: Int, height: Int,
    scratch: SampleBuffer<Float>
  ) {
    guard width > 0, height > 0 else { return }
    let radius = kernel.radius
    let rows = scratch.reserve(width * height + width + 2 * radius)
    let padded = rows + width * height
    kernel.weights.withUnsafeBufferPointer { weights in
      for y in 0..<height {
        pad(row: source + y * width, width: width, radius: radius, into: padded)
        blurRow(padded + radius, weights: weights, width: width, into: rows + y * width)
      }
      for y in 0..<height {
        blurColumns(
          rows, y: y, weights: weights, width: width, height: height,
          into: destination + y * width)
      }
    }
  }

  private static func pad(
    row: UnsafePointer<Float>, width: Int, radius: Int, into padded: UnsafeMutablePointer<Float>
  ) {
    for i in 0..<radius {
      padded[i] = row[0]
      padded[radius + width + i] = row[width - 1]
    }
    (padded + radius).update(from: row, count: width)
  }

  private static func blurRow(
    _ row: UnsafePointer<Float>, weights: UnsafeBufferPointer<Float>, width: Int,
    into result: UnsafeMutablePointer<Float>
  ) {
    let center = weights[0]
    for x in 0..<width { result[x] = center * row[x] }
    var tap = 1
    while tap + 1 < weights.count {
      addPairs(
        (row - tap, row + tap, weights[tap]), (row - tap - 1, row + tap + 1, weights[tap + 1]),
        count: width, to: result)
      tap += 2
    }
    if tap < weights.count {
      addPair((row - tap, row + tap, weights[tap]), count: width, to: result)
    }
  }

  private static func blurColumns(
    _ rows: UnsafePointer<Float>, y: Int, weights: UnsafeBufferPointer<Float>, width: Int,
    height: Int, into result: UnsafeMutablePointer<Float>
  ) {
    let center = weights[0]
    let middle = rows + y * width
    for x in 0..<width { result[x] = center * middle[x] }
    func pair(_ tap: Int) -> Pair {
      (
        rows + max(0, y - tap) * width, rows + min(height - 1, y + tap) * width, weights[tap]
      )
    }
    var tap = 1
    while tap + 1 < weights.count {
      addPairs(pair(tap), pair(tap + 1), count: width, to: result)
      tap += 2
    }
    if tap < weights.count { addPair(pair(tap), count: width, to: result) }
  }

  /// Samples at the same distance on both sides, and their weight.
  private typealias Pair = (
    before: UnsafePointer<Float>, after: UnsafePointer<Float>, weight: Float
  )

  private static func addPair(
    _ pair: Pair, count: Int, to result: UnsafeMutablePointer<Float>
  ) {
    let (before, after, weight) = pair
    for x in 0..<count { result[x] += weight * (before[x] + after[x]) }
  }

  /// Two pairs at once, so that the result is loaded and stored half as often.
  private static func addPairs(
    _ first: Pair, _ second: Pair, count: Int, to result: UnsafeMutablePointer<Float>
  ) {
    let (a, b, weight) = first
    let (c, d, other) = second
    for x in 0..<count {
      result[x] += weight * (a[x] + b[x]) + other * (c[x] + d[x])
    }
  }
}
