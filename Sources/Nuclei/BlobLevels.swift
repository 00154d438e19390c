import CKernels
import Raster

/// Blob responses of the absorption plane at several sizes and their local maxima.
///
/// The response is the scale-normalized negative Laplacian of Gaussian (Lindeberg, Int J Comput
/// Vis 1998;30:79–116): largest at the center of a dark disc of radius σ·√2. Small sizes are
/// computed at half resolution and large ones at a quarter, where the same Gaussians cost a fourth
/// and a sixteenth: seeds need not be exact, because outlines are centered afterwards.
final class BlobLevels {
  /// Standard deviation in µm from which a quarter of the resolution does.
  private static let coarseMicrons = 2.4
  /// Planes must start at multiples of this many pixels of the grid, so that a coarse pixel is the
  /// same whatever part of a slide is processed.
  static let alignment = 4

  /// A local maximum of a level.
  struct Peak {
    /// Position in half working pixels from the center of the planes' first pixel.
    var x2: Int32
    var y2: Int32
    var level: Int32
  }

  /// Standard deviations in µm.
  let sigmasMicrons: [Double]
  /// Levels are this many times halved.
  private let halvings: [Int]
  private var count: Int { sigmasMicrons.count }
  private(set) var widths: [Int] = []
  private(set) var heights: [Int] = []
  /// Responses in steps of `1 / stepsPerResponse`.
  private let responses: [SampleBuffer<Int16>]
  private let blurred = SampleBuffer<UInt16>()
  private let half = SampleBuffer<UInt16>()
  private let quarter = SampleBuffer<UInt16>()
  /// Marks of one row, four of 16 bits in a word.
  private let marks = SampleBuffer<UInt64>()
  private let kernels: [GaussianKernel]
  private let blurs: [WordBlur]
  /// Steps of `responses` per unit of absorbed light, normalized by scale.
  private let stepsPerResponse: [Float]
  private let discs: [[(dx: Int, dy: Int)]]

  private let instructions: ki67_instructions

  init(
    sigmasMicrons: [Double], workingMicronsPerPixel: Double, instructions: InstructionSet = .best
  ) {
    self.instructions = instructions.kernels
    self.sigmasMicrons = sigmasMicrons
    halvings = sigmasMicrons.map { $0 < Self.coarseMicrons ? 1 : 2 }
    responses = sigmasMicrons.map { _ in SampleBuffer() }
    let sizes = zip(sigmasMicrons, halvings).map { sigma, halvings in
      sigma / (workingMicronsPerPixel * Double(1 << halvings))
    }
    kernels = sizes.map { GaussianKernel(sigma: $0, reach: 3) }
    blurs = kernels.map { WordBlur($0, instructions: instructions) }
    stepsPerResponse = sizes.map { DoubledPlane.scale / Float($0 * $0) }
    discs = sizes.map { Self.disc(radius: max(1, Int((0.75 * $0).rounded()))) }
  }

  /// Working pixels around a unit that its peaks depend on.
  var reach: Int {
    let levels = (0..<count).map { level in
      let disc = discs[level].map { max(abs($0.dx), abs($0.dy)) }.max() ?? 0
      return (kernels[level].radius + 2 + disc) << halvings[level]
    }
    return levels.max() ?? 0
  }

  /// Computes the responses of all levels; `width` and `height` must be multiples of `alignment`.
  func compute(absorption: UnsafePointer<UInt16>, width: Int, height: Int) {
    precondition(width % Self.alignment == 0 && height % Self.alignment == 0)
    halve(absorption, width: width, height: height)
    widths = halvings.map { width >> $0 }
    heights = halvings.map { height >> $0 }
    for level in 0..<count {
      let w = widths[level]
      let h = heights[level]
      let plane = UnsafePointer(halvings[level] == 1 ? half.base : quarter.base)
      let smooth = blurred.reserve(w * h + WordBlur.padding)
      for y in 0..<h {
        blurs[level].writeRow(y, of: plane, width: w, height: h, to: smooth + y * w)
      }
      Self.laplacian(smooth, width: w, height: h, into: responses[level].reserve(w * h))
    }
  }

