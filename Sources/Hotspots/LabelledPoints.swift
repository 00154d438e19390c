import Nuclei

/// Tumor nuclei of one slide as points in µm, positive or not: all that hotspots are made from.
///
/// They are kept in strips of equal height, from left to right in each, so that the points of a
/// strip between two abscissas are neighbors in memory and are counted by a difference of two sums.
/// The same points in any order give the same value.
public struct LabelledPoints: Sendable {
  /// Abscissas in µm, strip after strip, rising within a strip.
  let xs: [Double]
  /// Ordinates in µm.
  let ys: [Double]
  /// Number of positive points before each place, and of all of them.
  let positivesBefore: [Int32]
  /// How points lie in cells.
  let grid: CellGrid

  /// Sorts points into strips.
  ///
  /// - Parameters:
  ///   - positions: places in µm, finite.
  ///   - isPositive: for each place, whether it is Ki-67 positive.
  public init(positions: [SIMD2<Double>], isPositive: [Bool]) {
    precondition(positions.count == isPositive.count && positions.count < Int(Int32.max))
    let grid = CellGrid(of: positions)
    let order = grid.order(of: positions, isPositive: isPositive)
    var xs: [Double] = []
    var ys: [Double] = []
    var before: [Int32] = [0]
    xs.reserveCapacity(positions.count)
    ys.reserveCapacity(positions.count)
    before.reserveCapacity(positions.count + 1)
    var positives: Int32 = 0
    for place in order {
      let point = positions[Int(place)]
      xs.append(point.x)
      ys.append(point.y)
      if isPositive[Int(place)] { positives += 1 }
      before.append(positives)
    }
    self.xs = xs
    self.ys = ys
    positivesBefore = before
    self.grid = grid
  }

  /// Takes the nuclei that count as tumor nuclei.
  ///
  /// - Parameters:
  ///   - nuclei: nuclei of one slide; they need not be in memory.
  ///   - micronsPerPixel: size of a full-resolution pixel in µm.
  public init(nuclei: some Sequence<Nucleus>, micronsPerPixel: SIMD2<Double>) {
    var positions: [SIMD2<Double>] = []
    var isPositive: [Bool] = []
    for nucleus in nuclei where nucleus.isCounted {
      positions.append(SIMD2(nucleus.x, nucleus.y) * micronsPerPixel)
      isPositive.append(nucleus.isPositive)
    }
    self.init(positions: positions, isPositive: isPositive)
  }

  /// Number of points.
  public var count: Int { xs.count }

  /// All points, and the positive ones among them.
  public var counts: NucleusCounts {
    NucleusCounts(positive: Int(positivesBefore[count]), total: count)
  }

  /// Counts the points at the places from `start` up to `end`.
  func counts(from start: Int32, to end: Int32) -> NucleusCounts {
    NucleusCounts(
      positive: Int(positivesBefore[Int(end)] - positivesBefore[Int(start)]),
      total: Int(end - start))
  }
}
