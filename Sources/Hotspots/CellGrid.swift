/// Square cells over the bounding box of some points, about as many as there are points.
///
/// A row of cells is a strip. The first cell begins at the lowest abscissa and ordinate.
struct CellGrid: Sendable {
  /// Lower left corner in µm.
  let origin: SIMD2<Double>
  /// Side of a cell in µm.
  let side: Double
  let columns: Int
  let rows: Int
  /// Place of the first point of each cell, row after row, and one past the last point.
  private(set) var starts: [Int32]

  /// Lays cells over points and counts what they hold.
  init(of positions: [SIMD2<Double>]) {
    let low = positions.reduce(positions.first ?? SIMD2()) { pointwiseMin($0, $1) }
    let high = positions.reduce(positions.first ?? SIMD2()) { pointwiseMax($0, $1) }
    let extent = high - low
    let count = Double(max(positions.count, 1))
    // The second term keeps the cells few where all points lie on a line.
    let side = max((extent.x * extent.y / count).squareRoot(), extent.max() / count, 1)
    origin = low
    self.side = side
    columns = Int(extent.x / side) + 1
    rows = Int(extent.y / side) + 1
    starts = [Int32](repeating: 0, count: columns * rows + 1)
    for position in positions { starts[cell(of: position) + 1] += 1 }
    for cell in 1..<starts.count { starts[cell] += starts[cell - 1] }
  }

  /// Column of an abscissa, held within the grid.
  func column(_ x: Double) -> Int { Self.held((x - origin.x) / side, below: columns) }

  /// Row of an ordinate, held within the grid.
  func row(_ y: Double) -> Int { Self.held((y - origin.y) / side, below: rows) }

  private static func held(_ place: Double, below count: Int) -> Int {
    place <= 0 ? 0 : place >= Double(count - 1) ? count - 1 : Int(place)
  }

  private func cell(of position: SIMD2<Double>) -> Int {
    row(position.y) * columns + column(position.x)
  }

  /// Where the points of a row begin at a column, and where those after it begin.
  func start(row: Int, column: Int) -> Int32 { starts[row * columns + column] }

  /// Where the points of a row end.
  func end(row: Int) -> Int32 { starts[(row + 1) * columns] }

  /// The points' order: by strip, then from left to right, then upward, then negative first.
  func order(of positions: [SIMD2<Double>], isPositive: [Bool]) -> [Int32] {
    var places = starts
    var order = [Int32](repeating: 0, count: positions.count)
    for (index, position) in positions.enumerated() {
      let home = cell(of: position)
      order[Int(places[home])] = Int32(index)
      places[home] += 1
    }
    func precedes(_ a: Int32, _ b: Int32) -> Bool {
      let (first, second) = (positions[Int(a)], positions[Int(b)])
      if first.x != second.x { return first.x < second.x }
      if first.y != second.y { return first.y < second.y }
      return !isPositive[Int(a)] && isPositive[Int(b)]
    }
    for home in 0..<columns * rows where starts[home + 1] - starts[home] > 1 {
      let range = Int(starts[home])..<Int(starts[home + 1])
      if range.count > 24 {
        order.replaceSubrange(range, with: order[range].sorted(by: precedes))
      } else {
        Self.sortFew(&order, range, by: precedes)
      }
    }
    return order
  }

  /// Insertion sort: a cell holds a point or two, and sorting a slice would copy it.
  private static func sortFew(
    _ order: inout [Int32], _ range: Range<Int>, by precedes: (Int32, Int32) -> Bool
  ) {
    for next in range.dropFirst() {
      let moved = order[next]
      var place = next
      while place > range.lowerBound, precedes(moved, order[place - 1]) {
        order[place] = order[place - 1]
        place -= 1
      }
      order[place] = moved
    }
  }
}
