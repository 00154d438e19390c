import CKernels

/// Separable Gaussian blur of 16-bit planes, row by row.
///
/// Samples lie in `0...32767`, so that two of them add up within 16 bits; products keep their upper
/// half, which one instruction gives for eight samples. The result is up to one step per tap lower
/// than the exact one. A sample depends on its window only, whatever part of an image is processed.
/// Outside the plane the nearest sample is repeated.
public final class WordBlur {
  /// Samples beyond a row's end that `writeRow` may overwrite.
  public static let padding = 32

  /// Weights in 65536ths, of the center and of each distance.
  private let weights: [UInt16]
  private let column = SampleBuffer<UInt16>()
  private let rows: SampleBuffer<UnsafePointer<UInt16>?>
  private let instructions: ki67_instructions

  /// Makes a blur with a kernel whose center weighs less than 1 and reaches less than 64 samples.
  public init(_ kernel: GaussianKernel, instructions: InstructionSet = .best) {
    precondition(kernel.weights.count <= KI67_MOST_WEIGHTS)
    weights = kernel.weights.map { UInt16(min(($0 * 65536).rounded(), 65535)) }
    rows = SampleBuffer(capacity: 2 * weights.count)
    self.instructions = instructions.kernels
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
    let rows = rows.base
    rows[0] = plane + y * width
    for tap in 1..<weights.count {
      rows[2 * tap - 1] = plane + max(0, y - tap) * width
      rows[2 * tap] = plane + min(height - 1, y + tap) * width
    }
    weights.withUnsafeBufferPointer { weights in
      ki67_blur_columns(instructions, rows, weights.baseAddress, weights.count, width, middle)
      for i in 0..<radius { padded[i] = middle[0] }
      for i in 0..<(radius + Self.padding) { middle[width + i] = middle[width - 1] }
      ki67_blur_row(instructions, middle, weights.baseAddress, weights.count, width, result)
    }
  }
}
