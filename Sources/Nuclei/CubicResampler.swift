import CKernels
import Raster

/// Interpolates between source pixels that are larger than the working grid's.
///
/// The common case, larger along both axes, is done by `ki67_cubic_row`.
final class CubicResampler {
  private let interpolation: CubicInterpolation
  private let row = SampleBuffer<Float>()
  private let resampled = SampleBuffer<Float>()
  private let splats = SampleBuffer<SIMD4<Float>>()

  init(instructions: InstructionSet = .best) {
    interpolation = CubicInterpolation(instructions: instructions)
  }

  /// Writes the pixels of a part of the grid; see `LevelResampler.write`.
  func write(
    grid: WorkingGrid, rect: PixelRect, source: RGBImage, sourceRect: PixelRect,
    to target: UnsafeMutablePointer<UInt32>, width: Int, afterRow body: (_ y: Int) -> Void
  ) {
    let columns = grid.columns(of: rect)
    let rows = grid.rows(of: rect)
    let needed = grid.sourceRect(for: rect)
    if CubicInterpolation.suits(columns, rows, sourceRect: needed) {
      interpolation.write(
        columns: columns, rows: rows, needed: needed, source: source, sourceRect: sourceRect,
        to: target, width: width, afterRow: body)
      return
    }
    let count = 3 * needed.width
    let first = 3 * ((needed.y - sourceRect.y) * sourceRect.width + needed.x - sourceRect.x)
    // One sample more, because four are loaded for three channels.
    let sums = row.reserve(count + 1)
    sums[count] = 0
    let levels = resampled.reserve(3 * rect.width + 1)
    let splats = splats.reserve(columns.weights.count)
    for (index, weight) in columns.weights.enumerated() {
      splats[index] = SIMD4(repeating: weight)
    }
    source.samples.withUnsafeBufferPointer { samples in
      guard let pixels = samples.baseAddress else { return }
      for y in 0..<rect.height {
        let firstRow = rows.starts[y] - needed.y
        let taps = min(rows.tapCount, needed.height - firstRow)
        Self.addRows(
          pixels + (first + 3 * sourceRect.width * firstRow), stride: 3 * sourceRect.width,
          count: count,
          weights: rows.weights[(y * rows.tapCount)..<(y * rows.tapCount + taps)], into: sums)
        Self.addColumns(
          sums, columns: columns, weights: splats, sourceX: needed.x, sourceWidth: needed.width,
          into: levels)
        Self.pack(levels, count: rect.width, into: target + y * width)
        body(y)
      }
    }
  }

  /// Weighted sum of source rows.
  private static func addRows(
    _ rows: UnsafePointer<UInt8>, stride: Int, count: Int, weights: ArraySlice<Float>,
    into sums: UnsafeMutablePointer<Float>
  ) {
    let first = weights.startIndex
    if weights.count == 4 {
      let (one, two, three) = (rows + stride, rows + 2 * stride, rows + 3 * stride)
      let (w0, w1) = (weights[first], weights[first + 1])
      let (w2, w3) = (weights[first + 2], weights[first + 3])
      for i in 0..<count {
        let upper = w0 * Float(rows[i]) + w1 * Float(one[i])
        sums[i] = upper + w2 * Float(two[i]) + w3 * Float(three[i])
      }
      return
    }
    sums.update(repeating: 0, count: count)
    var row = rows
    for weight in weights {
      for i in 0..<count { sums[i] += weight * Float(row[i]) }
      row += stride
    }
  }

  /// Weighted sums of columns, three channels per pixel; one float more is written.
  ///
  /// `weights` are those of `columns`, each repeated: the loop loads a vector as it is needed.
  private static func addColumns(
    _ sums: UnsafePointer<Float>, columns: ResamplingAxis, weights: UnsafePointer<SIMD4<Float>>,
    sourceX: Int, sourceWidth: Int, into row: UnsafeMutablePointer<Float>
  ) {
    let taps = columns.tapCount
    @inline(__always)
    func product(_ pixel: UnsafePointer<Float>, _ weight: SIMD4<Float>) -> SIMD4<Float> {
      UnsafeRawPointer(pixel).loadUnaligned(as: SIMD4<Float>.self) * weight
    }
    columns.starts.withUnsafeBufferPointer { starts in
      for x in 0..<starts.count {
        let first = starts[x] &- sourceX
        let pixel = sums + 3 &* first
        let weight = weights + x &* taps
        var sum = product(pixel, weight[0])
        if taps == 4, first &+ 4 <= sourceWidth {
          // Written out: a loop would cost as much as its body.
          sum += product(pixel + 3, weight[1])
          sum += product(pixel + 6, weight[2])
          sum += product(pixel + 9, weight[3])
        } else {
          for tap in 1..<max(1, min(taps, sourceWidth - first)) {
            sum += product(pixel + 3 * tap, weight[tap])
          }
        }
        UnsafeMutableRawPointer(row + 3 &* x).storeBytes(of: sum, as: SIMD4<Float>.self)
      }
    }
  }

  /// Rounds intensities to quarters, halves upwards, and packs them.
  ///
  /// Beyond 2²³ a float is a whole number, which its lowest bits spell out. A conversion would check
  /// its range and keep the loop from using vectors.
  private static func pack(
    _ row: UnsafeMutablePointer<Float>, count: Int, into target: UnsafeMutablePointer<UInt32>
  ) {
    let scale = Float(DensityTables.resolution)
    let highest = Float(DensityTables.count - 1)
    let whole: Float = 8_388_608
    for i in 0..<(3 * count) {
      var level = row[i] * scale + 0.5
      level = level < 0 ? 0 : level
      level = level > highest ? highest : level
      let nearest = (level + whole) - whole
      row[i] = (nearest > level ? nearest - 1 : nearest) + whole
    }
    for x in 0..<count {
      target[x] = WorkingPlanes.packed(
        red: row[3 &* x].bitPattern & 0x3ff, green: row[3 &* x &+ 1].bitPattern & 0x3ff,
        blue: row[3 &* x &+ 2].bitPattern & 0x3ff)
    }
  }
}
