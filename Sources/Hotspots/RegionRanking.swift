import Nuclei

/// Ranks tried regions by their labelling index.
struct RegionRanking {
  let runs: RegionRuns
  /// Counts of each region.
  let counts: [NucleusCounts]
  /// Regions that hold enough nuclei to be a hotspot.
  let eligible: [Int]

  init(runs: RegionRuns, points: LabelledPoints, request: HotspotRequest) {
    self.runs = runs
    counts = (0..<runs.count).map { runs.counts(of: $0, in: points) }
    let fullest = Int(runs.totals.max() ?? 0)
    let floor = min(request.expectedCells, (fullest + 1) / 2)
    eligible = runs.totals.indices.filter { Int(runs.totals[$0]) >= floor }
  }

  /// The first regions by rank that share no area, at most `number` of them.
  func best(_ number: Int) -> [Int] {
    var left = eligible
    var chosen: [Int] = []
    while chosen.count < number, let next = left.min(by: precedes) {
      chosen.append(next)
      guard chosen.count < number else { break }
      left.removeAll { runs.regions[$0].overlaps(runs.regions[next]) || $0 == next }
    }
    return chosen
  }

  /// Whether a region ranks before another; indices are compared as fractions of whole numbers.
  func precedes(_ a: Int, _ b: Int) -> Bool {
    let left = counts[a].positive * counts[b].total
    let right = counts[b].positive * counts[a].total
    if left != right { return left > right }
    if counts[a].total != counts[b].total { return counts[a].total > counts[b].total }
    let (first, second) = (runs.regions[a], runs.regions[b])
    if first.reachSquared != second.reachSquared {
      return first.reachSquared < second.reachSquared
    }
    return (first.center.y, first.center.x) < (second.center.y, second.center.x)
  }

  /// A region and those whose centers lie within half of its radius: the choices next to it.
  func near(_ region: Int) -> [Int] {
    let middle = runs.regions[region]
    return eligible.filter {
      let offset = runs.regions[$0].center - middle.center
      return 4 * (offset * offset).sum() <= middle.reachSquared
    }
  }
}
