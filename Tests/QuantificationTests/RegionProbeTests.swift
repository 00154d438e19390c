import Quantification
import TestSupport
import Testing

/// Where places lie, compared with the plainest way to find out.
@Suite struct RegionProbeTests {
  private typealias Ring = [SIMD2<Double>]

  private func regions(
    _ outlines: [RegionOutline], rules: RegionParameters = RegionParameters(), side: Int = 100
  ) throws -> SlideRegions {
    let file = RegionFile(path: "r", format: .geoJSON, regions: outlines, notes: [])
    return try SlideRegions(file, rules: rules, slideWidth: side, slideHeight: side)
  }

  private func outline(_ rings: Ring..., name: String, className: String = "") -> RegionOutline {
    RegionOutline(name: name, className: className, parts: [RegionArea(rings: rings)])
  }

  private func square(_ x: Double, _ y: Double, _ side: Double) -> Ring {
    [SIMD2(x, y), SIMD2(x + side, y), SIMD2(x + side, y + side), SIMD2(x, y + side)]
  }

  /// Even–odd test with fractions of whole 1/1024 pixels, one edge after the other; a point on a left
  /// or top side is inside, on a right or bottom side outside.
  private func isInside(_ place: SIMD2<Double>, _ rings: [Ring]) -> Bool {
    var isInside = false
    for ring in rings {
      for (index, corner) in ring.enumerated() {
        let (a, b) = (units(corner), units(ring[(index + 1) % ring.count]))
        // Points are rounded down, corners to the nearest.
        let p = (x: Int((place.x * 1024).rounded(.down)), y: Int((place.y * 1024).rounded(.down)))
        guard (a.y <= p.y) != (b.y <= p.y) else { continue }
        // x of the crossing is at most p.x, multiplied by the height of the edge.
        let height = b.y - a.y
        let left = (p.y - a.y) * (b.x - a.x)
        let right = (p.x - a.x) * height
        if height > 0 ? left <= right : left >= right { isInside.toggle() }
      }
    }
    return isInside
  }

  private func units(_ place: SIMD2<Double>) -> (x: Int, y: Int) {
    (Int((place.x * 1024).rounded()), Int((place.y * 1024).rounded()))
  }

  /// A place on a coarse lattice, so that many lie on corners and edges, or anywhere.
  private func place(_ generator: inout SeededGenerator) -> SIMD2<Double> {
    let place = SIMD2(generator.unit(), generator.unit()) * 110 - 5
    return generator.unit() < 0.5 ? place.rounded(.toNearestOrEven) : place
  }

  @Test(arguments: 0..<60) func `random rings hold what a plain test says`(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(seed))
    let outlines = (0..<Int.random(in: 1...8, using: &generator)).map { number in
      let rings = (0..<Int.random(in: 1...4, using: &generator)).map { _ in
        (0..<Int.random(in: 1...30, using: &generator)).map { _ in place(&generator) }
      }
      let holes = (0..<Int.random(in: 0...1, using: &generator)).map { _ in
        RegionArea(rings: [(0..<5).map { _ in place(&generator) }])
      }
      let parts =
        rings.count > 2
        ? [RegionArea(rings: Array(rings.dropFirst(2))), RegionArea(rings: Array(rings.prefix(2)))]
        : [RegionArea(rings: rings)]
      return RegionOutline(
        name: "\(number)", className: number % 3 == 2 ? "Stroma" : "Tumor", parts: parts,
        holes: holes)
    }
    let probe = Asker(try regions(outlines))
    for _ in 0..<2000 {
      let place = place(&generator)
      let expected = outlines.indices.filter { number in
        outlines[number].parts.contains { isInside(place, $0.rings) }
          && !outlines[number].holes.contains { isInside(place, $0.rings) }
      }
      let isMeasured = probe.isMeasured(place)
      let included = expected.contains { outlines[$0].className == "Tumor" }
      let excluded = expected.contains { outlines[$0].className == "Stroma" }
      #expect(isMeasured == (included && !excluded), "\(place)")
      if isMeasured { #expect(probe.inside == expected, "\(place)") }
    }
  }

