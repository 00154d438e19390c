import Nuclei

/// Finds how far from a center the points of a slide lie, counted from the nearest.
struct NearestPoints {
  /// Squared distances between the bounds of the present try.
  private var between: [Double] = []
  /// The last answer in µm, where the next search begins.
  private(set) var guess: Double

  init(points: LabelledPoints, rank: Int) {
    let grid = points.grid
    let area = grid.side * grid.side * Double(grid.columns * grid.rows)
    guess = (area * Double(rank) / Double(max(points.count, 1)) / .pi).squareRoot()
  }

  /// Squared distance of the point of a rank in µm², 1 for the nearest; there must be that many.
  ///
  /// Radii of neighboring centers are alike, so only a ring around the last one is looked at; the
  /// number of points within the ring's inner edge proves that the answer lies in it, or where else.
  /// The window grows to hold the ring.
  mutating func squaredDistance(
    from center: SIMD2<Double>, rank: Int, in window: inout PointWindow
  ) -> Double {
    precondition((1...window.points.count).contains(rank))
    var low = 0.96 * guess
    var high = 1.04 * guess
    var step = 1.06
    while true {
      let inner = Region(shape: .disc, center: center, reachSquared: low * low)
      let outer = Region(shape: .disc, center: center, reachSquared: high * high)
      window.cover(outer.rows(of: window.grid))
      guard !window.isBroken else { return 0 }
      let inside = collect(between: inner, and: outer, window)
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

  /// Gathers the distances of points outside of the inner and inside of the outer disc.
  ///
  /// - Returns: how many points lie in the inner disc.
  private mutating func collect(
    between inner: Region, and outer: Region, _ window: PointWindow
  ) -> Int {
    between.removeAll(keepingCapacity: true)
    let grid = window.grid
    let center = outer.center
    var inside = 0
    for row in outer.rows(of: grid) {
      let low = grid.origin.y + Double(row) * grid.side - center.y
      guard let chords = outer.chords(low: low, high: low + grid.side) else { continue }
      let sure = inner.chords(low: low, high: low + grid.side)?.sure ?? -1
      var place = window.start(row: row, column: grid.column(center.x - chords.possible))
      let end = window.end(row: row)
      let last = center.x + chords.possible
      while place < end, window.xs[place] <= last {
        let dx = window.xs[place] - center.x
        if abs(dx) <= sure {
          // All up to the other end of the sure chord lie within the lower bound.
          let start = place
          place = max(place + 1, window.start(row: row, column: grid.column(center.x + sure)))
          while place < end, window.xs[place] - center.x <= sure { place += 1 }
          inside += place - start
          continue
        }
        let dy = window.ys[place] - center.y
        let squared = dx * dx + dy * dy
        if squared <= inner.reachSquared {
          inside += 1
        } else if squared <= outer.reachSquared {
          between.append(squared)
        }
        place += 1
      }
    }
    return inside
  }
}
