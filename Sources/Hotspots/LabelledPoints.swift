import Nuclei

/// Tumor nuclei of one slide as points in µm, positive or not: all that hotspots are made from.
///
/// They are kept in strips of equal height, from left to right in each, so that the points of a
/// strip between two abscissas are neighbors and are counted by a difference of two sums. They need
/// not be in memory: a search reads some strips at a time. The same points in any order give the
/// same value.
public struct LabelledPoints: Sendable {
  /// Number of points.
  public let count: Int
  /// Number of positive points.
  let positive: Int
  /// Lowest coordinates.
  let low: SIMD2<Double>
  /// Highest coordinates.
  let high: SIMD2<Double>
  /// The strips, and cells in them.
  let grid: PointGrid
  /// Place of the first point of each strip, and one past the last point.
  private let starts: [Int32]
  private let storage: any PointStorage

  /// All points, and the positive ones among them.
  public var counts: NucleusCounts { NucleusCounts(positive: positive, total: count) }

  /// Sorts points into strips, in memory.
  ///
  /// - Parameters:
  ///   - positions: places in µm, finite.
  ///   - isPositive: for each place, whether it is Ki-67 positive.
  public init(positions: [SIMD2<Double>], isPositive: [Bool]) {
    precondition(positions.count == isPositive.count)
    var box = Box()
    for (position, isPositive) in zip(positions, isPositive) { box.add(position, isPositive) }
    let grid = box.grid
    var starts = [Int32](repeating: 0, count: grid.rows + 1)
    for position in positions { starts[grid.row(position.y) + 1] += 1 }
    for row in 0..<grid.rows { starts[row + 1] += starts[row] }
    var places = starts
    var points = [LabelledPoint](
      repeating: LabelledPoint(x: 0, y: 0, isPositive: false), count: positions.count)
    for (position, isPositive) in zip(positions, isPositive) {
      let row = grid.row(position.y)
      points[Int(places[row])] = LabelledPoint(
        x: position.x, y: position.y, isPositive: isPositive)
      places[row] += 1
    }
    for row in 0..<grid.rows {
      points[Int(starts[row])..<Int(starts[row + 1])].sort(by: LabelledPoint.precedes)
    }
    self.init(box, grid: grid, starts: starts, storage: PointArray(points: points))
  }

  /// Takes the nuclei that count as tumor nuclei.
  ///
  /// - Parameters:
  ///   - nuclei: nuclei of one slide, which are visited twice; they need not be in memory.
  ///   - micronsPerPixel: size of a full-resolution pixel in µm.
  ///   - storage: where points are kept if nuclei come from the top of the slide to its bottom, empty;
  ///     others are sorted in memory, as are all without a storage.
  public init(
    nuclei: some Sequence<Nucleus>, micronsPerPixel: SIMD2<Double>,
    storage: (any PointStorage)? = nil
  ) {
    var box = Box()
    var isSorted = true
    for nucleus in nuclei where nucleus.isCounted {
      let position = SIMD2(nucleus.x, nucleus.y) * micronsPerPixel
      if box.count > 0 && position.y < box.last.y { isSorted = false }
      box.add(position, nucleus.isPositive)
    }
    guard isSorted, let storage else {
      var positions: [SIMD2<Double>] = []
      var isPositive: [Bool] = []
      for nucleus in nuclei where nucleus.isCounted {
        positions.append(SIMD2(nucleus.x, nucleus.y) * micronsPerPixel)
        isPositive.append(nucleus.isPositive)
      }
      self.init(positions: positions, isPositive: isPositive)
      return
    }
    let grid = box.grid
    var starts: [Int32] = [0]
    var strip: [LabelledPoint] = []
    for nucleus in nuclei where nucleus.isCounted {
      let position = SIMD2(nucleus.x, nucleus.y) * micronsPerPixel
      let row = grid.row(position.y)
      while starts.count <= row { Self.finish(&strip, &starts, storage) }
      strip.append(
        LabelledPoint(x: position.x, y: position.y, isPositive: nucleus.isPositive))
    }
    while starts.count <= grid.rows { Self.finish(&strip, &starts, storage) }
    self.init(box, grid: grid, starts: starts, storage: storage)
  }

  /// Hands a strip over to a storage, sorted.
  private static func finish(
    _ strip: inout [LabelledPoint], _ starts: inout [Int32], _ storage: any PointStorage
  ) {
    starts.append((starts.last ?? 0) + Int32(strip.count))
    guard !strip.isEmpty else { return }
    strip.sort(by: LabelledPoint.precedes)
    storage.append(strip)
    strip.removeAll(keepingCapacity: true)
  }

  private init(_ box: Box, grid: PointGrid, starts: [Int32], storage: any PointStorage) {
    count = box.count
    positive = box.positive
    low = box.low
    high = box.high
    self.grid = grid
    self.starts = starts
    self.storage = storage
  }

  /// Places of the points of some strips.
  func places(ofRows rows: Range<Int>) -> Range<Int> {
    Int(starts[rows.lowerBound])..<Int(starts[rows.upperBound])
  }

  /// The points of some strips; fewer when they cannot be read back.
  func points(ofRows rows: Range<Int>) -> [LabelledPoint] {
    storage.read(places(ofRows: rows))
  }

  /// Visits all points in their order.
  func forEach(_ body: (LabelledPoint) -> Void) {
    for row in 0..<grid.rows { points(ofRows: row..<(row + 1)).forEach(body) }
  }

  /// What a first visit of the points finds out.
  private struct Box {
    var count = 0
    var positive = 0
    var low = SIMD2<Double>()
    var high = SIMD2<Double>()
    var last = SIMD2<Double>()

    mutating func add(_ position: SIMD2<Double>, _ isPositive: Bool) {
      low = count == 0 ? position : pointwiseMin(low, position)
      high = count == 0 ? position : pointwiseMax(high, position)
      last = position
      count += 1
      precondition(count < Int(Int32.max))
      if isPositive { positive += 1 }
    }

    var grid: PointGrid { PointGrid(low: low, high: high, count: count) }
  }
}
