import CKernels
import Raster

/// Absorption and intensities of one unit with its margin, on the working grid.
///
/// Pixels of the margin that lie outside the slide mirror the ones inside (the edge pixel itself is
/// not repeated), so that a nucleus at the slide's edge has surroundings.
final class WorkingPlanes {
  private(set) var width = 0
  private(set) var height = 0
  /// Global working position of the first pixel; may be negative.
  private(set) var originX = 0
  private(set) var originY = 0
  /// Absorbed share of red light in steps of `DoubledPlane.scale`.
  let absorption = SampleBuffer<UInt16>()
  /// Intensities of the three channels, see `channels(of:)`.
  let levels = SampleBuffer<UInt32>()
  private let resampler: LevelResampler
  private let outside = SampleBuffer<Int>()

  init(instructions: InstructionSet = .best) {
    resampler = LevelResampler(instructions: instructions)
  }

  /// Bits of a channel in `levels`.
  private static let bits: UInt32 = 10
  private static let mask: UInt32 = 1 << bits - 1

  /// Indices into `DensityTables` by channel.
  @inline(__always)
  static func channels(of levels: UInt32) -> (red: Int, green: Int, blue: Int) {
    (Int(levels & mask), Int(levels >> bits & mask), Int(levels >> (2 * bits)))
  }

  /// The inverse of `channels(of:)`.
  @inline(__always)
  static func packed(red: UInt32, green: UInt32, blue: UInt32) -> UInt32 {
    red | green << bits | blue << (2 * bits)
  }

  /// Fills the planes for `unit` grown by at least `margin` on every side.
  ///
  /// - Parameters:
  ///   - unit: part of the grid.
  ///   - margin: working pixels around it.
  ///   - grid: the slide's grid.
  ///   - tables: the slide's calibration as tables.
  ///   - source: full-resolution pixels of `sourceRect`.
  ///   - sourceRect: place of `source`; holds `grid.sourceRect(for:)` of the part inside the grid.
  func fill(
    unit: PixelRect, margin: Int, grid: WorkingGrid, tables: DensityTables, source: RGBImage,
    sourceRect: PixelRect
  ) {
    let outer = Self.outerRect(of: unit, margin: margin)
    let inner = outer.intersection(grid.bounds)
    width = outer.width
    height = outer.height
    originX = outer.x
    originY = outer.y
    absorption.reserve(width * height)
    levels.reserve(width * height + KI67_PADDING)
    let corner = (inner.y - originY) * width + inner.x - originX
    tables.redAbsorption.withUnsafeBufferPointer { table in
      // Row by row, while a row is in the cache.
      resampler.write(
        grid: grid, rect: inner, source: source, sourceRect: sourceRect,
        to: levels.base + corner, width: width
      ) { y in
        let from = levels.base + corner + y * width
        let to = absorption.base + corner + y * width
        for x in 0..<inner.width { to[x] = table[Int(from[x] & Self.mask)] }
      }
    }
    mirror(absorption.base, inner: inner, gridWidth: grid.width, gridHeight: grid.height)
    mirror(levels.base, inner: inner, gridWidth: grid.width, gridHeight: grid.height)
  }

  /// A unit with its margin, grown to where coarse pixels of the pyramid begin and end.
  static func outerRect(of unit: PixelRect, margin: Int) -> PixelRect {
    let step = BlobLevels.alignment
    let grown = unit.insetBy(-margin)
    // Right shifts round down below zero, too.
    func down(_ value: Int) -> Int { (value >> 2) * step }
    func up(_ value: Int) -> Int { ((value + step - 1) >> 2) * step }
    // What the pixels behind a sliver at the slide's end mirror lies before it.
    let left = down(grown.x - (unit.width < step ? step : 0))
    let top = down(grown.y - (unit.height < step ? step : 0))
    return PixelRect(
      x: left, y: top, width: up(grown.maxX) - left, height: up(grown.maxY) - top)
  }

  private func mirror<Sample>(
    _ plane: UnsafeMutablePointer<Sample>, inner: PixelRect, gridWidth: Int, gridHeight: Int
  ) {
    let left = inner.x - originX
    let right = inner.maxX - originX
    // Where each column outside comes from, found once for all rows.
    let columns = outside.reserve(width)
    for x in [0..<left, right..<width].joined() {
      columns[x] = mirrored(x, origin: originX, count: gridWidth)
      precondition((left..<right).contains(columns[x]), "a column mirrors what is not there")
    }
    for y in (inner.y - originY)..<(inner.maxY - originY) {
      let line = plane + y * width
      for x in 0..<left { line[x] = line[columns[x]] }
      for x in right..<width { line[x] = line[columns[x]] }
    }
    func copyRow(_ y: Int) {
      let from = mirrored(y, origin: originY, count: gridHeight)
      precondition(
        (inner.y - originY..<inner.maxY - originY).contains(from), "a row mirrors what is not there"
      )
      (plane + y * width).update(from: plane + from * width, count: width)
    }
    for y in 0..<(inner.y - originY) { copyRow(y) }
    for y in (inner.maxY - originY)..<height { copyRow(y) }
  }

  /// Local position inside the slide whose pixel stands for local position `local`.
  private func mirrored(_ local: Int, origin: Int, count: Int) -> Int {
    guard count > 1 else { return -origin }
    let period = 2 * (count - 1)
    let phase = ((local + origin) % period + period) % period
    return min(phase, period - phase) - origin
  }
}
