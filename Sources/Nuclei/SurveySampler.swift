import Raster

/// Sums up the planes of a unit in squares; memory that one worker reuses from unit to unit.
final class SurveySampler {
  /// Absorption in squares of two working pixels, of the unit and a margin around it.
  private let halved = SampleBuffer<Int32>()
  private var halvedWidth = 0
  /// Working position of the first halved pixel.
  private var origin = SIMD2(0, 0)

  /// Reach of the two Laplacians in halved pixels.
  private static let reaches = (fine: 2, coarse: 4)
  /// Sums over four pixels, in steps of a quarter, up to which they are black and from which white.
  private static let clipped = (
    black: UInt64(4 * 2 * DensityTables.resolution),
    white: UInt64(4 * 254 * DensityTables.resolution)
  )

  /// Surveys a unit; the planes hold it with a margin of ten pixels at least.
  func survey(of unit: PixelRect, planes: WorkingPlanes) -> UnitSurvey {
    halve(unit, planes)
    let cells = Self.lattice(of: unit, side: UnitSurvey.cellPixels)
    let blocks = Self.lattice(of: unit, side: UnitSurvey.blockPixels)
    var qualities = Self.squares(of: blocks, side: UnitSurvey.blockPixels, in: unit).map {
      let energies = energies(of: $0)
      return BlockQuality(fineEnergy: energies.fine, coarseEnergy: energies.coarse)
    }
    var looks: [CellLook] = []
    looks.reserveCapacity(cells.area)
    let side = UnitSurvey.blockPixels
    for square in Self.squares(of: cells, side: UnitSurvey.cellPixels, in: unit) {
      let block =
        (square.y / side - blocks.y) * blocks.width + square.x / side - blocks.x
      looks.append(look(of: square, planes, quality: &qualities[block]))
    }
    return UnitSurvey(cells: cells, looks: looks, blocks: blocks, qualities: qualities)
  }

  /// Squares of the lattice that a unit touches.
  private static func lattice(of unit: PixelRect, side: Int) -> PixelRect {
    let (left, top) = (unit.x / side, unit.y / side)
    return PixelRect(
      x: left, y: top, width: (unit.maxX + side - 1) / side - left,
      height: (unit.maxY + side - 1) / side - top)
  }

  /// Working pixels of each square, row by row, cut off at the unit's edges.
  private static func squares(
    of lattice: PixelRect, side: Int, in unit: PixelRect
  ) -> [PixelRect] {
    (lattice.y..<lattice.maxY).flatMap { row in
      (lattice.x..<lattice.maxX).map { column in
        PixelRect(x: column * side, y: row * side, width: side, height: side).intersection(unit)
      }
    }
  }

  private func halve(_ unit: PixelRect, _ planes: WorkingPlanes) {
    let margin = 2 * Self.reaches.coarse
    origin = SIMD2(unit.x - margin, unit.y - margin)
    halvedWidth = unit.width / 2 + 1 + margin
    let height = unit.height / 2 + 1 + margin
    let target = halved.reserve(halvedWidth * height)
    let left = origin.x - planes.originX
    let top = origin.y - planes.originY
    precondition(left >= 0 && top >= 0)
    precondition(left + 2 * halvedWidth <= planes.width && top + 2 * height <= planes.height)
    for y in 0..<height {
      let upper = planes.absorption.base + (top + 2 * y) * planes.width + left
      let lower = upper + planes.width
      let row = target + y * halvedWidth
      for x in 0..<halvedWidth {
        row[x] =
          Int32(upper[2 * x]) + Int32(upper[2 * x + 1]) + Int32(lower[2 * x])
          + Int32(lower[2 * x + 1])
      }
    }
  }

  /// Colors of a cell; what is clipped in it is added to the quality of its block.
  private func look(
    of square: PixelRect, _ planes: WorkingPlanes, quality: inout BlockQuality
  ) -> CellLook {
    var sum: UInt64 = 0
    var (black, white) = (UInt64(0), UInt64(0))
    var brightest = (red: UInt64(0), green: UInt64(0), blue: UInt64(0))
    let left = square.x - planes.originX
    // Squares of two pixels at odd edges take the pixel beside the unit, which the planes hold.
    for y in stride(from: square.y, to: square.maxY, by: 2) {
      let upper = planes.levels.base + (y - planes.originY) * planes.width + left
      let lower = upper + planes.width
      for x in stride(from: 0, to: square.width, by: 2) {
        let four =
          (Self.spread(upper[x]) &+ Self.spread(upper[x + 1]))
          &+ (Self.spread(lower[x]) &+ Self.spread(lower[x + 1]))
        sum &+= four
        let (red, green, blue) = (four & Self.mask, four >> 21 & Self.mask, four >> 42)
        brightest.red = max(brightest.red, red)
        brightest.green = max(brightest.green, green)
        brightest.blue = max(brightest.blue, blue)
        let least = min(red, min(green, blue))
        black &+= least <= Self.clipped.black ? 1 : 0
        white &+= least >= Self.clipped.white ? 1 : 0
      }
    }
    quality.blackSquares += UInt16(black)
    quality.whiteSquares += UInt16(white)
    let count = UInt64((square.width + 1) / 2 * ((square.height + 1) / 2))
    return CellLook(
      mean: RGBColor(
        red: Self.sample(of: sum & Self.mask, count: count),
        green: Self.sample(of: sum >> 21 & Self.mask, count: count),
        blue: Self.sample(of: sum >> 42, count: count)),
      palest: RGBColor(
        red: Self.sample(of: brightest.red, count: 1),
        green: Self.sample(of: brightest.green, count: 1),
        blue: Self.sample(of: brightest.blue, count: 1)))
  }

  private static let mask: UInt64 = 1 << 21 - 1

  /// Channels of packed levels, each with room for sums over a cell.
  @inline(__always)
  private static func spread(_ levels: UInt32) -> UInt64 {
    let wide = UInt64(levels)
    return wide & 1023 | (wide & 1023 << 10) << 11 | (wide & 1023 << 20) << 22
  }

  /// The sample of a sum over `count` times four pixels in steps of a quarter, rounded to nearest.
  private static func sample(of sum: UInt64, count: UInt64) -> UInt8 {
    let whole = 4 * UInt64(DensityTables.resolution) * count
    return UInt8((sum + whole / 2) / whole)
  }

  /// Mean squared Laplacians over a square, in absorbed shares.
  private func energies(of square: PixelRect) -> (fine: Float, coarse: Float) {
    var fine: Int64 = 0
    var coarse: Int64 = 0
    let columns = max(1, square.width / 2)
    let rows = max(1, square.height / 2)
    let near = Self.reaches.fine
    let far = Self.reaches.coarse
    for y in 0..<rows {
      let line = (square.y - origin.y) / 2 + y
      let row = halved.base + line * halvedWidth + (square.x - origin.x) / 2
      for x in 0..<columns {
        let pixel = row + x
        let middle = 4 * pixel[0]
        let small =
          pixel[-near] + pixel[near] + pixel[-near * halvedWidth] + pixel[near * halvedWidth]
          - middle
        let large =
          pixel[-far] + pixel[far] + pixel[-far * halvedWidth] + pixel[far * halvedWidth] - middle
        fine += Int64(small) * Int64(small)
        coarse += Int64(large) * Int64(large)
      }
    }
    let unit = 4 * Double(DoubledPlane.scale)
    let scale = 1 / (unit * unit * Double(rows * columns))
    return (Float(Double(fine) * scale), Float(Double(coarse) * scale))
  }
}
