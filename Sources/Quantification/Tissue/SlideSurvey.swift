import Nuclei
import Raster

/// What a whole slide looks like from afar, put together from its units.
///
/// A cell takes 6 bytes, which is 92 kB per mm². Cells that no unit holds look white: they were not
/// searched because they are glass.
struct SlideSurvey: Sendable {
  /// Cells across and down.
  let columns: Int
  let rows: Int
  /// Blocks across and down.
  let blockColumns: Int
  let blockRows: Int
  /// Looks of the cells, row by row.
  private(set) var looks: [CellLook]
  /// Qualities of the blocks, row by row.
  private(set) var qualities: [BlockQuality]

  /// Cells along the side of a block.
  static let blockCells = UnitSurvey.blockPixels / UnitSurvey.cellPixels

  /// Prepares the survey of a slide.
  init(grid: WorkingGrid) {
    func count(_ length: Int, _ side: Int) -> Int { (length + side - 1) / side }
    columns = count(grid.width, UnitSurvey.cellPixels)
    rows = count(grid.height, UnitSurvey.cellPixels)
    blockColumns = count(grid.width, UnitSurvey.blockPixels)
    blockRows = count(grid.height, UnitSurvey.blockPixels)
    looks = [CellLook](
      repeating: CellLook(mean: .white, palest: .white), count: columns * rows)
    qualities = [BlockQuality](
      repeating: BlockQuality(fineEnergy: 0, coarseEnergy: 0), count: blockColumns * blockRows)
  }

  /// Puts what one unit looks like in its place.
  mutating func add(_ unit: UnitSurvey) {
    for row in 0..<unit.cells.height {
      let start = (unit.cells.y + row) * columns + unit.cells.x
      looks.replaceSubrange(
        start..<(start + unit.cells.width),
        with: unit.looks[(row * unit.cells.width)..<((row + 1) * unit.cells.width)])
    }
    for row in 0..<unit.blocks.height {
      let start = (unit.blocks.y + row) * blockColumns + unit.blocks.x
      qualities.replaceSubrange(
        start..<(start + unit.blocks.width),
        with: unit.qualities[(row * unit.blocks.width)..<((row + 1) * unit.blocks.width)])
    }
  }
}
