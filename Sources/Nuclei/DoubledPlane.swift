import Raster

/// A smooth plane at twice its resolution, in 16-bit steps, for sampling along fixed rays.
///
/// Sample `(x2, y2)` is the value at `(x2 / 2, y2 / 2)` of the original pixels' centers, linearly
/// interpolated. A center on this lattice reaches every point of its rays by a constant offset, so
/// that a ray costs one load per point instead of an interpolation.
final class DoubledPlane {
  /// 16-bit steps per unit of absorbed light.
  static let scale: Float = 32768

  let samples = SampleBuffer<UInt16>()
  private(set) var width = 0
  private(set) var height = 0

  /// Doubles a plane whose values lie in `0...1`.
  func fill(from plane: UnsafePointer<Float>, width: Int, height: Int) {
    self.width = 2 * width
    self.height = 2 * height
    let target = samples.reserve(4 * width * height)
    for y in 0..<height {
      let row = plane + y * width
      let next = plane + min(y + 1, height - 1) * width
      let even = target + 4 * y * width
      let odd = even + 2 * width
      for x in 0..<width {
        let right = min(x + 1, width - 1)
        let sum = row[x] + row[right]
        let below = next[x] + next[right]
        even[2 * x] = UInt16(row[x] * Self.scale + 0.5)
        even[2 * x + 1] = UInt16(sum * (Self.scale / 2) + 0.5)
        odd[2 * x] = UInt16((row[x] + next[x]) * (Self.scale / 2) + 0.5)
        odd[2 * x + 1] = UInt16((sum + below) * (Self.scale / 4) + 0.5)
      }
    }
  }
}
