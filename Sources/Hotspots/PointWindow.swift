/// The points of some neighboring strips, in memory.
struct PointWindow {
  let points: LabelledPoints
  /// Strips that are held.
  private(set) var rows = 0..<0
  /// Place of the first point among all points of the slide.
  private(set) var base = 0
  /// Abscissas in µm, strip after strip, rising within a strip.
  private(set) var xs: [Double] = []
  /// Ordinates in µm.
  private(set) var ys: [Double] = []
  /// Number of positive points of the window before each of its places, and of all of them.
  private(set) var positivesBefore: [Int32] = [0]
  /// Index of the first point of each cell, row after row, and one past the last point.
  private var starts: [Int32] = [0]
  /// Whether points could not be read back, so that nothing that is found means anything.
  private(set) var isBroken = false

  init(_ points: LabelledPoints) { self.points = points }

  /// Where all strips are in the order of the slide.
  var grid: PointGrid { points.grid }

  /// Number of points held.
  var count: Int { xs.count }

  /// Holds these strips and no others.
  mutating func move(to wanted: Range<Int>) {
    guard wanted != rows else { return }
    rows = wanted
    let places = points.places(ofRows: wanted)
    base = places.lowerBound
    let held = points.points(ofRows: wanted)
    isBroken = isBroken || held.count < places.count
    xs = held.map(\.x)
    ys = held.map(\.y)
    var before: [Int32] = []
    before.reserveCapacity(held.count + 1)
    var positives: Int32 = 0
    for point in held {
      before.append(positives)
      if point.isPositive { positives += 1 }
    }
    before.append(positives)
    positivesBefore = before
    starts = Self.starts(of: held, in: wanted, of: points)
  }

  /// Sees to it that strips are held, besides those that are.
  mutating func cover(_ wanted: Range<Int>) {
    guard wanted.lowerBound < rows.lowerBound || wanted.upperBound > rows.upperBound else { return }
    // Somewhat more, because the next request will be a little farther away.
    let more = max(4, rows.count / 4)
    let first = wanted.lowerBound < rows.lowerBound ? wanted.lowerBound - more : rows.lowerBound
    let end = wanted.upperBound > rows.upperBound ? wanted.upperBound + more : rows.upperBound
    move(to: max(0, first)..<min(grid.rows, end))
  }

  /// Index of the first point of each cell of some strips, and one past the last point.
  private static func starts(
    of held: [LabelledPoint], in rows: Range<Int>, of points: LabelledPoints
  ) -> [Int32] {
    let grid = points.grid
    let base = points.places(ofRows: rows).lowerBound
    var starts = [Int32](repeating: Int32(held.count), count: rows.count * grid.columns + 1)
    var (next, index) = (0, 0)
    for row in rows {
      let first = (row - rows.lowerBound) * grid.columns
      let end = min(points.places(ofRows: row..<(row + 1)).upperBound - base, held.count)
      while index < end {
        let cell = first + grid.column(held[index].x)
        while next <= cell {
          starts[next] = Int32(index)
          next += 1
        }
        index += 1
      }
    }
    return starts
  }

  /// Index of the first point of a held row in a column or right of it.
  func start(row: Int, column: Int) -> Int {
    Int(starts[(row - rows.lowerBound) * grid.columns + column])
  }

  /// Index behind the last point of a held row.
  func end(row: Int) -> Int { Int(starts[(row - rows.lowerBound + 1) * grid.columns]) }
}
