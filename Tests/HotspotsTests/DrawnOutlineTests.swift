import Hotspots
import TestSupport
import Testing

@Suite struct DrawnOutlineTests {
  private static func square(_ low: Double, _ high: Double) -> [SIMD2<Double>] {
    [SIMD2(low, low), SIMD2(high, low), SIMD2(high, high), SIMD2(low, high)]
  }

  @Test func `rings within rings are holes, and islands in holes belong again`() throws {
    let outline = try #require(
      DrawnOutline(
        name: "A", rings: [Self.square(0, 100), Self.square(20, 80), Self.square(40, 60)]))
    #expect(outline.contains(x: 10, y: 50))
    #expect(!outline.contains(x: 30, y: 50))
    #expect(outline.contains(x: 50, y: 50))
    #expect(!outline.contains(x: 101, y: 50))
    #expect(outline.area == 10000 - 3600 + 400)
  }

  @Test func `a point lies in exactly one of the parts of a plane`() throws {
    // A fan of triangles around a corner covers the square; shared edges belong to one of two.
    var random = SeededGenerator(seed: 5)
    let middle = SIMD2(37.0, 52.0)
    let rim = Self.square(0, 100)
    let parts = try rim.indices.map { place in
      try #require(
        DrawnOutline(name: "", rings: [[middle, rim[place], rim[(place + 1) % rim.count]]]))
    }
    var places = (0..<2000).map { _ in SIMD2(random.unit() * 100, random.unit() * 100) }
    for corner in rim {
      for step in 1..<64 {
        // Points on the shared edges.
        places.append(middle + (corner - middle) * (Double(step) / 64))
      }
    }
    for place in places {
      #expect(parts.count { $0.contains(x: place.x, y: place.y) } == 1)
    }
    #expect(abs(parts.reduce(0) { $0 + $1.area } - 10000) < 1e-9)
  }

  @Test func `what is no region is refused`() {
    #expect(DrawnOutline(name: "", rings: []) == nil)
    #expect(DrawnOutline(name: "", rings: [[SIMD2(0, 0), SIMD2(1, 1)]]) == nil)
    #expect(
      DrawnOutline(name: "", rings: [[SIMD2(0, 0), SIMD2(.nan, 1), SIMD2(1, 0)]]) == nil)
  }
}
