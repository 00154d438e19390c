/// Square cells over the bounding box of some points, about as many as there are points.
///
/// A row of cells is a strip. The first cell begins at the lowest abscissa and ordinate.
struct PointGrid: Sendable {
  /// Corner with the lowest coordinates in µm.
  let origin: SIMD2<Double>
  /// Side of a cell in µm.
  let side: Double
  /// Cells to a µm: multiplying is faster than dividing by the side.
  private let cellsPerMicron: Double
  let columns: Int
  let rows: Int

  /// Lays cells over the box around `count` points.
  init(low: SIMD2<Double>, high: SIMD2<Double>, count: Int) {
    let extent = high - low
    let count = Double(max(count, 1))
    // The second term keeps the cells few where all points lie on a line.
    let side = max((extent.x * extent.y / count).squareRoot(), extent.max() / count, 1)
    origin = low
    self.side = side
    cellsPerMicron = 1 / side
    columns = Int(extent.x / side) + 1
    rows = Int(extent.y / side) + 1
  }

  /// Column of an abscissa, held within the grid.
  func column(_ x: Double) -> Int { Self.held((x - origin.x) * cellsPerMicron, below: columns) }

  /// Row of an ordinate, held within the grid.
  func row(_ y: Double) -> Int { Self.held((y - origin.y) * cellsPerMicron, below: rows) }

  /// Rows that hold all points between two ordinates, held within the grid.
  func rows(from low: Double, to high: Double) -> Range<Int> { row(low)..<(row(high) + 1) }

  private static func held(_ place: Double, below count: Int) -> Int {
    place <= 0 ? 0 : place >= Double(count - 1) ? count - 1 : Int(place)
  }
}
