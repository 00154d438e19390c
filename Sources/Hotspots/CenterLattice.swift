/// The centers that are tried: points of a square lattice through the slide's corner.
///
/// A lattice point is a center when it is the nearest one of some nucleus. Centers therefore cover
/// the tissue evenly, whatever its density, and do not move when nuclei elsewhere change.
enum CenterLattice {
  /// Centers in µm, from the lowest ordinate, then from the left.
  ///
  /// - Parameters:
  ///   - points: points of the slide.
  ///   - spacing: distance of lattice points in µm.
  /// - Returns: each center once.
  static func centers(near points: LabelledPoints, spacing: Double) -> [SIMD2<Double>] {
    var keys: [SIMD2<Int32>] = []
    for place in 0..<points.count {
      let key = SIMD2(
        Int32((points.xs[place] / spacing).rounded()), Int32((points.ys[place] / spacing).rounded())
      )
      // Neighbors in a strip mostly share their lattice point.
      if keys.last != key { keys.append(key) }
    }
    keys.sort { $0.y != $1.y ? $0.y < $1.y : $0.x < $1.x }
    var centers: [SIMD2<Double>] = []
    var last: SIMD2<Int32>?
    for key in keys where key != last {
      centers.append(SIMD2(Double(key.x), Double(key.y)) * spacing)
      last = key
    }
    return centers
  }
}
