/// Pairs points of two sets one to one within a radius: as many pairs as possible and, among those,
/// the least total distance.
///
/// Pairs that the radius allows fall into small groups that share no point; each is solved exactly,
/// so the result is that of one assignment over all points.
public enum PointMatching {
  /// Two points that belong together; positions are those in the two lists.
  public struct Match: Sendable, Equatable {
    /// Position in the first list.
    public let first: Int
    /// Position in the second list.
    public let second: Int
    /// Their distance, in the unit of the coordinates.
    public let distance: Double
  }

  /// Pairs points.
  ///
  /// - Parameters:
  ///   - first: points of one set.
  ///   - second: points of the other, in the same unit.
  ///   - radius: largest distance of a pair, included; above 0.
  /// - Returns: pairs by position in `first`; the same for the same input.
  /// - Throws: `AgreementError` for coordinates that are not finite or farther than 10⁹ radii from
  ///   the origin, and for a radius that is not above 0.
  public static func match(
    _ first: [SIMD2<Double>], _ second: [SIMD2<Double>], radius: Double
  ) throws(AgreementError) -> [Match] {
    guard radius > 0, radius.isFinite else {
      throw .badParameter(name: "radius", value: radius, expected: "a number above 0")
    }
    try check(first, radius)
    try check(second, radius)
    let edges = nearPairs(first, second, radius)
    var result: [Match] = []
    result.reserveCapacity(min(first.count, second.count))
    for group in groups(edges, firstCount: first.count, secondCount: second.count) {
      if group.count == 1 {
        result.append(edges[group[0]])
      } else {
        result += SparseAssignment(group.map { edges[$0] }, farthest: radius).solved()
      }
    }
    return result.sorted { $0.first < $1.first }
  }

  private static func check(
    _ points: [SIMD2<Double>], _ radius: Double
  ) throws(AgreementError) {
    for (position, point) in points.enumerated() {
      guard point.x.isFinite, point.y.isFinite else { throw .notFinite(position: position) }
      let reach = max(abs(point.x), abs(point.y)) / radius
      guard reach <= 1e9 else {
        throw .badParameter(
          name: "distance from the origin", value: reach * radius,
          expected: "at most a billion times the radius")
      }
    }
  }

  /// A point of the second set and the square of side `radius` that it lies in.
  private struct Placed {
    var square: SIMD2<Double>
    var position: Int

    static func precedes(_ a: Placed, _ b: Placed) -> Bool {
      (a.square.y, a.square.x, a.position) < (b.square.y, b.square.x, b.position)
    }
  }

  /// All pairs within the radius, by first and then second position.
  ///
  /// Squares are sorted by row and column rather than kept in a dictionary, which takes several
  /// times as long for the millions of nuclei of a whole slide.
  private static func nearPairs(
    _ first: [SIMD2<Double>], _ second: [SIMD2<Double>], _ radius: Double
  ) -> [Match] {
    let placed = second.enumerated().map {
      Placed(square: ($0.element / radius).rounded(.down), position: $0.offset)
    }.sorted(by: Placed.precedes)
    var edges: [Match] = []
    for (position, point) in first.enumerated() {
      let home = (point / radius).rounded(.down)
      let start = edges.count
      for row in [home.y - 1, home.y, home.y + 1] {
        var place = placed.partition(where: { ($0.square.y, $0.square.x) >= (row, home.x - 1) })
        while place < placed.count, placed[place].square.y == row,
          placed[place].square.x <= home.x + 1
        {
          let gap = second[placed[place].position] - point
          let distance = (gap * gap).sum().squareRoot()
          if distance <= radius {
            edges.append(
              Match(first: position, second: placed[place].position, distance: distance))
          }
          place += 1
        }
      }
      edges[start...].sort { $0.second < $1.second }
    }
    return edges
  }

  /// Positions of edges, gathered into groups that share no point; groups by their first edge.
  private static func groups(
    _ edges: [Match], firstCount: Int, secondCount: Int
  ) -> [[Int]] {
    var parents = Array(0..<(firstCount + secondCount))
    func root(_ node: Int) -> Int {
      var node = node
      while parents[node] != node {
        parents[node] = parents[parents[node]]
        node = parents[node]
      }
      return node
    }
    for edge in edges {
      let (a, b) = (root(edge.first), root(firstCount + edge.second))
      if a != b { parents[max(a, b)] = min(a, b) }
    }
    var places = [Int](repeating: -1, count: firstCount)
    var groups: [[Int]] = []
    for (position, edge) in edges.enumerated() {
      // The smallest node of a group is always a first point.
      let group = root(edge.first)
      if places[group] < 0 {
        places[group] = groups.count
        groups.append([])
      }
      groups[places[group]].append(position)
    }
    return groups
  }
}

extension Array {
  /// Position of the first element for which a condition holds that holds for all after it.
  fileprivate func partition(where isAfter: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isAfter(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