  @Test(arguments: 0..<20)
  func `areas that share edges hold every place exactly once`(seed: Int) throws {
    var generator = SeededGenerator(seed: UInt64(1000 + seed))
    // A lattice with corners shaken so little that its squares stay convex, cut into triangles.
    let count = 6
    var corners: [[SIMD2<Double>]] = []
    for row in 0...count {
      corners.append(
        (0...count).map { column in
          let isEdge = row == 0 || row == count || column == 0 || column == count
          let shift = SIMD2(generator.unit(), generator.unit()) * 8 - 4
          let shaken = SIMD2(Double(column), Double(row)) * 20 + (isEdge ? .zero : shift)
          return generator.unit() < 0.5 ? shaken.rounded(.toNearestOrEven) : shaken
        })
    }
    var outlines: [RegionOutline] = []
    for row in 0..<count {
      for column in 0..<count {
        let (a, b) = (corners[row][column], corners[row][column + 1])
        let (c, d) = (corners[row + 1][column + 1], corners[row + 1][column])
        outlines.append(outline([a, b, c], name: "\(row) \(column) upper"))
        outlines.append(outline([c, d, a], name: "\(row) \(column) lower"))
      }
    }
    let probe = Asker(try regions(outlines, side: 120))
    var onLattice: [SIMD2<Double>] = corners.flatMap { $0 }
    onLattice += zip(onLattice, onLattice.dropFirst()).map { ($0 + $1) / 2 }
    let random = (0..<2000).map { _ in SIMD2(generator.unit(), generator.unit()) * 120 }
    for place in onLattice + random {
      let isOnSlide = all(place .>= .zero) && all(place .< SIMD2(repeating: 120))
      #expect(probe.isMeasured(place) == isOnSlide, "\(place)")
      #expect(probe.inside.count == (isOnSlide ? 1 : 0), "\(place): \(probe.inside)")
    }
  }

  @Test func `left and top sides belong to a region, right and bottom sides do not`() throws {
    let probe = Asker(try regions([outline(square(10, 10, 20), name: "a")]))
    for (x, y, isIn) in [
      (10.0, 10.0, true), (10, 29.99, true), (29.99, 10, true), (30, 20, false), (20, 30, false),
      (30, 30, false), (9.99, 20, false), (20, 9.99, false),
    ] {
      #expect(probe.isMeasured(SIMD2(x, y)) == isIn, "\(x), \(y)")
    }
  }

  @Test func `with exclusions only, everything else is measured`() throws {
    let probe = Asker(
      try regions([outline(square(10, 10, 20), name: "a", className: "Necrosis")]))
    #expect(!probe.isMeasured(SIMD2(15, 15)))
    #expect(probe.isMeasured(SIMD2(50, 50)) && probe.inside == [])
  }

  @Test func `an exclusion goes before the regions around and inside it`() throws {
    let nested = [
      outline(square(0, 0, 90), name: "outer", className: "Tumor"),
      outline(square(20, 20, 40), name: "middle", className: "Stroma"),
      outline(square(30, 30, 10), name: "inner", className: "Tumor"),
    ]
    let probe = Asker(try regions(nested))
    #expect(probe.isMeasured(SIMD2(5, 5)) && probe.inside == [0])
    #expect(!probe.isMeasured(SIMD2(25, 25)) && !probe.isMeasured(SIMD2(35, 35)))
  }

  @Test func `what goes around twice is outside`() throws {
    let bow = outline(
      [
        SIMD2(0, 0), SIMD2(40, 0), SIMD2(40, 40), SIMD2(10, 40), SIMD2(10, 10), SIMD2(30, 10),
        SIMD2(30, 50), SIMD2(0, 50),
      ], name: "loop")
    let probe = Asker(try regions([bow]))
    #expect(!probe.isMeasured(SIMD2(20, 20)) && probe.isMeasured(SIMD2(20, 5)))
  }

