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
  /// Levels up to which a pixel is black, and from which it is white; steps of a quarter.
  private static let clipped = (black: 2 * DensityTables.resolution, white: 254 * 4)

  /// Surveys a unit; the planes hold it with a margin of ten pixels at least.
  func survey(of unit: PixelRect, planes: WorkingPlanes) -> UnitSurvey {
    halve(unit, planes)
    let cells = Self.lattice(of: unit, side: UnitSurvey.cellPixels)
    let blocks = Self.lattice(of: unit, side: UnitSurvey.blockPixels)
    return UnitSurvey(
      cells: cells,
      looks: Self.squares(of: cells, side: UnitSurvey.cellPixels, in: unit).map {
        look(of: $0, planes)
      },
      blocks: blocks,
      qualities: Self.squares(of: blocks, side: UnitSurvey.blockPixels, in: unit).map {
        quality(of: $0, planes)
      })
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

  private func look(of square: PixelRect, _ planes: WorkingPlanes) -> CellLook {
    var sums = SIMD4<UInt32>()
    var brightest = SIMD4<UInt32>()
    let left = square.x - planes.originX
    // Squares of two pixels at odd edges take the pixel beside the unit, which the planes hold.
    for y in stride(from: square.y, to: square.maxY, by: 2) {
      let upper = planes.levels.base + (y - planes.originY) * planes.width + left
      let lower = upper + planes.width
      for x in stride(from: 0, to: square.width, by: 2) {
        let sum =
          (Self.channels(upper[x]) &+ Self.channels(upper[x + 1]))
          &+ (Self.channels(lower[x]) &+ Self.channels(lower[x + 1]))
        sums &+= sum
        brightest.replace(with: sum, where: sum .> brightest)
      }
    }
    let count = UInt32((square.width + 1) / 2 * ((square.height + 1) / 2))
    return CellLook(
      mean: Self.color(sums / SIMD4(repeating: count)), palest: Self.color(brightest))
  }

  /// Channels of packed levels.
  @inline(__always)
  private static func channels(_ levels: UInt32) -> SIMD4<UInt32> {
    SIMD4(levels & 1023, levels >> 10 & 1023, levels >> 20 & 1023, 0)
  }

  /// The color of a sum over four pixels in steps of a quarter, rounded to nearest.
  private static func color(_ sum: SIMD4<UInt32>) -> RGBColor {
    let levels = (sum &+ SIMD4(repeating: 8)) &>> SIMD4(repeating: 4)
    return RGBColor(red: UInt8(levels.x), green: UInt8(levels.y), blue: UInt8(levels.z))
  }

  private func quality(of square: PixelRect, _ planes: WorkingPlanes) -> BlockQuality {
    let energies = energies(of: square)
    var black = 0
    var white = 0
    for y in square.y..<square.maxY {
      let row =
        planes.levels.base + (y - planes.originY) * planes.width + square.x - planes.originX
      for x in 0..<square.width {
        let (red, green, blue) = WorkingPlanes.channels(of: row[x])
        if min(red, green, blue) <= Self.clipped.black { black += 1 }
        if min(red, green, blue) >= Self.clipped.white { white += 1 }
      }
    }
    return BlockQuality(
      fineEnergy: energies.fine, coarseEnergy: energies.coarse, blackPixels: UInt16(black),
      whitePixels: UInt16(white))
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
