import CKernels
import Raster

/// The absorption plane, smoothed, at twice its resolution, in 16-bit steps, for sampling along
/// fixed rays.
///
/// Place `(x2, y2)` of its lattice has the value at `(x2 / 2, y2 / 2)` of the original pixels' centers,
/// linearly interpolated. Rows between pixels are stored; columns between pixels are the means of two
/// neighbors in memory, so that they cost no memory of their own. A center on the lattice reaches
/// every point of its rays by a constant offset, so that a point costs one load.
final class DoubledPlane {
  /// 16-bit steps per unit of absorbed light; differences must fit as well.
  static let scale: Float = 32767

  /// Samples of whole columns, `2 * pixelHeight` rows of `pixelWidth`.
  let samples = SampleBuffer<Int16>()
  private(set) var pixelWidth = 0
  private(set) var pixelHeight = 0
  private let rows = SampleBuffer<UInt16>()
  private let blur: WordBlur
  private let instructions: ki67_instructions

  init(smoothing: GaussianKernel, instructions: InstructionSet = .best) {
    self.instructions = instructions.kernels
    blur = WordBlur(smoothing, instructions: instructions)
  }

  /// Columns of the lattice.
  var width: Int { 2 * pixelWidth }
  /// Rows of the lattice.
  var height: Int { 2 * pixelHeight }

  /// Smooths and doubles a plane whose values lie in `0...scale`.
  func fill(from plane: UnsafePointer<UInt16>, width: Int, height: Int) {
    pixelWidth = width
    pixelHeight = height
    let numbers = samples.reserve(2 * width * height + KI67_PADDING)
    let target = UnsafeMutableRawPointer(numbers).assumingMemoryBound(to: UInt16.self)
    // Two smooth rows at a time stay in the cache.
    var row = rows.reserve(2 * (width + WordBlur.padding))
    var next = row + width + WordBlur.padding
    blur.writeRow(0, of: plane, width: width, height: height, to: row)
    for y in 0..<height {
      blur.writeRow(min(y + 1, height - 1), of: plane, width: width, height: height, to: next)
      let even = target + 2 * y * width
      even.update(from: row, count: width)
      ki67_average_rows(instructions, row, next, width, even + width)
      swap(&row, &next)
    }
  }
}
