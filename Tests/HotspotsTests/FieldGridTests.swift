import Hotspots
import Nuclei
import Testing

@Suite struct FieldGridTests {
  @Test(arguments: [1, 2, 4, 8]) func `equals counting every nucleus in its field`(factor: Int) {
    var scene = PointScene(count: 3000, side: 2500, seed: 9) { $0.x / 2500 }
    scene.positions = scene.positions.map { $0 - SIMD2(700, 300) }
    let side = 100 * Double(factor)
    var expected: [SIMD2<Double>: NucleusCounts] = [:]
    for (point, isPositive) in zip(scene.positions, scene.isPositive) {
      let key = SIMD2((point.x / side).rounded(.down), (point.y / side).rounded(.down))
      expected[key, default: NucleusCounts()] =
        expected[key, default: NucleusCounts()]
        + NucleusCounts(positive: isPositive ? 1 : 0, total: 1)
    }
    let order = expected.keys.sorted { ($0.y, $0.x) < ($1.y, $1.x) }
    let counts = FieldGrid(points: scene.points).counts(joining: factor)
    #expect(counts == order.compactMap { expected[$0] })
    #expect(FieldGrid(points: scene.shuffled(seed: 2).points) == FieldGrid(points: scene.points))
  }
}
