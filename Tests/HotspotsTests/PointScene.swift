import Hotspots
import Nuclei
import TestSupport

/// Points of a test slide in µm with their labels.
struct PointScene {
  var positions: [SIMD2<Double>] = []
  var isPositive: [Bool] = []

  /// Scatters points over a square; `chance` says how likely a point is positive.
  init(count: Int, side: Double, seed: UInt64, chance: (SIMD2<Double>) -> Double) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<count {
      let point = SIMD2(random.unit() * side, random.unit() * side)
      positions.append(point)
      isPositive.append(random.unit() < chance(point))
    }
  }

  var points: LabelledPoints { LabelledPoints(positions: positions, isPositive: isPositive) }

  /// A search with pixels of 0.5 µm.
  var search: HotspotSearch { HotspotSearch(points: points, micronsPerPixel: SIMD2(0.5, 0.5)) }

  /// The same points in another order.
  func shuffled(seed: UInt64) -> PointScene {
    var random = SeededGenerator(seed: seed)
    let order = positions.indices.shuffled(using: &random)
    var scene = self
    scene.positions = order.map { positions[$0] }
    scene.isPositive = order.map { isPositive[$0] }
    return scene
  }

  /// The same points with their labels dealt anew.
  func dealt(using random: inout SeededGenerator) -> PointScene {
    var scene = self
    scene.isPositive = isPositive.shuffled(using: &random)
    return scene
  }

  func counts(where isInside: (SIMD2<Double>) -> Bool) -> NucleusCounts {
    let inside = positions.indices.filter { isInside(positions[$0]) }
    return NucleusCounts(positive: inside.count { isPositive[$0] }, total: inside.count)
  }
}
