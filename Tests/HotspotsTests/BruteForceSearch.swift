import Hotspots
import Nuclei

/// The rule of a hotspot in the plainest way: every lattice point, every nucleus, no index.
struct BruteForceSearch {
  struct Found {
    var center: SIMD2<Double>
    var reachSquared: Double
    var counts: NucleusCounts
  }

  let scene: PointScene
  let request: HotspotRequest

  /// Hotspots in order of rank.
  func hotspots() -> [Found] {
    var left = centers().map(region)
    let fullest = left.map(\.counts.total).max() ?? 0
    let floor = min(request.expectedCells, (fullest + 1) / 2)
    left = left.filter { $0.counts.total >= floor }.sorted(by: precedes)
    var chosen: [Found] = []
    for candidate in left where chosen.count < request.top {
      if chosen.allSatisfy({ !overlap($0, candidate) }) { chosen.append(candidate) }
    }
    return chosen
  }

  private func centers() -> [SIMD2<Double>] {
    let spacing = request.spacingMicrons
    let keys = Set(
      scene.positions.map { SIMD2(($0.x / spacing).rounded(), ($0.y / spacing).rounded()) })
    return keys.map { $0 * spacing }
  }

  private func region(_ center: SIMD2<Double>) -> Found {
    let squares = scene.positions.map { point in
      let offset = point - center
      return offset.x * offset.x + offset.y * offset.y
    }
    switch request.mode {
    case .cells(let wanted):
      let reach = squares.sorted()[wanted - 1]
      return Found(center: center, reachSquared: reach, counts: disc(squares, reach))
    case .circle(let diameter):
      let reach = 500 * diameter
      return Found(
        center: center, reachSquared: reach * reach, counts: disc(squares, reach * reach))
    case .area(let area):
      let reach = 1000 * (area / .pi).squareRoot()
      return Found(
        center: center, reachSquared: reach * reach, counts: disc(squares, reach * reach))
    case .square(let side):
      let half = 500 * side
      let counts = scene.counts { max(abs($0.x - center.x), abs($0.y - center.y)) <= half }
      return Found(center: center, reachSquared: half * half, counts: counts)
    case .regions: preconditionFailure("regions that were drawn are not searched")
    }
  }

  private func disc(_ squares: [Double], _ reach: Double) -> NucleusCounts {
    let inside = squares.indices.filter { squares[$0] <= reach }
    return NucleusCounts(
      positive: inside.count { scene.isPositive[$0] }, total: inside.count)
  }

  private func precedes(_ a: Found, _ b: Found) -> Bool {
    let left = a.counts.positive * b.counts.total
    let right = b.counts.positive * a.counts.total
    if left != right { return left > right }
    if a.counts.total != b.counts.total { return a.counts.total > b.counts.total }
    if a.reachSquared != b.reachSquared { return a.reachSquared < b.reachSquared }
    return (a.center.y, a.center.x) < (b.center.y, b.center.x)
  }

  private func overlap(_ a: Found, _ b: Found) -> Bool {
    let offset = a.center - b.center
    let sum = a.reachSquared.squareRoot() + b.reachSquared.squareRoot()
    if case .square = request.mode { return max(abs(offset.x), abs(offset.y)) < sum }
    return offset.x * offset.x + offset.y * offset.y < sum * sum
  }
}
