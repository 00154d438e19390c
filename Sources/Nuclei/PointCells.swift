/// Points sorted into square cells, to find those near a place.
struct PointCells {
  private let origin: SIMD2<Double>
  private let cell: Double
  private let columns: Int
  private let rows: Int
  /// Where each cell begins in `members`; one more than there are cells.
  private let starts: [Int32]
  private let members: [Int32]

  /// Sorts points.
  ///
  /// - Parameters:
  ///   - points: positions, fewer than 2³¹.
  ///   - reach: how far neighbors may lie, above 0.
  init(_ points: [SIMD2<Double>], reach: Double) {
    let low = points.reduce(points.first ?? SIMD2()) { pointwiseMin($0, $1) }
    let high = points.reduce(low) { pointwiseMax($0, $1) }
    let extent = high - low
    // Few points on a large area get larger cells, so that there are never many more cells than
    // points.
    let side = (extent.x * extent.y / Double(4 * points.count + 1)).squareRoot()
    let longest = max(extent.x, extent.y) / Double(4 * points.count + 1)
    let cell = max(reach, side, longest)
    let columns = Int(extent.x / cell) + 1
    let rows = Int(extent.y / cell) + 1
    let places = points.map { point in
      Int((point.y - low.y) / cell) * columns + Int((point.x - low.x) / cell)
    }
    var starts = [Int32](repeating: 0, count: columns * rows + 1)
    for place in places { starts[place + 1] += 1 }
    for place in 1..<starts.count { starts[place] += starts[place - 1] }
    var next = starts
    var members = [Int32](repeating: 0, count: points.count)
    for (index, place) in places.enumerated() {
      members[Int(next[place])] = Int32(index)
      next[place] += 1
    }
    origin = low
    self.cell = cell
    self.columns = columns
    self.rows = rows
    self.starts = starts
    self.members = members
  }

  /// Visits at least all points within the reach of a point of the set, in no particular order.
  func forNeighbors(of point: SIMD2<Double>, _ body: (_ index: Int) -> Void) {
    let column = Int((point.x - origin.x) / cell)
    let row = Int((point.y - origin.y) / cell)
    let left = max(0, column - 1)
    let right = min(columns - 1, column + 1)
    for row in max(0, row - 1)...min(rows - 1, row + 1) {
      // Cells of a row lie side by side, and so do their members.
      for index in starts[row * columns + left]..<starts[row * columns + right + 1] {
        body(Int(members[Int(index)]))
      }
    }
  }
}
