import Raster

/// Blob responses of the absorption plane at four sizes and their local maxima.
///
/// The response is the scale-normalized negative Laplacian of Gaussian (Lindeberg, Int J Comput
/// Vis 1998;30:79–116): largest at the center of a dark disc of radius σ·√2. Larger sizes are computed
/// at half and quarter resolution, where the same Gaussian costs a fraction.
final class BlobLevels {
  /// Standard deviations in µm.
  static let sigmasMicrons: [Double] = [1.4, 2.0, 2.8, 4.0]
  /// How often the resolution of a level is halved.
  static let shifts = [0, 1, 1, 2]
  /// Widths, heights and positions of units must be multiples of this many working pixels.
  static let alignment = 4

  private(set) var widths: [Int] = []
  private(set) var heights: [Int] = []
  private(set) var responses: [SampleBuffer<Float>] = (0..<4).map { _ in SampleBuffer() }
  private let blurred = SampleBuffer<Float>()
  private let half = SampleBuffer<Float>()
  private let quarter = SampleBuffer<Float>()
  private let scratch = SampleBuffer<Float>()
  private let pixelMicrons: Double
  private let kernels: [GaussianKernel]
  private let discs: [[(dx: Int, dy: Int)]]

  init(workingMicronsPerPixel: Double) {
    pixelMicrons = workingMicronsPerPixel
    let sizes = zip(Self.sigmasMicrons, Self.shifts).map { sigma, shift in
      sigma / (workingMicronsPerPixel * Double(1 << shift))
    }
    kernels = sizes.map { GaussianKernel(sigma: $0) }
    discs = sizes.map { Self.disc(radius: max(1, Int((0.75 * $0).rounded()))) }
  }

  /// Working pixels around a unit that its peaks and responses depend on.
  var reach: Int {
    (0..<4).map { level in
      let disc = discs[level].map { max(abs($0.dx), abs($0.dy)) }.max() ?? 0
      return (kernels[level].radius + disc + 2) << Self.shifts[level]
    }.max() ?? 0
  }

  /// Computes the responses of all levels; `width` and `height` must be aligned.
  func compute(absorption: UnsafePointer<Float>, width: Int, height: Int) {
    precondition(width % Self.alignment == 0 && height % Self.alignment == 0)
    Self.halve(absorption, width: width, height: height, into: half)
    Self.halve(half.base, width: width / 2, height: height / 2, into: quarter)
    widths = Self.shifts.map { width >> $0 }
    heights = Self.shifts.map { height >> $0 }
    let planes = [absorption, UnsafePointer(half.base), UnsafePointer(quarter.base)]
    for level in 0..<4 {
      let w = widths[level]
      let h = heights[level]
      GaussianBlur.apply(
        kernels[level], source: planes[Self.shifts[level]],
        destination: blurred.reserve(w * h), width: w, height: h, scratch: scratch)
      let sigma = Self.sigmasMicrons[level]
      let pixel = pixelMicrons * Double(1 << Self.shifts[level])
      Self.laplacian(
        blurred.base, width: w, height: h, scale: Float(sigma * sigma / (pixel * pixel)),
        into: responses[level].reserve(w * h))
    }
  }

  /// Response of a level at a place in half working pixels.
  func response(level: Int, x2: Int, y2: Int) -> Float {
    let shift = Self.shifts[level] + 1
    return responses[level].base[(y2 >> shift) * widths[level] + (x2 >> shift)]
  }

  private static func halve(
    _ plane: UnsafePointer<Float>, width: Int, height: Int, into result: SampleBuffer<Float>
  ) {
    let w = width / 2
    let target = result.reserve(w * (height / 2))
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

  /// Seeds at local maxima above a threshold whose pixel lies in `core` (aligned local working pixels).
  ///
  /// Among equal neighbors the first in reading order is the maximum.
  func appendSeeds(above threshold: Float, core: PixelRect, to seeds: inout [OutlineSeed]) {
    for level in 0..<4 {
      let shift = Self.shifts[level]
      let rounding = (1 << shift) - 1
      let w = widths[level]
      let response = UnsafePointer(responses[level].base)
      let offsets = discs[level].map { $0.dy * w + $0.dx }
      let discRadius = Self.sigmasMicrons[level] * 2.0.squareRoot()
      let radius = Int32((discRadius / Double(StarFit.stepMicrons)).rounded())
      for y in (core.y >> shift)..<((core.maxY + rounding) >> shift) {
        for x in (core.x >> shift)..<((core.maxX + rounding) >> shift) {
          let here = response + y * w + x
          let value = here[0]
          guard value > threshold, value > here[-1], value >= here[1], value > here[-w],
            value >= here[w], Self.isLargest(value, here: here, offsets: offsets)
          else { continue }
          seeds.append(
            OutlineSeed(
              x2: Int32((x << (shift + 1)) + rounding), y2: Int32((y << (shift + 1)) + rounding),
              radiusSteps: radius))
        }
      }
    }
  }

  private static func isLargest(
    _ value: Float, here: UnsafePointer<Float>, offsets: [Int]
  ) -> Bool {
    for offset in offsets where offset < 0 ? value <= here[offset] : value < here[offset] {
      return false
    }
    return true
  }
}
