import Raster

/// Interpolates between source pixels that are larger than the working grid's.
final class CubicResampler {
  private let row = SampleBuffer<Float>()

  /// Writes the pixels of a part of the grid; see `LevelResampler.write`.
  func write(
    grid: WorkingGrid, rect: PixelRect, source: RGBImage, sourceRect: PixelRect,
    to target: UnsafeMutablePointer<UInt32>, width: Int
  ) {
    let columns = grid.columns(of: rect)
    let rows = grid.rows(of: rect)
    // One sample more, because four are loaded for three channels.
    let sums = row.reserve(3 * sourceRect.width + 1)
    sums[3 * sourceRect.width] = 0
    source.samples.withUnsafeBufferPointer { samples in
      guard let pixels = samples.baseAddress else { return }
      for y in 0..<rect.height {
        let firstRow = rows.starts[y] - sourceRect.y
        let taps = min(rows.tapCount, sourceRect.height - firstRow)
        Self.addRows(
          pixels + 3 * sourceRect.width * firstRow, count: 3 * sourceRect.width,
          weights: rows.weights[(y * rows.tapCount)..<(y * rows.tapCount + taps)], into: sums)
        Self.addColumns(
          sums, columns: columns, sourceX: sourceRect.x, sourceWidth: sourceRect.width,
          into: target + y * width)
      }
    }
  }

  /// Weighted sum of source rows.
  private static func addRows(
    _ rows: UnsafePointer<UInt8>, count: Int, weights: ArraySlice<Float>,
    into sums: UnsafeMutablePointer<Float>
  ) {
    sums.update(repeating: 0, count: count)
    var row = rows
    for weight in weights {
      for i in 0..<count { sums[i] += weight * Float(row[i]) }
      row += count
    }
  }

  /// Weighted sums of columns, rounded to quarter intensities.
  private static func addColumns(
    _ sums: UnsafePointer<Float>, columns: ResamplingAxis, sourceX: Int, sourceWidth: Int,
    into target: UnsafeMutablePointer<UInt32>
  ) {
    let taps = columns.tapCount
    let scale = Float(DensityTables.resolution)
    let highest = SIMD4<Float>(repeating: Float(DensityTables.count - 1))
    columns.weights.withUnsafeBufferPointer { weights in
      columns.starts.withUnsafeBufferPointer { starts in
        for x in 0..<starts.count {
          let first = starts[x] - sourceX
          var sum = SIMD4<Float>()
          for tap in 0..<min(taps, sourceWidth - first) {
            let pixel = UnsafeRawPointer(sums + 3 * (first + tap))
              .loadUnaligned(as: SIMD4<Float>.self)
            sum += pixel * weights[x * taps + tap]
          }
          var level = sum * scale + 0.5
          level.replace(with: 0, where: level .< 0)
          level.replace(with: highest, where: level .> highest)
          target[x] = WorkingPlanes.packed(
            red: UInt32(truncatingIfNeeded: Int32(level.x)),
            green: UInt32(truncatingIfNeeded: Int32(level.y)),
            blue: UInt32(truncatingIfNeeded: Int32(level.z)))
        }
      }
    }
  }
}
