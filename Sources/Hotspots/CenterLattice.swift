/// The centers that are tried: points of a square lattice through the slide's corner.
///
/// A lattice point is a center when it is the nearest one of some nucleus. Centers therefore cover
/// the tissue evenly, whatever its density, and do not move when nuclei elsewhere change.
struct CenterLattice {
  /// Distance of lattice points in µm.
  let spacing: Double

  /// Place of a lattice point in µm.
  func center(_ key: SIMD2<Int32>) -> SIMD2<Double> {
    SIMD2(Double(key.x), Double(key.y)) * spacing
  }

  /// Row of the lattice that is nearest to an ordinate in µm.
  func row(_ y: Double) -> Int32 { Int32((y / spacing).rounded()) }

  /// Strips with all points whose nearest lattice point lies in some rows of the lattice, and with all
  /// within a reach of these rows.
  func strips(
    near rows: Range<Int32>, within reach: Double = 0, of grid: PointGrid
  ) -> Range<Int> {
    // A hair more than half of the spacing, because of rounding.
    let more = max(reach, 0.501 * spacing)
    return grid.rows(
      from: Double(rows.lowerBound) * spacing - more,
      to: Double(rows.upperBound - 1) * spacing + more)
  }

  /// Centers in some rows of the lattice, from the lowest ordinate, then from the left.
  ///
  /// - Parameters:
  ///   - rows: rows of the lattice.
  ///   - window: holds the strips of these rows.
  /// - Returns: lattice points, each once.
  func centers(in rows: Range<Int32>, near window: PointWindow) -> [SIMD2<Int32>] {
    var keys: [SIMD2<Int32>] = []
    for index in 0..<window.count {
      let y = row(window.ys[index])
      guard rows.contains(y) else { continue }
      let key = SIMD2(Int32((window.xs[index] / spacing).rounded()), y)
      // Neighbors in a strip mostly share their lattice point.
      if keys.last != key { keys.append(key) }
    }
    keys.sort { $0.y != $1.y ? $0.y < $1.y : $0.x < $1.x }
    var centers: [SIMD2<Int32>] = []
    for key in keys where key != centers.last { centers.append(key) }
    return centers
  }

  /// Rows of the lattice near points, cut into bands around which there are some number of points.
  ///
  /// Bands are never lower than eight rows, the diameter of most regions, below which more would be
  /// read around a band than in it.
  func bands(of points: LabelledPoints, ofAtLeast wanted: Int) -> [Range<Int32>] {
    let end = row(points.high.y) + 1
    var bands: [Range<Int32>] = []
    var first = row(points.low.y)
    while first < end {
      var next = min(first + 8, end)
      while next < end,
        points.places(ofRows: strips(near: first..<next, of: points.grid)).count < wanted
      {
        next += 1
      }
      bands.append(first..<next)
      first = next
    }
    return bands
  }
}
