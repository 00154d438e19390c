import Raster

/// Absorption and stain planes of one unit with its margin, on the working grid.
///
/// Pixels of the margin that lie outside the slide mirror the ones inside (the edge pixel itself is
/// not repeated), so that a nucleus at the slide's edge has surroundings.
final class WorkingPlanes {
  private(set) var width = 0
  private(set) var height = 0
  /// Global working position of the first pixel; may be negative.
  private(set) var originX = 0
  private(set) var originY = 0
  let absorption = SampleBuffer<Float>()
  let dab = SampleBuffer<Float>()
  let hematoxylin = SampleBuffer<Float>()
  private let row = SampleBuffer<Float>()

  /// Fills the planes for `unit` grown by `margin` on every side.
  ///
  /// - Parameters:
  ///   - unit: part of the grid.
  ///   - margin: working pixels around it.
  ///   - grid: the slide's grid.
  ///   - tables: the slide's calibration as tables.
  ///   - source: full-resolution pixels of `sourceRect`.
  ///   - sourceRect: `grid.sourceRect(for:)` of the part inside the grid.
  func fill(
    unit: PixelRect, margin: Int, grid: WorkingGrid, tables: DensityTables, source: RGBImage,
    sourceRect: PixelRect
  ) {
    var outer = unit.insetBy(-margin)
    // Coarser pyramid levels need an aligned size.
    let alignment = BlobLevels.alignment
    outer.width = (outer.width + alignment - 1) / alignment * alignment
    outer.height = (outer.height + alignment - 1) / alignment * alignment
    let inner = outer.intersection(grid.bounds)
    width = outer.width
    height = outer.height
    originX = outer.x
    originY = outer.y
    for plane in [absorption, dab, hematoxylin] { plane.reserve(width * height) }
    resample(
      inner: inner, grid: grid, tables: tables, source: source, sourceRect: sourceRect)
    for plane in [absorption, dab, hematoxylin] {
      mirror(plane.base, inner: inner, gridWidth: grid.width, gridHeight: grid.height)
    }
  }

  private func resample(
    inner: PixelRect, grid: WorkingGrid, tables: DensityTables, source: RGBImage,
    sourceRect: PixelRect
  ) {
    let columns = grid.columns(of: inner)
    let rows = grid.rows(of: inner)
    let sums = row.reserve(3 * sourceRect.width)
    source.samples.withUnsafeBufferPointer { samples in
      guard let pixels = samples.baseAddress else { return }
      for y in 0..<inner.height {
        let firstRow = rows.starts[y] - sourceRect.y
        let taps = min(rows.tapCount, sourceRect.height - firstRow)
        Self.addRows(
          pixels + 3 * sourceRect.width * firstRow, count: 3 * sourceRect.width,
          weights: rows.weights[(y * rows.tapCount)..<(y * rows.tapCount + taps)], into: sums)
        let target = (inner.y - originY + y) * width + inner.x - originX
        convert(
          sums, columns: columns, sourceX: sourceRect.x, sourceWidth: sourceRect.width,
          tables: tables, target: target)
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
      if weight != 0 {
        for i in 0..<count { sums[i] += weight * Float(row[i]) }
      }
      row += count
    }
  }

  /// Weighted sums of columns, turned into densities by table.
  private func convert(
    _ sums: UnsafePointer<Float>, columns: ResamplingAxis, sourceX: Int, sourceWidth: Int,
    tables: DensityTables, target: Int
  ) {
    let taps = columns.tapCount
    let scale = Float(DensityTables.resolution)
    let highest = Float(DensityTables.count - 1)
    columns.weights.withUnsafeBufferPointer { weights in
      for (x, start) in columns.starts.enumerated() {
        let first = start - sourceX
        var red: Float = 0
        var green: Float = 0
        var blue: Float = 0
        for tap in 0..<min(taps, sourceWidth - first) {
          let weight = weights[x * taps + tap]
          let pixel = sums + 3 * (first + tap)
          red += weight * pixel[0]
          green += weight * pixel[1]
          blue += weight * pixel[2]
        }
        let r = Int(min(max(red * scale + 0.5, 0), highest))
        let g = Int(min(max(green * scale + 0.5, 0), highest))
        let b = Int(min(max(blue * scale + 0.5, 0), highest))
        absorption.base[target + x] = tables.redAbsorption[r]
        dab.base[target + x] = tables.dab[0][r] + tables.dab[1][g] + tables.dab[2][b]
        hematoxylin.base[target + x] =
          tables.hematoxylin[0][r] + tables.hematoxylin[1][g] + tables.hematoxylin[2][b]
      }
    }
  }

  private func mirror(
    _ plane: UnsafeMutablePointer<Float>, inner: PixelRect, gridWidth: Int, gridHeight: Int
  ) {
    let left = inner.x - originX
    let right = inner.maxX - originX
    for y in (inner.y - originY)..<(inner.maxY - originY) {
      let line = plane + y * width
      for x in 0..<left { line[x] = line[mirrored(x, origin: originX, count: gridWidth)] }
      for x in right..<width { line[x] = line[mirrored(x, origin: originX, count: gridWidth)] }
    }
    let outside = Array(0..<(inner.y - originY)) + Array((inner.maxY - originY)..<height)
    for y in outside {
      let from = mirrored(y, origin: originY, count: gridHeight)
      (plane + y * width).update(from: plane + from * width, count: width)
    }
  }

  /// Local position inside the slide whose pixel stands for local position `local`.
  private func mirrored(_ local: Int, origin: Int, count: Int) -> Int {
    guard count > 1 else { return -origin }
    let period = 2 * (count - 1)
    let phase = ((local + origin) % period + period) % period
    return min(phase, period - phase) - origin
  }
}
