/// A tried place of a hotspot: a disc or an upright square around a center, edges included.
struct Region: Sendable, Equatable {
  /// Outline of a region.
  enum Shape: Sendable, Equatable {
    case disc, square
  }

  let shape: Shape
  /// Center in µm.
  let center: SIMD2<Double>
  /// Square of the radius, or of half the side, in µm².
  let reachSquared: Double

  /// Radius, or half the side, in µm.
  var reach: Double { reachSquared.squareRoot() }

  /// Whether a point in µm belongs to the region.
  func contains(x: Double, y: Double) -> Bool {
    let dx = x - center.x
    let dy = y - center.y
    switch shape {
    case .disc: return dx * dx + dy * dy <= reachSquared
    case .square: return max(dx * dx, dy * dy) <= reachSquared
    }
  }

  /// Whether two regions of one shape share area; touching edges do not count.
  func overlaps(_ other: Region) -> Bool {
    let offset = other.center - center
    let sum = reach + other.reach
    switch shape {
    case .disc: return (offset * offset).sum() < sum * sum
    case .square: return max(abs(offset.x), abs(offset.y)) < sum
    }
  }

  /// Rows of a grid that may hold points of the region.
  func rows(of grid: PointGrid) -> Range<Int> {
    grid.rows(from: center.y - reach, to: center.y + reach)
  }

  /// Half the widths of a strip in which points may lie inside, and in which they surely do.
  ///
  /// - Parameters:
  ///   - low: lower edge of the strip relative to the center, in µm.
  ///   - high: its upper edge.
  /// - Returns: nil when no point of the strip can lie inside; `sure` is negative when none is sure.
  func chords(low: Double, high: Double) -> (possible: Double, sure: Double)? {
    // Points may lie a rounding error outside of their strip.
    let slack = 1e-6
    let near = max(0, low, -high) - slack
    let far = max(abs(low), abs(high)) + slack
    let nearSquared = near > 0 ? near * near : 0
    guard nearSquared <= reachSquared else { return nil }
    switch shape {
    case .disc:
      let rest = reachSquared - far * far
      return (
        (reachSquared - nearSquared).squareRoot() + slack, rest > 0 ? rest.squareRoot() - slack : -1
      )
    case .square:
      return (reach + slack, far * far <= reachSquared ? reach - slack : -1)
    }
  }
}
