import Foundation
import Quantification
import Raster
import TestSupport
import Testing

/// Which outlines are said to cross themselves.
@Suite struct RegionCrossingTests {
  private typealias Ring = [SIMD2<Double>]

  /// Whether one region with these rings, on a slide of 200 x 100 pixels, is told to cross itself.
  private func isCrossing(_ rings: [Ring]) throws -> Bool {
    let outline = RegionOutline(name: "a", className: "", parts: [RegionArea(rings: rings)])
    let file = RegionFile(path: "r", format: .geoJSON, regions: [outline], notes: [])
    let regions = try SlideRegions(
      file, rules: RegionParameters(), slideWidth: 200, slideHeight: 100)
    let slide = TileMap([
      TileMap.Entry(tile: 0, rect: PixelRect(x: 0, y: 0, width: 200, height: 100))
    ])
    let tiles = TileRows(map: slide, downsample: 1)
    return RegionAreas(regions, tiles: tiles, check: {}).crossing == [0]
  }

  private func rectangle(_ low: SIMD2<Double>, _ high: SIMD2<Double>) -> Ring {
    [low, SIMD2(high.x, low.y), high, SIMD2(low.x, high.y)]
  }

  @Test(arguments: [70.4, 25.4, 21.4, 1e8])
  func `a flat rectangle between pixel rows does not cross itself`(bottom: Double) throws {
    let flat = rectangle(SIMD2(10, 20.6), SIMD2(190, bottom))
    #expect(try !isCrossing([flat]))
    #expect(try !isCrossing([Array(flat.reversed())]))
  }

  @Test func `holes may turn either way and touch the outline`() throws {
    let outer = rectangle(SIMD2(10, 10.6), SIMD2(190, 90.4))
    let holes = [
      rectangle(SIMD2(10, 10.6), SIMD2(100, 20.4)),
      Array(rectangle(SIMD2(20, 30.6), SIMD2(180, 33.3)).reversed()),
    ]
    #expect(try !isCrossing([outer] + holes))
    #expect(try !isCrossing([Array(outer.reversed())] + holes))
    #expect(try isCrossing([outer, rectangle(SIMD2(150, 50), SIMD2(199, 80))]))
  }

  @Test(arguments: 0..<20) func `stars with random arms do not cross themselves`(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let center: SIMD2<Double> = SIMD2(100, 50)
    var star: Ring = []
    for step in 0..<100 {
      let angle = 2 * Double.pi * Double(step) / 100
      let reach = 6 + 54 * generator.unit()
      star.append(center + reach * SIMD2(cos(angle), sin(angle)))
    }
    #expect(try !isCrossing([star]))
  }

  @Test func `outlines that cross themselves are told, also where they leave the slide`() throws {
    for shift in [SIMD2(0.0, 0.0), SIMD2(160, 0), SIMD2(0, 60), SIMD2(-20, -15)] {
      let tie: Ring = [SIMD2(10, 10), SIMD2(60, 60), SIMD2(60, 10), SIMD2(10, 60)]
      #expect(try isCrossing([tie.map { $0 + shift }]), "\(shift)")
    }
    // Twice around the same square.
    let square = rectangle(SIMD2(20, 20), SIMD2(60, 60))
    #expect(try isCrossing([square + square]))
    // A line drawn by hand that ends with a small loop.
    let loop: Ring = [SIMD2(20, 60), SIMD2(20, 61), SIMD2(21, 60.5), SIMD2(19, 60.5)]
    #expect(try !isCrossing([Array(square.dropLast()) + loop]))
  }
}
