import Foundation
import Hotspots
import Nuclei
import TestSupport
import Testing

@Suite struct HotspotSearchTests {
  private static let requests = [
    "cells:100", "cells:100,top:4", "cells:350", "circle:0.15mm,fewest:50",
    "circle:0.2mm,top:5,fewest:50", "square:0.15mm,top:3,fewest:50", "square:0.3mm",
    "area:0.02mm2,fewest:50", "area:0.1mm2,top:2,fewest:1000",
  ]

  /// Even points, points in two clumps far apart, and points on a lattice with many equal distances.
  private static func scene(_ kind: String, seed: UInt64) -> PointScene {
    var scene = PointScene(count: 700, side: 500, seed: seed) { $0.x < 200 ? 0.3 : 0.1 }
    if kind == "clumps" {
      scene.positions = scene.positions.map { $0.x < 300 ? $0 * 0.4 : $0 * 0.5 + SIMD2(2500, 900) }
    } else if kind == "lattice" {
      scene.positions = scene.positions.map {
        SIMD2(($0.x / 20).rounded(), ($0.y / 20).rounded()) * 20
      }
    }
    return scene
  }

  @Test(arguments: requests, ["even", "clumps", "lattice"])
  func `equals a search by brute force`(text: String, kind: String) throws {
    for seed in 1...3 as ClosedRange<UInt64> {
      let scene = Self.scene(kind, seed: seed)
      let request = try HotspotRequest(text: text)
      let found = scene.search.find(request, areaIsKnown: true, deals: 0).hotspots
      let expected = BruteForceSearch(scene: scene, request: request).hotspots()
      #expect(found.map(\.counts) == expected.map(\.counts))
      #expect(found.map(\.rank) == Array(1...max(1, expected.count)))
      for (one, other) in zip(found, expected) {
        #expect(abs(one.centerX * 0.5 - other.center.x) < 1e-9)
        #expect(abs(one.centerY * 0.5 - other.center.y) < 1e-9)
        #expect(abs(one.radiusPixels * 0.5 - other.reachSquared.squareRoot()) < 1e-3)
        let recount = scene.counts { one.contains(x: $0.x / 0.5, y: $0.y / 0.5) }
        #expect(recount == one.counts)
      }
    }
  }

  @Test(arguments: requests) func `does not depend on the order of nuclei`(text: String) throws {
    let scene = Self.scene("lattice", seed: 21)
    let request = try HotspotRequest(text: text)
    let reference = scene.search.find(request, areaIsKnown: true, deals: 32)
    #expect(reference.hotspots.first != nil)
    for seed in 1...3 as ClosedRange<UInt64> {
      let other = scene.shuffled(seed: seed).search.find(request, areaIsKnown: true, deals: 32)
      #expect(other == reference)
    }
  }

  @Test func `nuclei that do not count are as if they were not there`() {
    let scene = PointScene(count: 900, side: 300, seed: 77) { $0.x / 300 }
    func nucleus(_ place: Int, isCounted: Bool) -> Nucleus {
      let point = scene.positions[place] / 0.5
      return Nucleus(
        x: point.x, y: point.y,
        outline: StarOutline(
          center: point, radiiMicrons: SIMD16(repeating: 3), micronsPerPixel: SIMD2(0.5, 0.5)),
        areaSquareMicrons: 28, dabOD: 0, hematoxylinOD: 0.3, score: 0.9,
        isPositive: scene.isPositive[place], positiveProbability: 0, isCounted: isCounted)
    }
    func hottest(_ nuclei: [Nucleus]) -> HotspotSearch.Finding {
      let points = LabelledPoints(nuclei: nuclei, micronsPerPixel: SIMD2(0.5, 0.5))
      return HotspotSearch(points: points, micronsPerPixel: SIMD2(0.5, 0.5))
        .find(HotspotRequest(mode: .cells(100)), areaIsKnown: true, deals: 16)
    }
    let all = (0..<900).map { nucleus($0, isCounted: $0 % 4 != 0) }
    #expect(hottest(all) == hottest(all.filter(\.isCounted)))
    #expect(hottest(all).hotspots.count == 1)
    #expect(hottest(all.filter { !$0.isCounted }).hotspots.isEmpty)
  }

