import Raster

/// The absorption plane, smoothed, at twice its resolution, in 16-bit steps, for sampling along
/// fixed rays.
///
/// Sample `(x2, y2)` is the value at `(x2 / 2, y2 / 2)` of the original pixels' centers, linearly
/// interpolated. A center on this lattice reaches every point of its rays by a constant offset, so
/// that a ray costs one load per point instead of an interpolation.
final class DoubledPlane {
  /// 16-bit steps per unit of absorbed light; differences must fit as well.
  static let scale: Float = 32767

  let samples = SampleBuffer<Int16>()
  private(set) var width = 0
  private(set) var height = 0
  private let rows = SampleBuffer<UInt16>()
  private let blur: WordBlur

  init(smoothing: GaussianKernel) {
    blur = WordBlur(smoothing)
  }

  /// Smooths and doubles a plane whose values lie in `0...scale`.
  func fill(from plane: UnsafePointer<UInt16>, width: Int, height: Int) {
    self.width = 2 * width
    self.height = 2 * height
    let target = samples.reserve(4 * width * height)
    // Two smooth rows at a time stay in the cache while they are doubled.
    var row = rows.reserve(2 * (width + WordBlur.padding))
    var next = row + width + WordBlur.padding
    blur.writeRow(0, of: plane, width: width, height: height, to: row)
    row[width] = row[width - 1]
    for y in 0..<height {
      blur.writeRow(min(y + 1, height - 1), of: plane, width: width, height: height, to: next)
      next[width] = next[width - 1]
      Self.double(row, next, width: width, even: target + 4 * y * width)
      swap(&row, &next)
    }
  }

  private static func double(
    _ row: UnsafePointer<UInt16>, _ next: UnsafePointer<UInt16>, width: Int,
    even: UnsafeMutablePointer<Int16>
  ) {
    let odd = even + 2 * width
    for x in 0..<width {
      even[2 * x] = Int16(truncatingIfNeeded: row[x])
      even[2 * x + 1] = Int16(truncatingIfNeeded: (row[x] &+ row[x + 1]) >> 1)
    }
    for x in 0..<width {
      let here = (row[x] &+ next[x]) >> 1
      let right = (row[x + 1] &+ next[x + 1]) >> 1
      odd[2 * x] = Int16(truncatingIfNeeded: here)
      odd[2 * x + 1] = Int16(truncatingIfNeeded: (here &+ right) >> 1)
    }
  }
}
