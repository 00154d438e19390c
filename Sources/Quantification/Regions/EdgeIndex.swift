/// Edges of many even–odd areas, found by height.
///
/// Corners are rounded to 1/1024 pixel, points down to it, and compared as whole numbers, so that
/// answers are exact. An edge belongs to the point left of it that it crosses: a point lies in an area when an
/// odd number of its edges pass at or left of it, an edge covering its upper end but not its lower.
/// So left and top sides belong to an area, right and bottom sides do not, and of areas that share an
/// edge exactly one holds a point on it.
struct EdgeIndex: Sendable {
  /// An edge that is not level, from its upper end downwards.
  struct Edge: Sendable {
    var upper: SIMD2<Int64>
    var lower: SIMD2<Int64>
    var area: Int32
    /// 1 where a level line leaves the area and -1 where it enters it, if no ring crosses itself or
    /// another.
    var sign: Int32
  }

  /// Parts of a pixel that places are rounded to.
  static let unitsPerPixel = 1024.0
  /// Edges from top to bottom of bands; long edges stand in several.
  private let bandEdges: [Edge]
  /// First edge of every band, and one past the last.
  private let starts: [Int]
  private let top: Int64
  private let bandHeight: Int64
  /// Number of areas.
  let areaCount: Int

  /// Sorts the edges of areas, which are counted from 0.
  ///
  /// - Parameter areas: their corners lie within `RegionArea.farthestPixels`.
  init(_ areas: [RegionArea]) {
    areaCount = areas.count
    var edges: [Edge] = []
    edges.reserveCapacity(areas.reduce(0) { $0 + $1.cornerCount })
    for (number, area) in areas.enumerated() {
      for (place, ring) in area.rings.enumerated() {
        let isHole = place > 0
        let isTurned = RegionArea.signedArea(of: ring) < 0
        Self.append(
          ring, area: Int32(number), downSign: isHole == isTurned ? 1 : -1, to: &edges)
      }
    }
    let top = edges.map(\.upper.y).min() ?? 0
    let bottom = edges.map(\.lower.y).max() ?? 0
    // Heights are chosen so that edges stand in three bands on average, whatever their length.
    let total = edges.reduce(0.0) { $0 + Double($1.lower.y - $1.upper.y) }
    let height = Int64(max(1, total / Double(max(1, 2 * edges.count))))
    let fewest = (bottom - top) / Int64(max(64, 4 * edges.count)) + 1
    self.top = top
    bandHeight = max(height, fewest)
    (bandEdges, starts) = Self.sorted(
      edges, top: top, height: bandHeight, count: Int((bottom - top) / bandHeight) + 1)
  }

  private static func append(
    _ ring: [SIMD2<Double>], area: Int32, downSign: Int32, to edges: inout [Edge]
  ) {
    guard var previous = ring.last.map({ units($0, .toNearestOrAwayFromZero) }) else { return }
    for corner in ring {
      let next = units(corner, .toNearestOrAwayFromZero)
      if previous.y != next.y {
        let isDown = previous.y < next.y
        edges.append(
          Edge(
            upper: isDown ? previous : next, lower: isDown ? next : previous, area: area,
            sign: isDown ? downSign : -downSign))
      }
      previous = next
    }
  }

  private static func sorted(
    _ edges: [Edge], top: Int64, height: Int64, count: Int
  ) -> (edges: [Edge], starts: [Int]) {
    var starts = [Int](repeating: 0, count: count + 1)
    func bands(_ edge: Edge) -> ClosedRange<Int> {
      Int((edge.upper.y - top) / height)...Int((edge.lower.y - 1 - top) / height)
    }
    for edge in edges { for band in bands(edge) { starts[band + 1] += 1 } }
    for band in 1...count { starts[band] += starts[band - 1] }
    var places = starts
    guard let first = edges.first else { return ([], starts) }
    var sorted = [Edge](repeating: first, count: starts[count])
    for edge in edges {
      for band in bands(edge) {
        sorted[places[band]] = edge
        places[band] += 1
      }
    }
    return (sorted, starts)
  }

  /// A place in 1/1024 pixel.
  private static func units(
    _ place: SIMD2<Double>, _ rule: FloatingPointRoundingRule
  ) -> SIMD2<Int64> {
    let scaled = (place * unitsPerPixel).rounded(rule)
    return SIMD2(Int64(scaled.x), Int64(scaled.y))
  }

  // MARK: Questions

  /// Calls `toggle` with the area of every edge that passes at or left of a point; areas called an
  /// odd number of times hold it.
  func crossings(leftOf place: SIMD2<Double>, toggle: (Int) -> Void) {
    let point = Self.units(place, .down)
    for index in edges(at: point.y) {
      let edge = bandEdges[index]
      guard edge.upper.y <= point.y, point.y < edge.lower.y else { continue }
      if Self.passes(edge, leftOf: point) { toggle(Int(edge.area)) }
    }
  }

  private static func passes(_ edge: Edge, leftOf point: SIMD2<Int64>) -> Bool {
    if point.x < min(edge.upper.x, edge.lower.x) { return false }
    if point.x >= max(edge.upper.x, edge.lower.x) { return true }
    let way = edge.lower &- edge.upper
    let from = point &- edge.upper
    return Int128(from.y) * Int128(way.x) <= Int128(from.x) * Int128(way.y)
  }

  /// Calls `visit` with area, place in pixels and sign of every crossing of a level line.
  func crossings(atY y: Double, visit: (_ area: Int, _ x: Double, _ sign: Double) -> Void) {
    let level = Int64((y * Self.unitsPerPixel).rounded(.toNearestOrAwayFromZero))
    for index in edges(at: level) {
      let edge = bandEdges[index]
      guard edge.upper.y <= level, level < edge.lower.y else { continue }
      let share = Double(level - edge.upper.y) / Double(edge.lower.y - edge.upper.y)
      let x = Double(edge.upper.x) + share * Double(edge.lower.x - edge.upper.x)
      visit(Int(edge.area), x / Self.unitsPerPixel, Double(edge.sign))
    }
  }

  /// Edges in the bands of all heights; what a sweep over every pixel row has to look at.
  var edgesInBands: Int { bandEdges.count }

  /// Number of bands.
  var bandCount: Int { starts.count - 1 }

  /// Heights in pixels that hold edges.
  var rows: Range<Double> {
    let bottom = top + bandHeight * Int64(starts.count - 1)
    return (Double(top) / Self.unitsPerPixel)..<(Double(bottom) / Self.unitsPerPixel)
  }

  private func edges(at y: Int64) -> Range<Int> {
    band(y).map { starts[$0]..<starts[$0 + 1] } ?? 0..<0
  }

  private func band(_ y: Int64) -> Int? {
    guard y >= top else { return nil }
    let band = Int((y - top) / bandHeight)
    return band < starts.count - 1 ? band : nil
  }
}
