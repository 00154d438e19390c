import Nuclei

/// Numbers of nuclei in the buckets of an index, and in coarse cells of buckets.
struct BucketSummary {
  /// Buckets along the side of a coarse cell.
  private static let cellBuckets = 8

  private let columns: Int
  private let cellColumns: Int
  private let cellRows: Int
  private var totals: [UInt32]
  private var cells: [NucleusCounts]

  /// Makes a summary without nuclei.
  init(columns: Int, rows: Int) {
    self.columns = columns
    cellColumns = (columns + Self.cellBuckets - 1) / Self.cellBuckets
    cellRows = (rows + Self.cellBuckets - 1) / Self.cellBuckets
    totals = [UInt32](repeating: 0, count: columns * rows)
    cells = [NucleusCounts](repeating: NucleusCounts(), count: cellColumns * cellRows)
  }

  /// Counts a nucleus.
  mutating func add(column: Int, row: Int, isPositive: Bool) {
    totals[row * columns + column] += 1
    let cell = row / Self.cellBuckets * cellColumns + column / Self.cellBuckets
    cells[cell].total += 1
    if isPositive { cells[cell].positive += 1 }
  }

  /// Nuclei in a bucket.
  func total(column: Int, row: Int) -> Int { Int(totals[row * columns + column]) }

  /// A number of positive nuclei that the smallest disc with `wanted` nuclei cannot exceed.
  ///
  /// - Parameters:
  ///   - place: the disc's center in buckets from the origin.
  ///   - wanted: nuclei in the disc; at least so many must exist.
  /// - Returns: the bound, at most `wanted`; cells a disc's edge crosses count whole.
  func mostPositive(around place: SIMD2<Double>, holding wanted: Int) -> Int {
    let center = place / Double(Self.cellBuckets)
    var radius = 2.0
    while true {
      var inside = 0
      var positive = 0
      let rows = Self.window(center.y, radius, cellRows)
      let columns = Self.window(center.x, radius, cellColumns)
      for row in rows {
        let down = Self.distances(center.y, row)
        for column in columns {
          let across = Self.distances(center.x, column)
          let nearest = across.nearest * across.nearest + down.nearest * down.nearest
          guard nearest <= radius * radius else { continue }
          let counts = cells[row * cellColumns + column]
          positive += counts.positive
          let farthest = across.farthest * across.farthest + down.farthest * down.farthest
          if farthest <= radius * radius { inside += counts.total }
        }
      }
      if inside >= wanted { return min(positive, wanted) }
      radius *= 1.4
    }
  }

  /// Cells that a disc may touch along one axis.
  private static func window(_ center: Double, _ radius: Double, _ count: Int) -> Range<Int> {
    let first = min(count, max(0, Int((center - radius).rounded(.down))))
    let end = min(count, max(0, Int((center + radius).rounded(.up))))
    return first..<max(first, end)
  }

  /// Smallest and largest distance between a position and a cell, along one axis.
  private static func distances(
    _ position: Double, _ cell: Int
  ) -> (nearest: Double, farthest: Double) {
    let before = Double(cell) - position
    let after = position - Double(cell + 1)
    return (max(0, before, after), max(-before, -after))
  }
}