  private func halve(_ plane: UnsafePointer<UInt16>, width: Int, height: Int) {
    let target = half.reserve(width / 2 * (height / 2))
    Self.halve(plane, width: width, height: height, into: target)
    Self.halve(
      target, width: width / 2, height: height / 2,
      into: quarter.reserve(width / 4 * (height / 4)))
  }

  private static func halve(
    _ plane: UnsafePointer<UInt16>, width: Int, height: Int,
    into target: UnsafeMutablePointer<UInt16>
  ) {
    let w = width / 2
    for y in 0..<(height / 2) {
      let upper = plane + 2 * y * width
      let lower = upper + width
      let row = target + y * w
      for x in 0..<w {
        // Two samples add up within 16 bits, four do not.
        let left = (upper[2 * x] &+ lower[2 * x]) >> 1
        let right = (upper[2 * x + 1] &+ lower[2 * x + 1]) >> 1
        row[x] = (left &+ right) >> 1
      }
    }
  }

  /// Sums may leave 16 bits on the way; the result, at most 0.74 of the contrast over the squared
  /// standard deviation in pixels, does not.
  private static func laplacian(
    _ plane: UnsafePointer<UInt16>, width: Int, height: Int,
    into result: UnsafeMutablePointer<Int16>
  ) {
    result.update(repeating: 0, count: width * height)
    guard width > 2, height > 2 else { return }
    for y in 1..<(height - 1) {
      let row = plane + y * width
      let above = row - width
      let below = row + width
      let target = result + y * width
      for x in 1..<(width - 1) {
        let around = row[x - 1] &+ row[x + 1] &+ above[x] &+ below[x]
        target[x] = Int16(truncatingIfNeeded: (row[x] << 2) &- around)
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

  /// Local maxima above a threshold whose coarse pixel begins in `core` (local working pixels).
  ///
  /// Among equal neighbors the first in reading order is the maximum.
  func appendPeaks(above threshold: Float, core: PixelRect, to peaks: inout [Peak]) {
    for level in 0..<count {
      let shift = halvings[level]
      let side = 1 << shift
      let w = widths[level]
      let threshold = Int16(min(threshold * stepsPerResponse[level], 32767))
      let offsets = discs[level].map { (offset: $0.dy * w + $0.dx, $0.dy * w + $0.dx < 0) }
      let first = (core.x + side - 1) >> shift
      let count = (core.maxX + side - 1) >> shift - first
      guard count > 0 else { continue }
      let words = (count + KI67_PADDING + 3) / 4
      let marks = marks.reserve(words)
      for y in ((core.y + side - 1) >> shift)..<((core.maxY + side - 1) >> shift) {
        let row = UnsafePointer(responses[level].base) + (y * w + first)
        marks.withMemoryRebound(to: Int16.self, capacity: 4 * words) {
          ki67_mark_maxima(instructions, row, w, count, threshold, $0)
        }
        forMarks(count: count) { x in
          let here = row + x
          guard
            offsets.allSatisfy({
              $0.1 ? here[0] > here[$0.offset] : here[0] >= here[$0.offset]
            })
          else { return }
          // The middle of `side` pixels, in half pixels.
          peaks.append(
            Peak(
              x2: Int32(2 * side * (first + x) + side - 1), y2: Int32(2 * side * y + side - 1),
              level: Int32(level)))
        }
      }
    }
  }

  /// Calls a body with each marked place; most words of four marks are empty.
  private func forMarks(count: Int, body: (_ x: Int) -> Void) {
    let words = UnsafePointer(marks.base)
    for word in 0..<((count + 3) / 4) where words[word] != 0 {
      for place in 0..<4 where words[word].littleEndian >> UInt64(16 * place) & 1 != 0 {
        body(4 * word + place)
      }
    }
  }
}
