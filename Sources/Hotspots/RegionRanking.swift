import Nuclei

/// Ranks tried regions by their labelling index.
struct RegionRanking {
  let tried: [TriedRegion]
  let lattice: CenterLattice
  let shape: Region.Shape
  /// Fewest points of a region that may be a hotspot.
  let floor: Int

  init(
    _ tried: [TriedRegion], on lattice: CenterLattice, shape: Region.Shape, request: HotspotRequest
  ) {
    self.tried = tried
    self.lattice = lattice
    self.shape = shape
    let fullest = tried.reduce(0) { max($0, Int($1.total)) }
    floor = min(request.expectedCells, (fullest + 1) / 2)
  }

  /// Whether a region holds enough points to be a hotspot.
  func isEligible(_ region: TriedRegion) -> Bool { Int(region.total) >= floor }

  /// A tried region with its place.
  func region(_ index: Int) -> Region {
    Region(
      shape: shape, center: lattice.center(tried[index].center),
      reachSquared: tried[index].reachSquared)
  }

  /// The first regions by rank that share no area, at most `number` of them.
  func best(_ number: Int) -> [Int] {
    var chosen: [Int] = []
    while chosen.count < number {
      var best: Int?
      for index in tried.indices where isEligible(tried[index]) {
        guard best.map({ precedes(index, $0) }) ?? true else { continue }
        let region = region(index)
        if chosen.contains(where: { $0 == index || region.overlaps(self.region($0)) }) { continue }
        best = index
      }
      guard let best else { break }
      chosen.append(best)
    }
    return chosen
  }

  /// Whether a region ranks before another; indices are compared as fractions of whole numbers.
  private func precedes(_ a: Int, _ b: Int) -> Bool {
    let (first, second) = (tried[a], tried[b])
    let left = Int(first.positive) * Int(second.total)
    let right = Int(second.positive) * Int(first.total)
    if left != right { return left > right }
    if first.total != second.total { return first.total > second.total }
    if first.reachSquared != second.reachSquared {
      return first.reachSquared < second.reachSquared
    }
    return (first.center.y, first.center.x) < (second.center.y, second.center.x)
  }

  /// A region and those whose centers lie within half of its radius: the choices next to it.
  func near(_ index: Int) -> [TriedRegion] {
    let middle = region(index)
    return tried.filter { other in
      guard isEligible(other) else { return false }
      let offset = lattice.center(other.center) - middle.center
      return 4 * (offset * offset).sum() <= middle.reachSquared
    }
  }
}
