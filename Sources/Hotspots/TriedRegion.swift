import Nuclei

/// A region that was tried, as small as it can be told: a large slide has hundreds of thousands.
struct TriedRegion: Sendable {
  /// Its center on the lattice.
  let center: SIMD2<Int32>
  /// Square of the radius, or of half the side, in µm².
  let reachSquared: Double
  /// Points inside.
  let total: Int32
  /// Positive points inside.
  let positive: Int32

  /// What it holds.
  var counts: NucleusCounts { NucleusCounts(positive: Int(positive), total: Int(total)) }
}
