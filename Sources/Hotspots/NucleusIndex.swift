import Nuclei

/// Nuclei of a slide sorted into square buckets, for questions about discs.
struct NucleusIndex: Sendable {
  /// A disc and what it holds.
  struct Disc: Sendable, Equatable {
    /// Center in µm.
    var center: SIMD2<Double>
    /// Squared distance of the farthest nucleus in µm².
    var radiusSquared: Double
    var counts: NucleusCounts
  }

  let micronsPerPixel: SIMD2<Double>
  private let bucketMicrons = 50.0
  private let columns: Int
  private let rows: Int
  private let origin: SIMD2<Double>
  /// Positions in µm, bucket after bucket.
  private let positions: [SIMD2<Double>]
  private let positive: [Bool]
  /// First nucleus of every bucket, and one past the last.
  private let starts: [Int]

  /// Sorts the nuclei that count; the others are left out.
  init(nuclei: [Nucleus], micronsPerPixel: SIMD2<Double>) {
    self.micronsPerPixel = micronsPerPixel
    // Indices, because a slide holds millions of nuclei and a copy of them would fill memory.
    let counted = nuclei.indices.filter { nuclei[$0].isCounted }
    let points = counted.map { SIMD2(nuclei[$0].x, nuclei[$0].y) * micronsPerPixel }
    let low = points.reduce(points.first ?? SIMD2()) { pointwiseMin($0, $1) }
    let high = points.reduce(points.first ?? SIMD2()) { pointwiseMax($0, $1) }
    let side = bucketMicrons
    origin = low
    columns = Int((high.x - low.x) / side) + 1
    rows = Int((high.y - low.y) / side) + 1
    var counts = [Int](repeating: 0, count: columns * rows + 1)
    let width = columns
    let keys = points.map { Int(($0.y - low.y) / side) * width + Int(($0.x - low.x) / side) }
    for key in keys { counts[key + 1] += 1 }
    for key in 1..<counts.count { counts[key] += counts[key - 1] }
    starts = counts
    var places = counts
    var sorted = [SIMD2<Double>](repeating: SIMD2(), count: points.count)
    var flags = [Bool](repeating: false, count: points.count)
    for (point, key) in keys.enumerated() {
      sorted[places[key]] = points[point]
      flags[places[key]] = nuclei[counted[point]].isPositive
      places[key] += 1
    }
    positions = sorted
    positive = flags
  }

  /// Number of nuclei.
  var count: Int { positions.count }

  /// Points of the slide's lattice in or beside buckets that hold nuclei, in reading order.
  func latticeCenters(spacing: Double) -> [SIMD2<Double>] {
    func range(_ low: Double, _ bucketCount: Int) -> ClosedRange<Int> {
      let high = low + Double(bucketCount) * bucketMicrons
      return Int((low / spacing).rounded(.down))...Int((high / spacing).rounded(.up))
    }
    let across = range(origin.x, columns)
    return range(origin.y, rows).flatMap { row in
      across.compactMap { column -> SIMD2<Double>? in
        let center = SIMD2(Double(column), Double(row)) * spacing
        return hasNuclei(near: center) ? center : nil
      }
    }
  }

  private func hasNuclei(near center: SIMD2<Double>) -> Bool {
    let home = bucket(of: center)
    guard (0..<columns).contains(home.column), (0..<rows).contains(home.row) else { return false }
    let key = home.row * columns + home.column
    return starts[key + 1] > starts[key]
  }

  private func bucket(of point: SIMD2<Double>) -> (column: Int, row: Int) {
    let place = (point - origin) / bucketMicrons
    return (Int(place.x.rounded(.down)), Int(place.y.rounded(.down)))
  }

  /// The smallest disc around a center that holds `wanted` nuclei; there must be that many.
  func disc(around center: SIMD2<Double>, holding wanted: Int) -> Disc {
    var reach = 2
    while true {
      let found = squaredDistances(from: center, reach: reach)
      // Nuclei nearer than the unvisited buckets are all known.
      let known = Double(reach) * bucketMicrons
      let near = found.filter { $0.squared <= known * known }
      if near.count >= wanted || found.count == count {
        var squares = (near.count >= wanted ? near : found).map(\.squared)
        let farthest = OrderStatistic.value(rank: wanted - 1, of: &squares)
        return disc(center: center, radiusSquared: farthest, nuclei: found)
      }
      reach += max(1, reach / 2)
    }
  }

  /// The disc around the middle of all nuclei that holds every one.
  func discOfAll() -> Disc? {
    guard let first = positions.first else { return nil }
    let low = positions.reduce(first) { pointwiseMin($0, $1) }
    let high = positions.reduce(first) { pointwiseMax($0, $1) }
    let center = (low + high) / 2
    let found = squaredDistances(from: center, reach: columns + rows)
    return found.map(\.squared).max().map {
      disc(center: center, radiusSquared: $0, nuclei: found)
    }
  }

  private func disc(
    center: SIMD2<Double>, radiusSquared: Double, nuclei: [(squared: Double, positive: Bool)]
  ) -> Disc {
    let inside = nuclei.filter { $0.squared <= radiusSquared }
    return Disc(
      center: center, radiusSquared: radiusSquared,
      counts: NucleusCounts(positive: inside.count { $0.positive }, total: inside.count))
  }

  /// Nuclei in the buckets within `reach` of the center's own bucket.
  private func squaredDistances(
    from center: SIMD2<Double>, reach: Int
  ) -> [(squared: Double, positive: Bool)] {
    let home = bucket(of: center)
    let left = max(0, home.column - reach)
    let right = min(columns - 1, home.column + reach)
    var found: [(squared: Double, positive: Bool)] = []
    guard left <= right else { return found }
    for row in max(0, home.row - reach)...max(0, min(rows - 1, home.row + reach)) {
      for nucleus in starts[row * columns + left]..<starts[row * columns + right + 1] {
        let offset = positions[nucleus] - center
        found.append(((offset * offset).sum(), positive[nucleus]))
      }
    }
    return found
  }
}
