import CKernels
import Raster

/// Resamples source pixels to the working grid, as intensities in quarter steps.
///
/// Averages of areas (working pixels at least as large as the source's) are made in integers, which
/// is several times faster; interpolation between pixels needs negative weights and is left to
/// `CubicResampler`.
final class LevelResampler {
  /// Weights are multiples of 1/256, so that weighted sums of bytes fit into 16 bits.
  private static let unit: Float = 256

  private let sums = SampleBuffer<UInt16>()
  private let cubic: CubicResampler
  private let instructions: ki67_instructions

  init(instructions: InstructionSet = .best) {
    self.instructions = instructions.kernels
    cubic = CubicResampler(instructions: instructions)
  }

  /// Writes the pixels of a part of the grid.
  ///
  /// - Parameters:
  ///   - grid: the slide's grid.
  ///   - rect: part of the grid.
  ///   - source: full-resolution pixels of `sourceRect`, which must hold `grid.sourceRect(for: rect)`
  ///     and may hold more.
  ///   - sourceRect: place of `source` in the slide.
  ///   - target: first pixel of the part, packed as in `WorkingPlanes`; up to `KI67_PADDING` pixels
  ///     after the last one of a row are overwritten.
  ///   - width: pixels from one row of the target to the next.
  ///   - body: called after each row, which then is in the cache.
  func write(
    grid: WorkingGrid, rect: PixelRect, source: RGBImage, sourceRect: PixelRect,
    to target: UnsafeMutablePointer<UInt32>, width: Int, afterRow body: (_ y: Int) -> Void
  ) {
    guard grid.step.x >= 1, grid.step.y >= 1 else {
      cubic.write(
        grid: grid, rect: rect, source: source, sourceRect: sourceRect, to: target, width: width,
        afterRow: body)
      return
    }
    let needed = grid.sourceRect(for: rect)
    let columns = WholeWeights(grid.columns(of: rect), origin: needed.x)
    let rows = WholeWeights(grid.rows(of: rect), origin: needed.y)
    let count = 3 * needed.width
    let stride = 3 * sourceRect.width
    // Pixels beyond a narrow source weigh nothing but are read.
    let sums = sums.reserve(count + 3 * columns.tapCount)
    for i in 0..<(3 * columns.tapCount) { sums[count + i] = 0 }
    source.samples.withUnsafeBufferPointer { samples in
      guard let base = samples.baseAddress else { return }
      let pixels = base + ((needed.y - sourceRect.y) * stride + 3 * (needed.x - sourceRect.x))
      for y in 0..<rect.height {
        let row = pixels + stride * rows.starts[y]
        if rows.areCopies && columns.areCopies {
          ki67_pack_rgb(
            instructions, row + 3 * columns.starts[0], rect.width, target + y * width)
          body(y)
          continue
        }
        Self.addRows(
          row, stride: stride, count: count,
          weights: rows.weights[(y * rows.tapCount)..<((y + 1) * rows.tapCount)], into: sums)
        Self.addColumns(sums, columns: columns, into: target + y * width)
        body(y)
      }
    }
  }

  /// Weighted sum of source rows, in steps of 1/256.
  private static func addRows(
    _ rows: UnsafePointer<UInt8>, stride: Int, count: Int, weights: ArraySlice<UInt16>,
    into sums: UnsafeMutablePointer<UInt16>
  ) {
    var row = rows
    var isFirst = true
    for weight in weights {
      if isFirst {
        for i in 0..<count { sums[i] = weight &* UInt16(row[i]) }
      } else if weight != 0 {
        for i in 0..<count { sums[i] = sums[i] &+ weight &* UInt16(row[i]) }
      }
      isFirst = false
      row += stride
    }
  }

