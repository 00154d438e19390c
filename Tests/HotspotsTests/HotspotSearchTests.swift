import Foundation
import Hotspots
import Nuclei
import TestSupport
import Testing

@Suite struct HotspotSearchTests {
  private func nuclei(
    count: Int, side: Double, seed: UInt64, positive: (Double, Double) -> Double
  ) -> [Nucleus] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      let x = Double.random(in: 0..<side, using: &random)
      let y = Double.random(in: 0..<side, using: &random)
      return Nucleus(
        x: x, y: y,
        outline: StarOutline(
          center: SIMD2(x, y), radiiMicrons: SIMD16(repeating: 3), micronsPerPixel: SIMD2(0.5, 0.5)
        ), areaSquareMicrons: 28, dabOD: 0, hematoxylinOD: 0.3, score: 0.9,
        isPositive: Double.random(in: 0..<1, using: &random) < positive(x, y),
        positiveProbability: 0)
    }
  }

  @Test func `nuclei that do not count are as if they were not there`() {
    var all = nuclei(count: 900, side: 600, seed: 77) { x, _ in x / 600 }
    for index in all.indices where index % 4 == 0 { all[index].isCounted = false }
    func hottest(_ nuclei: [Nucleus]) -> Hotspot? {
      HotspotSearch(nuclei: nuclei, micronsPerPixel: SIMD2(0.5, 0.5))
        .hottest(HotspotRequest(mode: .cells(100)), areaIsKnown: true)
    }
    #expect(hottest(all) != nil)
    #expect(hottest(all) == hottest(all.filter(\.isCounted)))
    #expect(hottest(all.filter { !$0.isCounted }) == nil)
  }

  /// The same rule in the plainest way: sort all distances at every lattice point.
  private func bruteForce(_ nuclei: [Nucleus], wanted: Int, scale: SIMD2<Double>) -> NucleusCounts {
    let points = nuclei.map { SIMD2($0.x, $0.y) * scale }
    let high = points.map { max($0.x, $0.y) }.max() ?? 0
    let steps = Int(high / HotspotSearch.latticeMicrons) + 2
    var best = NucleusCounts()
    var bestRadius = Double.infinity
    for row in 0...steps {
      for column in 0...steps {
        let center = SIMD2(Double(column), Double(row)) * HotspotSearch.latticeMicrons
        let squared = points.map { (($0 - center) * ($0 - center)).sum() }
        let radius = squared.sorted()[wanted - 1]
        let inside = squared.indices.filter { squared[$0] <= radius }
        let counts = NucleusCounts(
          positive: inside.count { nuclei[$0].isPositive }, total: inside.count)
        let left = counts.positive * max(best.total, 1)
        let right = best.positive * counts.total
        if best.total == 0 || left > right || (left == right && radius < bestRadius) {
          best = counts
          bestRadius = radius
        }
      }
    }
    return best
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `equals a search by brute force`(seed: UInt64) throws {
    let scale = SIMD2(0.5, 0.5)
    let all = nuclei(count: 900, side: 1200, seed: seed) { x, _ in x < 500 ? 0.3 : 0.1 }
    let search = HotspotSearch(nuclei: all, micronsPerPixel: scale)
    let found = try #require(search.hottest(HotspotRequest(mode: .cells(100)), areaIsKnown: true))
    #expect(found.counts == bruteForce(all, wanted: 100, scale: scale))
    let recount = NucleusCounts(of: all.filter { found.contains(x: $0.x, y: $0.y) })
    #expect(recount == found.counts)
  }

  @Test(arguments: [0.05, 0.6])
  func `wide discs around few nuclei equal a search by brute force`(sparseIndex: Double) throws {
    let scale = SIMD2(1.0, 1.0)
    // A dense corner of 400 µm, and 3.5 mm with hardly any nuclei.
    let dense = nuclei(count: 300, side: 400, seed: 40) { _, _ in 0.3 }
    let sparse = nuclei(count: 150, side: 3500, seed: 41) { _, _ in sparseIndex }
    let search = HotspotSearch(nuclei: dense + sparse, micronsPerPixel: scale)
    let found = try #require(search.hottest(HotspotRequest(mode: .cells(60)), areaIsKnown: true))
    #expect(found.counts == bruteForce(dense + sparse, wanted: 60, scale: scale))
  }

  @Test func `finds a planted hotspot`() throws {
    let all = nuclei(count: 6000, side: 3000, seed: 8) { x, y in
      hypot(x - 2000, y - 900) < 400 ? 0.4 : 0.05
    }
    let search = HotspotSearch(nuclei: all, micronsPerPixel: SIMD2(0.5, 0.5))
    let found = try #require(search.hottest(HotspotRequest(), areaIsKnown: true))
    #expect(hypot(found.centerX - 2000, found.centerY - 900) < 200)
    #expect(found.counts.total >= 500)
  }

  @Test func `does not depend on the order of nuclei`() throws {
    let all = nuclei(count: 1500, side: 1500, seed: 21) { _, _ in 0.2 }
    var random = SeededGenerator(seed: 22)
    let request = HotspotRequest(mode: .cells(200))
    let reference = HotspotSearch(nuclei: all, micronsPerPixel: SIMD2(0.25, 0.25))
      .hottest(request, areaIsKnown: true)
    for _ in 0..<3 {
      let shuffled = HotspotSearch(
        nuclei: all.shuffled(using: &random), micronsPerPixel: SIMD2(0.25, 0.25))
      #expect(shuffled.hottest(request, areaIsKnown: true) == reference)
    }
  }

  @Test func `holds all nuclei when there are fewer than asked for`() throws {
    let all = nuclei(count: 120, side: 600, seed: 30) { _, _ in 0.5 }
    let search = HotspotSearch(nuclei: all, micronsPerPixel: SIMD2(0.5, 0.5))
    let found = try #require(search.hottest(HotspotRequest(), areaIsKnown: true))
    #expect(found.counts == NucleusCounts(of: all))
    #expect(all.allSatisfy { found.contains(x: $0.x, y: $0.y) })
  }

  @Test func `gives no area without a pixel size and nothing without nuclei`() throws {
    let all = nuclei(count: 600, side: 800, seed: 31) { _, _ in 0.5 }
    let search = HotspotSearch(nuclei: all, micronsPerPixel: SIMD2(0.5, 0.5))
    let found = try #require(search.hottest(HotspotRequest(), areaIsKnown: false))
    #expect(found.areaSquareMillimeters == nil && found.diameterMicrons == nil)
    let empty = HotspotSearch(nuclei: [], micronsPerPixel: SIMD2(1, 1))
    #expect(empty.hottest(HotspotRequest(), areaIsKnown: true) == nil)
  }

  @Test(arguments: [("cells:500", 500), ("cells:2000", 2000)])
  func `reads a request`(text: String, count: Int) {
    #expect(HotspotRequest(text: text)?.mode == .cells(count))
    #expect(HotspotRequest(text: text)?.text == text)
  }

  @Test(arguments: ["cells:", "cells:0", "cells:-5", "500", "cells:5e2", "", "cells:500:1"])
  func `refuses what is no request`(text: String) {
    #expect(HotspotRequest(text: text) == nil)
  }
}
