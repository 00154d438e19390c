import Nuclei

/// Nuclei of a slide by rows of square buckets, for questions about discs.
///
/// Only their numbers are kept for every bucket. The nuclei themselves are fetched row by row when a
/// disc needs them, and some rows are kept, so that a slide may hold any number of nuclei.
final class NucleusIndex {
  /// A disc and what it holds.
  struct Disc: Equatable {
    /// Center in µm.
    var center: SIMD2<Double>
    /// Squared distance of the farthest nucleus in µm².
    var radiusSquared: Double
    var counts: NucleusCounts
  }

  /// The nuclei of a row, bucket after bucket.
  struct Row {
    /// Positions in µm.
    var positions: [SIMD2<Double>] = []
    var positive: [Bool] = []
    /// First nucleus of every bucket, and one past the last.
    var starts: [Int32]
  }

  let micronsPerPixel: SIMD2<Double>
  /// Number of nuclei.
  private(set) var count = 0
  private(set) var columns = 1
  private(set) var rows = 1
  private(set) var origin = SIMD2<Double>()
  private let bucketMicrons = 50.0
  private let nuclei: NucleiByPlace
  private var summary = BucketSummary(columns: 1, rows: 1)
  /// First nucleus of every row among all, and one past the last.
  private var rowStarts: [Int] = []
  private var cache = NucleusRowCache(count: 0)

  /// Sorts the nuclei that count; the others are left out.
  init(nuclei: NucleiByPlace, micronsPerPixel: SIMD2<Double>) {
    self.micronsPerPixel = micronsPerPixel
    self.nuclei = nuclei
    var low: SIMD2<Double>?
    var high = SIMD2<Double>()
    nuclei.visit { nucleus in
      guard nucleus.isCounted else { return }
      let point = SIMD2(nucleus.x, nucleus.y) * micronsPerPixel
      high = pointwiseMax(low == nil ? point : high, point)
      low = pointwiseMin(low ?? point, point)
      count += 1
    }
    guard let low else { return }
    origin = low
    columns = Int((high.x - low.x) / bucketMicrons) + 1
    rows = Int((high.y - low.y) / bucketMicrons) + 1
    fill()
  }

  private func fill() {
    var summary = BucketSummary(columns: columns, rows: rows)
    var rowStarts: [Int] = []
    var place = 0
    nuclei.visit { nucleus in
      if nucleus.isCounted {
        let home = bucket(of: SIMD2(nucleus.x, nucleus.y) * micronsPerPixel)
        summary.add(column: home.column, row: home.row, isPositive: nucleus.isPositive)
        while rowStarts.count <= home.row { rowStarts.append(place) }
      }
      place += 1
    }
    self.summary = summary
    self.rowStarts = rowStarts + [place]
    cache = NucleusRowCache(count: rows)
  }

  private func bucket(of point: SIMD2<Double>) -> (column: Int, row: Int) {
    let place = (point - origin) / bucketMicrons
    return (Int(place.x.rounded(.down)), Int(place.y.rounded(.down)))
  }

  private func row(_ index: Int) -> Row {
    if let row = cache.row(index) { return row }
    let row = fetched(index)
    cache.keep(row, at: index)
    return row
  }

  private func fetched(_ index: Int) -> Row {
    var points: [(column: Int, position: SIMD2<Double>, isPositive: Bool)] = []
    for nucleus in nuclei.fetch(rowStarts[index]..<rowStarts[index + 1]) where nucleus.isCounted {
      let point = SIMD2(nucleus.x, nucleus.y) * micronsPerPixel
      points.append((bucket(of: point).column, point, nucleus.isPositive))
    }
    points.sort { $0.column < $1.column }
    var row = Row(starts: [Int32](repeating: 0, count: columns + 1))
    row.positions = points.map(\.position)
    row.positive = points.map(\.isPositive)
    for point in points { row.starts[point.column + 1] += 1 }
    for column in 1...columns { row.starts[column] += row.starts[column - 1] }
    return row
  }
}

// MARK: - Centers

extension NucleusIndex {
  /// Visits the points of the slide's lattice in or beside buckets that hold nuclei, in reading order.
  func forLatticeCenters(spacing: Double, _ body: (SIMD2<Double>) -> Void) {
    func range(_ low: Double, _ bucketCount: Int) -> ClosedRange<Int> {
      let high = low + Double(bucketCount) * bucketMicrons
      return Int((low / spacing).rounded(.down))...Int((high / spacing).rounded(.up))
    }
    let across = range(origin.x, columns)
    for row in range(origin.y, rows) {
      for column in across {
        let center = SIMD2(Double(column), Double(row)) * spacing
        let home = bucket(of: center)
        if (0..<columns).contains(home.column), (0..<rows).contains(home.row),
          summary.total(column: home.column, row: home.row) > 0
        {
          body(center)
        }
      }
    }
  }
}

// MARK: - Discs

extension NucleusIndex {
  /// Buckets on each side that are searched without asking first whether it is worth while.
  private static let nearBuckets = 16

  /// The smallest disc around a center that holds a number of nuclei.
  ///
  /// - Parameters:
  ///   - center: in µm.
  ///   - wanted: number of nuclei; there must be that many.
  ///   - leader: a disc that the result must not fall behind.
  /// - Returns: nil when the disc is large and has surely a lower index than the leader.
  func disc(
    around center: SIMD2<Double>, holding wanted: Int, against leader: Disc?
  ) -> Disc? {
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
      let next = reach + max(1, reach / 2)
      if next > Self.nearBuckets, reach <= Self.nearBuckets, let leader {
        let most = summary.mostPositive(
          around: (center - origin) / bucketMicrons, holding: wanted)
        if most * leader.counts.total < leader.counts.positive * wanted { return nil }
      }
      reach = next
    }
  }

  /// The disc around the middle of all nuclei that holds every one.
  func discOfAll() -> Disc? {
    guard count > 0 else { return nil }
    var low = SIMD2(repeating: Double.infinity)
    var high = -low
    for index in 0..<rows {
      for position in row(index).positions {
        low = pointwiseMin(low, position)
        high = pointwiseMax(high, position)
      }
    }
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
    for index in max(0, home.row - reach)...max(0, min(rows - 1, home.row + reach)) {
      let row = row(index)
      for nucleus in Int(row.starts[left])..<Int(row.starts[right + 1]) {
        let offset = row.positions[nucleus] - center
        found.append(((offset * offset).sum(), row.positive[nucleus]))
      }
    }
    return found
  }
}