  @Test func `finds a planted hotspot and says that it is above chance`() throws {
    let scene = PointScene(count: 6000, side: 1500, seed: 8) {
      hypot($0.x - 1000, $0.y - 450) < 200 ? 0.4 : 0.05
    }
    let finding = scene.search.find(HotspotRequest(), areaIsKnown: true)
    let found = try #require(finding.hotspots.first)
    #expect(hypot(found.centerX * 0.5 - 1000, found.centerY * 0.5 - 450) < 100)
    #expect(found.counts.total >= 500)
    let selection = try #require(found.selection)
    #expect(selection.isAboveChance && selection.significance < 1e-6)
    #expect(selection.adjustedIndex > 0.2)
  }

  @Test func `hotspots of one slide share no area, and the hottest comes first`() throws {
    let scene = PointScene(count: 8000, side: 1600, seed: 5) { 0.05 + 0.1 * $0.x / 1600 }
    for text in ["cells:500,top:6", "square:0.3mm,top:6,fewest:100"] {
      let finding = scene.search.find(
        try HotspotRequest(text: text), areaIsKnown: true, deals: 16)
      let shares = finding.hotspots.map { Double($0.counts.positive) / Double($0.counts.total) }
      #expect(shares.count == 6)
      #expect(shares == shares.sorted(by: >))
      for point in scene.positions {
        let owners = finding.hotspots.count { $0.contains(x: point.x / 0.5, y: point.y / 0.5) }
        #expect(owners <= 1)
      }
    }
  }

  @Test func `holds all nuclei when there are fewer than asked for, and nothing was selected`()
    throws
  {
    let scene = PointScene(count: 120, side: 300, seed: 30) { _ in 0.5 }
    let finding = scene.search.find(HotspotRequest(), areaIsKnown: true)
    let found = try #require(finding.hotspots.first)
    #expect(found.counts == scene.counts { _ in true })
    #expect(scene.positions.allSatisfy { found.contains(x: $0.x / 0.5, y: $0.y / 0.5) })
    #expect(found.selection == nil && finding.hottestByChance.isEmpty)
  }

  @Test func `a size in mm asks for a pixel size, a number of cells does not`() throws {
    let scene = PointScene(count: 600, side: 400, seed: 31) { _ in 0.5 }
    let cells = scene.search.find(HotspotRequest(), areaIsKnown: false, deals: 0).hotspots
    #expect(cells.first?.counts.total == 500)
    #expect(cells.first?.areaSquareMillimeters == nil && cells.first?.diameterMicrons == nil)
    let circle = try HotspotRequest(text: "circle:0.2mm")
    #expect(scene.search.find(circle, areaIsKnown: false).hotspots.isEmpty)
    let known = try #require(scene.search.find(circle, areaIsKnown: true).hotspots.first)
    #expect(abs((known.diameterMicrons ?? 0) - 200) < 1e-3)
    #expect(abs((known.areaSquareMillimeters ?? 0) - 0.01 * Double.pi) < 1e-6)
  }

  @Test func `odd slides do no harm`() throws {
    let request = try HotspotRequest(text: "cells:50,top:3")
    let none = PointScene(count: 0, side: 1, seed: 1) { _ in 0 }
    #expect(none.search.find(request, areaIsKnown: true) == HotspotSearch.Finding())
    var line = PointScene(count: 3000, side: 400_000, seed: 2) { _ in 0.5 }
    line.positions = line.positions.map { SIMD2($0.x, 7) }
    #expect(line.search.find(request, areaIsKnown: true).hotspots.count == 3)
    var point = PointScene(count: 3000, side: 1, seed: 3) { _ in 0.5 }
    point.positions = point.positions.map { _ in SIMD2(3, 7) }
    let found = point.search.find(request, areaIsKnown: true).hotspots
    #expect(found.map(\.counts) == [point.counts { _ in true }])
  }
}
