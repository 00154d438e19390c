/// Where nuclei were marked, when a file of marks does not say it.
public enum FieldOption: String, Sendable, CaseIterable {
  /// On the whole image or slide.
  case whole
  /// Inside the convex hull of the marks and as far beyond as the matching radius.
  case hull
  /// Inside the hottest hotspot of the slide.
  case hotspot
}

/// Which index of a case a manual result is compared with.
public enum CaseRegion: String, Sendable, CaseIterable {
  /// That which the grade rests on.
  case graded
  /// That of the hottest hotspot.
  case hotspot
  /// That of all nuclei.
  case global
}

/// Shapes on a slide.
enum Shape {
  /// Whether a place lies inside rings, by the even-odd rule.
  static func contains(_ place: SIMD2<Double>, rings: [[SIMD2<Double>]]) -> Bool {
    var isInside = false
    for ring in rings {
      guard var previous = ring.last else { continue }
      for corner in ring {
        if (corner.y > place.y) != (previous.y > place.y) {
          let share = (place.y - corner.y) / (previous.y - corner.y)
          if place.x < corner.x + share * (previous.x - corner.x) { isInside.toggle() }
        }
        previous = corner
      }
    }
    return isInside
  }

  /// Corners of the convex hull in order (Andrew's monotone chain).
  static func hull(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
    let sorted = points.sorted { ($0.x, $0.y) < ($1.x, $1.y) }
    guard sorted.count > 2 else { return sorted }
    func chain(_ points: some Sequence<SIMD2<Double>>) -> [SIMD2<Double>] {
      var chain: [SIMD2<Double>] = []
      for point in points {
        while chain.count > 1 {
          let a = chain[chain.count - 1] - chain[chain.count - 2]
          let b = point - chain[chain.count - 2]
          if a.x * b.y - a.y * b.x > 0 { break }
          chain.removeLast()
        }
        chain.append(point)
      }
      return Array(chain.dropLast())
    }
    return chain(sorted) + chain(sorted.reversed())
  }

  /// Distance of a place from a closed line through corners.
  static func distance(_ place: SIMD2<Double>, toRing ring: [SIMD2<Double>]) -> Double {
    guard var previous = ring.last else { return .infinity }
    var least = Double.infinity
    for corner in ring {
      let along = corner - previous
      let squared = (along * along).sum()
      let way = squared > 0 ? ((place - previous) * along).sum() / squared : 0
      let gap = place - previous - along * min(max(way, 0), 1)
      least = min(least, (gap * gap).sum().squareRoot())
      previous = corner
    }
    return least
  }
}
