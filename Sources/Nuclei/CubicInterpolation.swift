import CKernels
import Raster

/// Resampling of pixels that are larger than the working grid's along both axes: four columns and
/// four rows for each.
final class CubicInterpolation {
  /// Pixels whose columns are loaded at once.
  private let group: Int

  private let planes = SampleBuffer<UInt8>()
  private let room = SampleBuffer<Float>()
  private let firsts = SampleBuffer<Int32>()
  private let steps = SampleBuffer<Int32>()
  private let weights = SampleBuffer<Float>()
  private let instructions: ki67_instructions

  init(instructions: InstructionSet = .best) {
    self.instructions = instructions.kernels
    group = ki67_cubic_group(instructions.kernels)
  }

  /// Whether pixels can be made here.
  static func suits(
    _ columns: ResamplingAxis, _ rows: ResamplingAxis, sourceRect: PixelRect
  ) -> Bool {
    columns.tapCount == 4 && rows.tapCount == 4 && sourceRect.width >= 4 && sourceRect.height >= 4
      && zip(columns.starts, columns.starts.dropFirst()).allSatisfy { (0...1).contains($1 - $0) }
  }

  /// Writes the pixels of a part of the grid; see `LevelResampler.write`.
  ///
  /// - Parameters:
  ///   - columns: how columns are made.
  ///   - rows: how rows are made.
  ///   - needed: source pixels that they are made of.
  ///   - source: pixels of `sourceRect`.
  ///   - sourceRect: place of `source` in the slide; holds `needed`.
  ///   - target: first pixel of the part.
  ///   - width: pixels from one row of the target to the next.
  ///   - body: called after each row.
  func write(
    columns: ResamplingAxis, rows: ResamplingAxis, needed: PixelRect, source: RGBImage,
    sourceRect: PixelRect, to target: UnsafeMutablePointer<UInt32>, width: Int,
    afterRow body: (_ y: Int) -> Void
  ) {
    let layout = layOut(columns, sourceX: needed.x)
    let padding = KI67_PADDING
    let room = room.reserve(needed.width + padding)
    // Three planes for each of four rows; a row stays for all rows of the grid that need it.
    let stride = needed.width + padding
    let planes = planes.reserve(12 * stride)
    var held = SIMD4(repeating: -1)
    let first = 3 * ((needed.y - sourceRect.y) * sourceRect.width + needed.x - sourceRect.x)
    source.samples.withUnsafeBufferPointer { samples in
      guard let pixels = samples.baseAddress else { return }
      withUnsafeTemporaryAllocation(of: UnsafePointer<UInt8>?.self, capacity: 4) { four in
        for y in rows.starts.indices {
          for tap in 0..<4 {
            let row = rows.starts[y] - needed.y + tap
            let place = planes + row % 4 * 3 * stride
            four[tap] = UnsafePointer(place)
            guard held[row % 4] != row else { continue }
            held[row % 4] = row
            ki67_split_rgb(
              instructions, pixels + (first + 3 * sourceRect.width * row), needed.width, place,
              stride)
          }
          rows.weights.withUnsafeBufferPointer { weights in
            guard let weights = weights.baseAddress else { return }
            withUnsafePointer(to: layout) {
              ki67_cubic_row(
                instructions, four.baseAddress, stride, needed.width, weights + 4 * y, $0, room,
                target + y * width)
            }
          }
          body(y)
        }
      }
    }
  }

  /// Lays the columns out in groups; what the last one has too many takes the group's first columns.
  private func layOut(_ columns: ResamplingAxis, sourceX: Int) -> ki67_cubic_columns {
    let count = columns.starts.count
    let groups = (count + group - 1) / group
    let firsts = firsts.reserve(groups)
    let steps = steps.reserve(groups * group)
    let weights = weights.reserve(4 * groups * group)
    for index in 0..<groups {
      let start = columns.starts[index * group]
      firsts[index] = Int32(start - sourceX)
      for lane in 0..<group {
        let x = index * group + lane
        steps[x] = x < count ? Int32(columns.starts[x] - start) : 0
        for tap in 0..<4 {
          weights[(4 * index + tap) * group + lane] =
            x < count ? columns.weights[4 * x + tap] : 0
        }
      }
    }
    return ki67_cubic_columns(
      firsts: firsts, steps: steps, weights: weights, group_count: groups)
  }
}
