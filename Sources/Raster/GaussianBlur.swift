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
    for tap in 1..<weights.count {
      let weight = weights[tap]
      let left = row - tap
      let right = row + tap
      for x in 0..<width { result[x] += weight * (left[x] + right[x]) }
    }
  }

  private static func blurColumns(
    _ rows: UnsafePointer<Float>, y: Int, weights: UnsafeBufferPointer<Float>, width: Int,
    height: Int, into result: UnsafeMutablePointer<Float>
  ) {
    let center = weights[0]
    let middle = rows + y * width
    for x in 0..<width { result[x] = center * middle[x] }
    for tap in 1..<weights.count {
      let weight = weights[tap]
      let above = rows + max(0, y - tap) * width
      let below = rows + min(height - 1, y + tap) * width
      for x in 0..<width { result[x] += weight * (above[x] + below[x]) }
    }
  }
}