  private static func addColumns(
    _ sums: UnsafePointer<UInt16>, columns: WholeWeights, into target: UnsafeMutablePointer<UInt32>
  ) {
    if columns.arePairs {
      addPairs(sums, columns: columns, into: target)
      return
    }
    // A constant number of taps lets the compiler unroll the inner loop.
    switch columns.tapCount {
    case 1: addColumns(sums, columns: columns, taps: 1, into: target)
    case 2: addColumns(sums, columns: columns, taps: 2, into: target)
    case 3: addColumns(sums, columns: columns, taps: 3, into: target)
    case 4: addColumns(sums, columns: columns, taps: 4, into: target)
    default: addColumns(sums, columns: columns, taps: columns.tapCount, into: target)
    }
  }

  /// Weighted sums of columns, rounded to quarter intensities.
  @inline(__always)
  private static func addColumns(
    _ sums: UnsafePointer<UInt16>, columns: WholeWeights, taps: Int,
    into target: UnsafeMutablePointer<UInt32>
  ) {
    columns.weights.withUnsafeBufferPointer { weights in
      columns.starts.withUnsafeBufferPointer { starts in
        for x in 0..<starts.count {
          let pixel = sums + 3 * starts[x]
          // Half a quarter intensity, for rounding.
          var red: UInt32 = 1 << 13
          var green: UInt32 = 1 << 13
          var blue: UInt32 = 1 << 13
          for tap in 0..<taps {
            let weight = UInt32(weights[x &* taps &+ tap])
            red &+= weight &* UInt32(pixel[3 &* tap])
            green &+= weight &* UInt32(pixel[3 &* tap &+ 1])
            blue &+= weight &* UInt32(pixel[3 &* tap &+ 2])
          }
          target[x] = WorkingPlanes.packed(red: red >> 14, green: green >> 14, blue: blue >> 14)
        }
      }
    }
  }

  /// Means of two columns each, as `addColumns` gives them: half-size images are the common case.
  private static func addPairs(
    _ sums: UnsafePointer<UInt16>, columns: WholeWeights, into target: UnsafeMutablePointer<UInt32>
  ) {
    var pixel = sums + 3 * columns.starts[0]
    for x in 0..<columns.starts.count {
      let red = UInt32(pixel[0]) &+ UInt32(pixel[3])
      let green = UInt32(pixel[1]) &+ UInt32(pixel[4])
      let blue = UInt32(pixel[2]) &+ UInt32(pixel[5])
      target[x] = WorkingPlanes.packed(
        red: (red &+ 64) >> 7, green: (green &+ 64) >> 7, blue: (blue &+ 64) >> 7)
      pixel += 6
    }
  }

  /// The weights of an axis in whole 256ths, which still sum to 1, without taps that never weigh.
  private struct WholeWeights {
    var starts: [Int]
    var weights: [UInt16]
    var tapCount: Int
    /// Whether every pixel is the mean of the next two.
    var arePairs: Bool
    /// Whether every pixel is the next one.
    var areCopies: Bool

    init(_ axis: ResamplingAxis, origin: Int) {
      starts = axis.starts.map { $0 - origin }
      let all = axis.tapCount
      var rounded = [UInt16](repeating: 0, count: axis.weights.count)
      var used = 1
      for index in axis.starts.indices {
        // Differences of rounded running sums, so that the last one is 256. Taps before the first
        // that weighs move the start instead.
        var sum: Float = 0
        var before: Float = 0
        var first = 0
        for tap in 0..<all {
          sum += axis.weights[index * all + tap]
          let after = (sum * LevelResampler.unit).rounded()
          if after == 0 { first = tap + 1 }
          if after > before {
            rounded[index * all + tap - first] = UInt16(after - before)
            used = max(used, tap - first + 1)
          }
          before = after
        }
        starts[index] += first
      }
      tapCount = used
      let trimmed =
        used == all
        ? rounded : starts.indices.flatMap { rounded[($0 * all)..<($0 * all + used)] }
      weights = trimmed
      areCopies = used == 1 && zip(starts, starts.dropFirst()).allSatisfy { $1 == $0 + 1 }
      arePairs =
        used == 2 && trimmed.allSatisfy { $0 == 128 }
        && zip(starts, starts.dropFirst()).allSatisfy { $1 == $0 + 2 }
    }
  }
}
