import Nuclei
import Raster

/// What a whole slide looks like from afar, put together from its units.
///
/// Cells take 6 bytes and blocks 12, which is 104 kB per mm², on disk when they are many. Cells that no unit holds
/// look white: they were not searched because they are glass.
struct SlideSurvey: Sendable {
  /// Cells across and down.
  let columns: Int
  let rows: Int
  /// Blocks across and down.
  let blockColumns: Int
  let blockRows: Int
  /// Looks of the cells.
  let looks: CellLooks
  /// Qualities of the blocks.
  let qualities: SpillLattice<BlockQuality>

  /// Cells along the side of a block.
  static let blockCells = UnitSurvey.blockPixels / UnitSurvey.cellPixels

  /// Prepares the survey of a slide.
  ///
  /// - Parameters:
  ///   - grid: working pixels of the slide.
  ///   - folder: where a file may be made.
  ///   - memoryLimitBytes: the run's bound.
  /// - Throws: why the file cannot be written.
  init(
    grid: WorkingGrid, folder: String, memoryLimitBytes: Int
  ) throws(SlideMeasurement.Failure) {
    func count(_ length: Int, _ side: Int) -> Int { (length + side - 1) / side }
    columns = count(grid.width, UnitSurvey.cellPixels)
    rows = count(grid.height, UnitSurvey.cellPixels)
    blockColumns = count(grid.width, UnitSurvey.blockPixels)
    blockRows = count(grid.height, UnitSurvey.blockPixels)
    looks = try CellLooks(
      columns: columns, rows: rows, blank: CellLook(mean: .white, palest: .white), folder: folder,
      memoryLimitBytes: memoryLimitBytes)
    qualities = try SpillLattice(
      columns: blockColumns, rows: blockRows,
      blank: BlockQuality(fineEnergy: 0, coarseEnergy: 0), folder: folder,
      memoryLimitBytes: memoryLimitBytes)
  }

  /// Puts what one unit looks like in its place.
  func add(_ unit: UnitSurvey) throws(SlideMeasurement.Failure) {
    let width = unit.cells.width
    for row in 0..<unit.cells.height {
      try looks.set(
        Array(unit.looks[(row * width)..<((row + 1) * width)]), row: unit.cells.y + row,
        column: unit.cells.x)
    }
    for row in 0..<unit.blocks.height {
      let width = unit.blocks.width
      try qualities.set(
        Array(unit.qualities[(row * width)..<((row + 1) * width)]), row: unit.blocks.y + row,
        column: unit.blocks.x)
    }
  }

  /// Why something could not be read back, nil while all is well.
  var failure: SlideMeasurement.Failure? { looks.failure ?? qualities.failure }
}
