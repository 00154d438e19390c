import Hotspots
import Nuclei
import Raster
import TestSupport
import Testing

/// Points in memory that notes what is asked of it.
private final class TestStorage: PointStorage {
  private let points = Guarded<[LabelledPoint]>([])
  private let mostAtOnce = Guarded(0)
  /// Reads that succeed before all others fail.
  private let readsLeft: Guarded<Int>

  init(goodReads: Int = .max) { readsLeft = Guarded(goodReads) }

  var longestRead: Int { mostAtOnce.withLock { $0 } }

  func append(_ more: [LabelledPoint]) { points.withLock { $0 += more } }

  func read(_ places: Range<Int>) -> [LabelledPoint] {
    mostAtOnce.withLock { $0 = max($0, places.count) }
    let isGood = readsLeft.withLock { left in
      left -= 1
      return left >= 0
    }
    return isGood ? points.withLock { Array($0[places]) } : []
  }
}

@Suite struct BandedSearchTests {
  private static let requests = [
    "cells:60", "cells:250,top:3", "circle:0.15mm,fewest:50", "square:0.2mm,top:4,fewest:50",
    "area:0.05mm2,top:2,fewest:1000",
  ]

  /// Even points; clumps far apart, so that regions reach far out of their band; a narrow column.
  private static func scene(_ kind: String) -> PointScene {
    var scene = PointScene(count: 5000, side: 1300, seed: 31) { $0.y < 400 ? 0.2 : 0.1 }
    if kind == "clumps" {
      scene.positions = scene.positions.map {
        $0.x < 1200 ? $0 * SIMD2(0.4, 0.9) : $0 * SIMD2(3, 5) - SIMD2(0, 500)
      }
    } else if kind == "column" {
      scene.positions = scene.positions.map { $0 * SIMD2(0.05, 20) }
    }
    return scene
  }

  private static func nuclei(_ scene: PointScene) -> [Nucleus] {
    scene.positions.indices.sorted { scene.positions[$0].y < scene.positions[$1].y }.map { place in
      let point = scene.positions[place] / 0.5
      return Nucleus(
        x: point.x, y: point.y,
        outline: StarOutline(
          center: point, radiiMicrons: SIMD16(repeating: 3), micronsPerPixel: SIMD2(0.5, 0.5)),
        areaSquareMicrons: 28, dabOD: 0, hematoxylinOD: 0.3, score: 0.9,
        isPositive: scene.isPositive[place], positiveProbability: 0, isCounted: true)
    }
  }

  @Test(arguments: requests, ["even", "clumps", "column"])
  func `bands of any height and any number of workers find the same`(text: String, kind: String)
    throws
  {
    let request = try HotspotRequest(text: text)
    let search = Self.scene(kind).search
    let whole = search.find(request, areaIsKnown: true, deals: 48, bandPoints: .max)
    #expect(whole.hotspots.isEmpty == false && whole.hottestByChance.count == 48)
    for bandPoints in [1, 37, 300, 1500] {
      for workers in [1, 3] {
        let bands = search.find(
          request, areaIsKnown: true, deals: 48, workers: workers, bandPoints: bandPoints)
        #expect(bands == whole)
      }
    }
  }

  @Test func `points in a storage give the same, and are read in parts`() throws {
    let scene = Self.scene("column")
    let nuclei = Self.nuclei(scene)
    let scale = SIMD2(0.5, 0.5)
    for text in Self.requests {
      let request = try HotspotRequest(text: text)
      let storage = TestStorage()
      let points = LabelledPoints(nuclei: nuclei, micronsPerPixel: scale, storage: storage)
      let search = HotspotSearch(points: points, micronsPerPixel: scale)
      let found = search.find(request, areaIsKnown: true, deals: 16, bandPoints: 1)
      #expect(found == scene.search.find(request, areaIsKnown: true, deals: 16))
      #expect(storage.longestRead > 0 && storage.longestRead < 3 * scene.positions.count / 4)
      #expect(FieldGrid(points: points) == FieldGrid(points: scene.points))
    }
  }

  @Test func `nuclei that do not come from the top are sorted in memory`() {
    let scene = Self.scene("even")
    let storage = TestStorage()
    let points = LabelledPoints(
      nuclei: Self.nuclei(scene).reversed(), micronsPerPixel: SIMD2(0.5, 0.5), storage: storage)
    let search = HotspotSearch(points: points, micronsPerPixel: SIMD2(0.5, 0.5))
    let request = HotspotRequest(mode: .cells(100))
    let found = search.find(request, areaIsKnown: true, deals: 16)
    #expect(found == scene.search.find(request, areaIsKnown: true, deals: 16))
    #expect(storage.longestRead == 0)
  }

  @Test(arguments: requests) func `a storage that fails ends the search`(text: String) throws {
    let nuclei = Self.nuclei(Self.scene("even"))
    let request = try HotspotRequest(text: text)
    for goodReads in 0...6 {
      let points = LabelledPoints(
        nuclei: nuclei, micronsPerPixel: SIMD2(0.5, 0.5),
        storage: TestStorage(goodReads: goodReads))
      let search = HotspotSearch(points: points, micronsPerPixel: SIMD2(0.5, 0.5))
      let found = search.find(request, areaIsKnown: true, deals: 16, bandPoints: 500)
      #expect(found.hotspots.count <= request.top)
    }
  }

  @Test func `every deal has the positives of the slide`() throws {
    let request = try HotspotRequest(text: "circle:9mm,fewest:50")
    for share in [0.002, 0.3, 0.5, 0.9] {
      // Three blocks of labels, the last one not full.
      let scene = PointScene(count: 9500, side: 1000, seed: 6) { _ in share }
      let finding = scene.search.find(request, areaIsKnown: true, deals: 512)
      let all = scene.counts { _ in true }
      let index = Double(all.positive) * (1 / Double(all.total))
      #expect(finding.hottestByChance == [Double](repeating: index, count: 512))
    }
  }
}