  @Test func `regions beside the slide are told, and refused when there are no others`() throws {
    let beside = outline(square(300, 5, 10), name: "far", className: "Tumor")
    let here = outline(square(5, 5, 10), name: "near", className: "Tumor")
    #expect(try regions([beside, here]).notes == ["r: wholly outside of the slide: 'far'"])
    #expect(
      throws: RegionFileError.outsideSlide(
        path: "r", bounds: "x 300 to 310, y 5 to 15", slideWidth: 100, slideHeight: 100)
    ) { try regions([beside]) }
  }

  @Test func `regions that reach beyond the slide are told, a few pixels are not`() throws {
    let across = outline(square(80, 5, 60), name: "across", className: "Tumor")
    let touching = outline(square(80, 5, 30), name: "touching", className: "Tumor")
    #expect(try regions([touching]).notes == [])
    #expect(
      try regions([across, touching]).notes == [
        "r: reaching beyond the slide, where nothing is measured: 'across'; check that file and slide "
          + "belong together"
      ])
  }

  @Test func `ignored classes play no part, and are refused when there are no others`() throws {
    var rules = RegionParameters()
    rules.others = .ignore
    let nest = outline(square(5, 5, 10), name: "a", className: "Tumor")
    let label = outline(square(0, 0, 90), name: "b", className: "Label")
    let both = try regions([nest, label], rules: rules)
    #expect(both.results.map(\.name) == ["a"])
    #expect(both.notes == ["r: 1 region of the classes 'Label' ignored by the profile"])
    #expect(throws: RegionFileError.noUsableClass(path: "r", classes: ["Label"])) {
      try regions([label], rules: rules)
    }
  }

  @Test(arguments: [
    ("Tumor", "", RegionParameters.Role.include), ("tumour", "", .include), ("", "", .include),
    ("Region*", "", .include), ("Ignore*", "", .exclude), ("Anything*", "", .exclude),
    ("Stroma", "", .exclude), (" NECROSIS ", "", .exclude), ("Immune cells", "", .exclude),
    ("Tumor: Positive", "", .include), ("Stroma: Positive", "", .exclude), ("Islet", "", .include),
    ("", "Necrosis", .exclude), ("Tumor", "Necrosis", .include),
    ("Ignore*: Negative", "", .exclude),
  ]) func `classes decide by documented defaults`(
    className: String, name: String, role: RegionParameters.Role
  ) {
    #expect(RegionParameters().role(className: className, name: name) == role)
  }

  @Test func `a profile changes what classes do`() throws {
    let profile = try Profile(
      yaml: """
        regions:
          include: [Stroma, "Ignore*"]
          exclude: [Tumor]
          others: ignore
        """, path: "lab.yaml")
    let rules = profile.regions
    #expect(rules.role(className: "Stroma", name: "") == .include)
    #expect(rules.role(className: "Ignore*", name: "") == .include)
    #expect(rules.role(className: "Tumor", name: "") == .exclude)
    #expect(rules.role(className: "Region*", name: "") == .exclude)
    #expect(rules.role(className: "Islet", name: "") == .ignore)
    #expect(try Profile(yaml: profile.yaml, path: "again") == profile)
    let bad = [
      "regions:\n  others: maybe\n", "regions:\n  include: Tumor\n",
      "regions:\n  include: [a, A]\n", "regions:\n  include: [Tumor]\n  exclude: [tumor]\n",
      "regions:\n  include: [\"\"]\n", "regions:\n  roles: []\n",
    ]
    for text in bad {
      #expect(throws: ProfileError.self, "\(text)") { try Profile(yaml: text, path: "bad.yaml") }
    }
  }
}

/// A probe that expectations can ask.
private final class Asker {
  private var probe: RegionProbe

  init(_ regions: SlideRegions) { probe = RegionProbe(regions) }

  var inside: [Int] { probe.inside }

  func isMeasured(_ place: SIMD2<Double>) -> Bool { probe.isMeasured(place) }
}
