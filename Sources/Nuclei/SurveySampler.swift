import CKernels
import Raster

/// Sums up the planes of a unit in squares; memory that one worker reuses from unit to unit.
final class SurveySampler {
  /// Absorption in squares of two working pixels, of the unit and a margin around it.
  private let halved = SampleBuffer<Int32>()
  private var halvedWidth = 0
  /// Working position of the first halved pixel.
  private var origin = SIMD2(0, 0)

  private let instructions: ki67_instructions

  init(instructions: InstructionSet = .best) {
    self.instructions = instructions.kernels
  }

  /// Reach of the two Laplacians in halved pixels.
  private static let reaches = (fine: 2, coarse: 4)
  /// Sums over four pixels, in steps of a quarter, up to which they are black and from which white.
  private static let clipped = (
    black: UInt32(4 * 2 * DensityTables.resolution),
    white: UInt32(4 * 254 * DensityTables.resolution)
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
      ki67_halve_rows(instructions, upper, lower, halvedWidth, target + y * halvedWidth)
    }
  }

  /// Colors of a cell; what is clipped in it is added to the quality of its block.
  private func look(
    of square: PixelRect, _ planes: WorkingPlanes, quality: inout BlockQuality
  ) -> CellLook {
    let corner =
      planes.levels.base + (square.y - planes.originY) * planes.width + square.x - planes.originX
    var look = ki67_look()
    // Squares of two pixels at odd edges take the pixel beside the unit, which the planes hold.
    ki67_look_at(
      instructions, corner, planes.width, square.width, square.height, Self.clipped.black,
      Self.clipped.white, &look)
    quality.blackSquares += UInt16(look.black)
    quality.whiteSquares += UInt16(look.white)
    let count = UInt32((square.width + 1) / 2 * ((square.height + 1) / 2))
    return CellLook(
      mean: Self.color(look.sums, squares: count), palest: Self.color(look.brightest, squares: 1))
  }

  /// The color of sums over a number of squares in steps of a quarter, rounded to nearest.
  private static func color(_ sums: (UInt32, UInt32, UInt32), squares: UInt32) -> RGBColor {
    let whole = 4 * UInt32(DensityTables.resolution) * squares
    func sample(_ sum: UInt32) -> UInt8 { UInt8((sum + whole / 2) / whole) }
    return RGBColor(red: sample(sums.0), green: sample(sums.1), blue: sample(sums.2))
  }

  /// Mean squared Laplacians over a square, in absorbed shares.
  private func energies(of square: PixelRect) -> (fine: Float, coarse: Float) {
    var fine: Int64 = 0
    var coarse: Int64 = 0
    let columns = max(1, square.width / 2)
    let rows = max(1, square.height / 2)
    for y in 0..<rows {
      let line = (square.y - origin.y) / 2 + y
      let row = halved.base + line * halvedWidth + (square.x - origin.x) / 2
      fine += ki67_laplacian_energy(instructions, row, halvedWidth, columns, Self.reaches.fine)
      coarse += ki67_laplacian_energy(instructions, row, halvedWidth, columns, Self.reaches.coarse)
    }
    let unit = 4 * Double(DoubledPlane.scale)
    let scale = 1 / (unit * unit * Double(rows * columns))
    return (Float(Double(fine) * scale), Float(Double(coarse) * scale))
  }
}
