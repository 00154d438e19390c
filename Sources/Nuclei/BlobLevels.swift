import Raster

/// Blob responses of the absorption plane at four sizes and their local maxima.
///
/// The response is the scale-normalized negative Laplacian of Gaussian (Lindeberg, Int J Comput
/// Vis 1998;30:79–116): largest at the center of a dark disc of radius σ·√2. The two large sizes
/// are computed at half resolution, where the same Gaussian costs a quarter.
final class BlobLevels {
  /// Standard deviations in µm.
  static let sigmasMicrons: [Double] = [1.4, 2.0, 2.8, 4.0]
  /// Whether a level lives at half resolution.
  static let isHalf = [false, false, true, true]

  /// A local maximum of a level.
  struct Peak {
    /// Position in half working pixels from the planes' first pixel corner: `2 * pixel`, plus 1 for
    /// the middle between two pixels.
    var x2: Int32
    var y2: Int32
    var level: Int32
  }

  private(set) var widths: [Int] = []
  private(set) var heights: [Int] = []
  private(set) var responses: [SampleBuffer<Float>] = (0..<4).map { _ in SampleBuffer() }
  private let blurred = SampleBuffer<Float>()
  private let half = SampleBuffer<Float>()
  private let scratch = SampleBuffer<Float>()
  private let pixelMicrons: Double
  private let kernels: [GaussianKernel]
  private let discs: [[(dx: Int, dy: Int)]]

  init(workingMicronsPerPixel: Double) {
    pixelMicrons = workingMicronsPerPixel
    let sizes = zip(Self.sigmasMicrons, Self.isHalf).map { sigma, half in
      sigma / (half ? 2 * workingMicronsPerPixel : workingMicronsPerPixel)
    }
    kernels = sizes.map { GaussianKernel(sigma: $0) }
    discs = sizes.map { Self.disc(radius: max(1, Int((0.75 * $0).rounded()))) }
  }

  /// Working pixels around a unit that its peaks and responses depend on.
  var reach: Int {
    (0..<4).map { level in
      let disc = discs[level].map { max(abs($0.dx), abs($0.dy)) }.max() ?? 0
      return (kernels[level].radius + disc + 2) * (Self.isHalf[level] ? 2 : 1)
    }.max() ?? 0
  }

  /// Computes the responses of all levels; `width` and `height` must be even.
  func compute(absorption: UnsafePointer<Float>, width: Int, height: Int) {
    precondition(width % 2 == 0 && height % 2 == 0)
    halve(absorption, width: width, height: height)
    widths = Self.isHalf.map { $0 ? width / 2 : width }
    heights = Self.isHalf.map { $0 ? height / 2 : height }
    for level in 0..<4 {
      let w = widths[level]
      let h = heights[level]
      GaussianBlur.apply(
        kernels[level], source: Self.isHalf[level] ? UnsafePointer(half.base) : absorption,
        destination: blurred.reserve(w * h), width: w, height: h, scratch: scratch)
      let sigma = Self.sigmasMicrons[level]
      let pixel = (Self.isHalf[level] ? 2.0 : 1.0) * pixelMicrons
      Self.laplacian(
        blurred.base, width: w, height: h, scale: Float(sigma * sigma / (pixel * pixel)),
        into: responses[level].reserve(w * h))
    }
  }

  private func halve(_ plane: UnsafePointer<Float>, width: Int, height: Int) {
    let w = width / 2
    let target = half.reserve(w * (height / 2))
    for y in 0..<(height / 2) {
      let upper = plane + 2 * y * width
      let lower = upper + width
      for x in 0..<w {
        target[y * w + x] =
          0.25 * ((upper[2 * x] + upper[2 * x + 1]) + (lower[2 * x] + lower[2 * x + 1]))
      }
    }
  }

  private static func laplacian(
    _ plane: UnsafePointer<Float>, width: Int, height: Int, scale: Float,
    into result: UnsafeMutablePointer<Float>
  ) {
    result.update(repeating: 0, count: width * height)
    guard width > 2, height > 2 else { return }
    for y in 1..<(height - 1) {
      let row = plane + y * width
      let above = row - width
      let below = row + width
      let target = result + y * width
      for x in 1..<(width - 1) {
        target[x] = scale * (4 * row[x] - (row[x - 1] + row[x + 1]) - (above[x] + below[x]))
      }
    }
  }

  private static func disc(radius: Int) -> [(dx: Int, dy: Int)] {
    let limit = (Double(radius) + 0.25) * (Double(radius) + 0.25)
    var result: [(dx: Int, dy: Int)] = []
    for dy in -radius...radius {
      for dx in -radius...radius where (dx != 0 || dy != 0) && Double(dx * dx + dy * dy) <= limit {
        result.append((dx, dy))
      }
    }
    return result
  }

  /// Local maxima above a threshold whose pixel lies in `core` (local working pixels).
  ///
  /// Among equal neighbors the first in reading order is the maximum.
  func appendPeaks(above threshold: Float, core: PixelRect, to peaks: inout [Peak]) {
    for level in 0..<4 {
      let shift = Self.isHalf[level] ? 1 : 0
      let w = widths[level]
      let response = UnsafePointer(responses[level].base)
      let offsets = discs[level].map { (offset: $0.dy * w + $0.dx, $0.dy * w + $0.dx < 0) }
      for y in (core.y >> shift)..<((core.maxY + shift) >> shift) {
        for x in (core.x >> shift)..<((core.maxX + shift) >> shift) {
          let here = response + y * w + x
          let value = here[0]
          guard value > threshold, value > here[-1], value >= here[1], value > here[-w],
            value >= here[w],
            offsets.allSatisfy({ $0.1 ? value > here[$0.offset] : value >= here[$0.offset] })
          else { continue }
          peaks.append(
            Peak(
              x2: Int32(shift == 1 ? 4 * x + 1 : 2 * x), y2: Int32(shift == 1 ? 4 * y + 1 : 2 * y),
              level: Int32(level)))
        }
      }
    }
  }
}
