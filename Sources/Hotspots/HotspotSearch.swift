import Nuclei

/// Finds the disc of highest labelling that holds a given number of nuclei.
///
/// Centers are tried on a fixed lattice over the slide, 25 µm apart. The disc of a center is the
/// smallest that holds the number asked for; nuclei as far away as the last one belong to it too.
/// Discs are ranked by index, then the smaller radius, then the upper, then the left center, so
/// that the outcome never depends on the order of the nuclei. A disc over the edge of the tissue
/// grows until it holds enough nuclei; its area is that of the whole disc.
public struct HotspotSearch {
  /// Distance of tried centers in µm.
  public static let latticeMicrons = 25.0

  private let index: NucleusIndex

  /// Prepares a search.
  ///
  /// - Parameters:
  ///   - nuclei: all nuclei of one slide; those that do not count are left out.
  ///   - micronsPerPixel: size of a full-resolution pixel in µm that distances use.
  public init(nuclei: [Nucleus], micronsPerPixel: SIMD2<Double>) {
    self.init(nuclei: NucleiByPlace(nuclei), micronsPerPixel: micronsPerPixel)
  }

  /// Prepares a search among nuclei that need not be in memory.
  public init(nuclei: NucleiByPlace, micronsPerPixel: SIMD2<Double>) {
    index = NucleusIndex(nuclei: nuclei, micronsPerPixel: micronsPerPixel)
  }

  /// The hottest disc; nil when there are no nuclei.
  ///
  /// - Parameters:
  ///   - request: how it is defined. With fewer nuclei than asked for, the disc holds them all.
  ///   - areaIsKnown: whether µm are real, so that diameter and area may be given.
  /// - Returns: the hotspot, rank 1.
  public func hottest(_ request: HotspotRequest, areaIsKnown: Bool) -> Hotspot? {
    guard index.count > 0 else { return nil }
    switch request.mode {
    case .cells(let wanted):
      let best =
        index.count <= wanted ? index.discOfAll() : hottestDisc(holding: wanted)
      return best.map { hotspot($0, areaIsKnown: areaIsKnown) }
    }
  }

  private func hottestDisc(holding wanted: Int) -> NucleusIndex.Disc? {
    var best: NucleusIndex.Disc?
    index.forLatticeCenters(spacing: Self.latticeMicrons) { center in
      guard let disc = index.disc(around: center, holding: wanted, against: best) else { return }
      if best.map({ Self.precedes(disc, $0) }) ?? true { best = disc }
    }
    return best
  }

  /// Whether a disc ranks before another; indices are compared as fractions of whole numbers.
  static func precedes(_ a: NucleusIndex.Disc, _ b: NucleusIndex.Disc) -> Bool {
    let left = a.counts.positive * b.counts.total
    let right = b.counts.positive * a.counts.total
    if left != right { return left > right }
    if a.radiusSquared != b.radiusSquared { return a.radiusSquared < b.radiusSquared }
    return (a.center.y, a.center.x) < (b.center.y, b.center.x)
  }

  private func hotspot(_ disc: NucleusIndex.Disc, areaIsKnown: Bool) -> Hotspot {
    let scale = index.micronsPerPixel
    // The rim lies a hair outside the farthest nucleus, so that rounding cannot exclude it.
    let radius = disc.radiusSquared.squareRoot() * (1 + 1e-9) + 1e-6
    let millimeters = radius / 1000
    return Hotspot(
      rank: 1, centerX: disc.center.x / scale.x, centerY: disc.center.y / scale.y,
      radiusPixels: radius / scale.x, aspect: scale.x / scale.y,
      diameterMicrons: areaIsKnown ? 2 * radius : nil,
      areaSquareMillimeters: areaIsKnown ? Double.pi * millimeters * millimeters : nil,
      counts: disc.counts)
  }
}
