/// Finds how far from a center the points of a slide lie, counted from the nearest.
struct NearestPoints {
  private let points: LabelledPoints
  /// Squared distances between the bounds of the present try.
  private var between: [Double] = []
  /// The last answer in µm, where the next search begins.
  private var guess: Double

  init(points: LabelledPoints) {
    self.points = points
    let grid = points.grid
    let area = grid.side * grid.side * Double(grid.columns * grid.rows)
    guess = (area / Double(max(points.count, 1))).squareRoot()
  }

  /// Squared distance of the point of a rank in µm², 1 for the nearest; there must be that many.
  ///
  /// Radii of neighboring centers are alike, so only a ring around the last one is looked at; the
  /// number of points within the ring's inner edge proves that the answer lies in it, or where else.
  mutating func squaredDistance(from center: SIMD2<Double>, rank: Int) -> Double {
    precondition((1...points.count).contains(rank))
    var low = 0.96 * guess
    var high = 1.04 * guess
    var step = 1.06
    while true {
      let inside = collect(center, lowSquared: low * low, highSquared: high * high)
      if inside >= rank {
        high = low
        low /= step
      } else if inside + between.count < rank {
        low = high
        high *= step
      } else {
        let answer = OrderStatistic.value(rank: rank - inside - 1, of: &between)
        // Not 0, from which no ring could grow.
        guess = max(answer.squareRoot(), 1e-3)
        return answer
      }
      step *= 1.5
    }
  }

  /// Gathers distances above the lower and up to the higher bound.
  ///
  /// - Returns: how many points lie within the lower bound.
  private mutating func collect(
    _ center: SIMD2<Double>, lowSquared: Double, highSquared: Double
  ) -> Int {
    between.removeAll(keepingCapacity: true)
    let grid = points.grid
    let outer = Region(shape: .disc, center: center, reachSquared: highSquared)
    let inner = Region(shape: .disc, center: center, reachSquared: lowSquared)
    let reach = outer.reach
    var inside = 0
    for row in grid.row(center.y - reach)...grid.row(center.y + reach) {
      let low = grid.origin.y + Double(row) * grid.side - center.y
      guard let chords = outer.chords(low: low, high: low + grid.side) else { continue }
      let sure = inner.chords(low: low, high: low + grid.side)?.sure ?? -1
      let first = grid.column(center.x - chords.possible)
      var place = Int(grid.start(row: row, column: first))
      let end = Int(grid.end(row: row))
      let last = center.x + chords.possible
      while place < end, points.xs[place] <= last {
        let dx = points.xs[place] - center.x
        if abs(dx) <= sure {
          // All up to the other end of the sure chord lie within the lower bound.
          let start = place
          place = max(place + 1, Int(grid.start(row: row, column: grid.column(center.x + sure))))
          while place < end, points.xs[place] - center.x <= sure { place += 1 }
          inside += place - start
          continue
        }
        let dy = points.ys[place] - center.y
        let squared = dx * dx + dy * dy
        if squared <= lowSquared {
          inside += 1
        } else if squared <= highSquared {
          between.append(squared)
        }
        place += 1
      }
    }
    return inside
  }
}
