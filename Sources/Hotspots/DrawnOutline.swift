/// A region that a person drew, in full-resolution slide pixels.
public struct DrawnOutline: Sendable, Equatable, Codable {
  /// Its name.
  public let name: String
  /// Closed rings, the last corner joined to the first; a ring within another is a hole.
  public let rings: [[SIMD2<Double>]]
  /// Corner of the bounding box with the smallest coordinates.
  public let low: SIMD2<Double>
  /// Corner of the bounding box with the largest coordinates.
  public let high: SIMD2<Double>

  /// Makes an outline; nil when no ring has three corners or a coordinate is not finite.
  public init?(name: String, rings: [[SIMD2<Double>]]) {
    let kept = rings.filter { $0.count >= 3 }
    let corners = kept.joined()
    guard let first = corners.first(where: { _ in true }),
      corners.allSatisfy({ $0.x.isFinite && $0.y.isFinite })
    else { return nil }
    self.name = name
    self.rings = kept
    low = corners.reduce(first) { pointwiseMin($0, $1) }
    high = corners.reduce(first) { pointwiseMax($0, $1) }
  }

  /// Whether a point lies inside by the even-odd rule.
  ///
  /// An edge belongs to the region on its right and below, so that a point on an edge that two
  /// regions share lies in exactly one of them.
  public func contains(x: Double, y: Double) -> Bool {
    guard x >= low.x, x <= high.x, y >= low.y, y <= high.y else { return false }
    var isInside = false
    for ring in rings {
      guard var previous = ring.last else { continue }
      for corner in ring {
        if (corner.y > y) != (previous.y > y) {
          // From the upper to the lower end, so that both regions at an edge compute the same.
          let (top, bottom) = corner.y < previous.y ? (corner, previous) : (previous, corner)
          let share = (y - top.y) / (bottom.y - top.y)
          if x >= top.x + share * (bottom.x - top.x) { isInside.toggle() }
        }
        previous = corner
      }
    }
    return isInside
  }

  /// Area in square pixels by the even-odd rule, for rings that do not cross themselves or others.
  public var area: Double {
    // A ring within an odd number of others is a hole.
    rings.enumerated().reduce(0) { sum, item in
      let others = rings.indices.filter { $0 != item.offset }
      let depth = others.count { other in
        let outer = DrawnOutline(name: "", rings: [rings[other]])
        return outer?.contains(x: item.element[0].x, y: item.element[0].y) ?? false
      }
      return sum + (depth.isMultiple(of: 2) ? 1 : -1) * Self.area(of: item.element)
    }
  }

  private static func area(of ring: [SIMD2<Double>]) -> Double {
    guard var previous = ring.last else { return 0 }
    let origin = previous
    var doubled = 0.0
    for corner in ring {
      let (a, b) = (previous - origin, corner - origin)
      doubled += a.x * b.y - b.x * a.y
      previous = corner
    }
    return abs(doubled) / 2
  }
}
