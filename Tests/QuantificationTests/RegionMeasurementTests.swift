import Foundation
import Nuclei
import Quantification
import Raster
import SlideIO
import TestSupport
import Testing

/// Slides measured by annotated regions.
@Suite struct RegionMeasurementTests {
  private typealias Ring = [SIMD2<Double>]

  private func geoJSON(_ regions: [(name: String, className: String, rings: [Ring])]) -> String {
    let features = regions.map { region in
      let rings = region.rings.map { ring in
        "[" + (ring + ring.prefix(1)).map { "[\($0.x),\($0.y)]" }.joined(separator: ",") + "]"
      }.joined(separator: ",")
      return "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[\(rings)]},"
        + "\"properties\":{\"name\":\"\(region.name)\",\"classification\":\"\(region.className)\"}}"
    }.joined(separator: ",\n")
    return "{\"type\":\"FeatureCollection\",\"features\":[\(features)]}"
  }

  private func square(_ x: Double, _ y: Double, _ side: Double) -> Ring {
    [SIMD2(x, y), SIMD2(x + side, y), SIMD2(x + side, y + side), SIMD2(x, y + side)]
  }

  private func circle(_ center: SIMD2<Double>, _ radius: Double, corners: Int = 90) -> Ring {
    (0..<corners).map { step in
      let angle = 2 * Double.pi * Double(step) / Double(corners)
      return center + radius * SIMD2(cos(angle), sin(angle))
    }
  }

  private func places(_ nuclei: [TiledNucleus]?) -> [SIMD2<Double>] {
    (nuclei ?? []).map { SIMD2($0.nucleus.x, $0.nucleus.y) }
  }

  private func distance(_ place: SIMD2<Double>, _ center: SIMD2<Double>) -> Double {
    let way = place - center
    return (way * way).sum().squareRoot()
  }

  /// A white slide of 200 x 100 pixels of 1 µm, for areas.
  private func areas(
    _ regions: [(name: String, className: String, rings: [Ring])], mpp: Double = 1
  ) throws -> SlideResult {
    let folder = try TemporaryFolder()
    let path = try folder.image("white.png", width: 200, height: 100)
    var input = SlideInput(
      slide: "slide", caseName: "case", tiles: [TileInput(path: path, image: "white.png")],
      statedPixelSize: PixelSize(xMicrons: mpp, yMicrons: mpp, source: .commandLine))
    input.roi = try folder.file("r.geojson", geoJSON(regions))
    return try #require(try SyntheticRun.measure([input]).result.slides.first)
  }

  private func squareMicrons(_ area: Double?) -> Double { (area ?? -1) * 1e6 }

  @Test func `areas are those of the outlines, on the slide and without exclusions`() throws {
    let slide = try areas([
      ("triangle", "Tumor", [[SIMD2(0, 0), SIMD2(40, 0), SIMD2(0, 30)]]),
      ("ring", "Tumor", [square(60, 20, 40), square(70, 30, 10)]),
      ("over the edge", "Tumor", [square(180, 80, 50)]),
      ("hole", "Necrosis", [square(90, 20, 20)]),
      ("line", "Tumor", [[SIMD2(5, 90), SIMD2(50, 90)]]),
      ("far away", "Stroma", [[SIMD2(0, -1e8), SIMD2(9, -1e9), SIMD2(-9, -2e8)]]),
    ])
    #expect(slide.status == .measured)
    let found = slide.regions.map { squareMicrons($0.areaSquareMillimeters) }
    for (area, expected) in zip(found, [600, 1600 - 100 - 200, 400, 400, 0, 0]) {
      #expect(abs(area - Double(expected)) < 1e-6, "\(found)")
    }
    #expect(abs(squareMicrons(slide.measuredAreaSquareMillimeters) - 2300) < 1e-6)
    #expect(
      slide.regions.map(\.role) == [.include, .include, .include, .exclude, .include, .exclude])
    #expect(slide.regionNotes.count == 3)
    #expect(slide.regionNotes.first?.hasSuffix("outside of the slide: 'far away'") == true)
    #expect(slide.regionNotes[1].contains("reaching beyond the slide"))
    #expect(slide.regionNotes.last?.hasPrefix("'line': nothing of it is measured") == true)
  }

  @Test func `the area of a circle is that of its polygon`() throws {
    let slide = try areas([("round", "", [circle(SIMD2(100, 50), 40)])], mpp: 0.5)
    let expected = 0.25 * 90 * 800 * sin(2 * Double.pi / 90)
    #expect(abs(squareMicrons(slide.measuredAreaSquareMillimeters) - expected) < 1)
  }

  @Test(arguments: 0..<6) func `areas of crossing outlines are those of sampled places`(seed: Int)
    throws
  {
    var generator = SeededGenerator(seed: UInt64(seed))
    let regions = (0..<4).map { number in
      (
        name: "\(number)", className: number == 3 ? "Ignore*" : "Tumor",
        rings: [
          (0..<7).map { _ in SIMD2(generator.unit() * 260 - 30, generator.unit() * 140 - 20) }
        ]
      )
    }
    let file = try RegionFile(bytes: Array(geoJSON(regions).utf8), path: "r")
    var probe = RegionProbe(
      try SlideRegions(file, rules: RegionParameters(), slideWidth: 200, slideHeight: 100))
    var counts = [Int](repeating: 0, count: 5)
    for y in 0..<400 {
      for x in 0..<800 {
        guard probe.isMeasured(SIMD2(Double(x) + 0.5, Double(y) + 0.5) / 4) else { continue }
        counts[4] += 1
        for region in probe.inside { counts[region] += 1 }
      }
    }
    let slide = try areas(regions)
    let found =
      slide.regions.prefix(3).map { squareMicrons($0.areaSquareMillimeters) }
      + [squareMicrons(slide.measuredAreaSquareMillimeters)]
    for (area, count) in zip(found, counts[0..<3] + counts[4...4]) {
      #expect(abs(area - Double(count) / 16) < 25, "\(found) \(counts)")
    }
  }

  @Test func `an outline that crosses itself is told`() throws {
    let slide = try areas([
      ("bow tie", "Tumor", [[SIMD2(10, 10), SIMD2(60, 60), SIMD2(60, 10), SIMD2(10, 60)]])
    ])
    #expect(slide.regionNotes.contains { $0.hasPrefix("'bow tie': the outline crosses itself") })
    #expect(abs(squareMicrons(slide.measuredAreaSquareMillimeters) - 1250) < 1)
  }

  @Test func `a slide of which nothing is left fails, and says why`() throws {
    let covered = try areas([
      ("a", "Tumor", [square(10, 10, 20)]), ("b", "Stroma", [square(0, 0, 150)]),
    ])
    #expect(covered.status == .failed && covered.error?.contains("leaves nothing") == true)
    let outside = try areas([("a", "Tumor", [square(1000, 10, 20)])])
    #expect(outside.status == .failed)
    #expect(outside.error?.contains("x 1000 to 1020, y 10 to 30") == true)
    #expect(outside.error?.contains("200 x 100") == true)
    let broken = try areas([("a\"", "Tumor", [square(10, 10, 20)])])
    #expect(broken.status == .failed && broken.counts.total == 0, "\(broken.error ?? "")")
  }

  private static let width = 640
  private static let regions: [(name: String, className: String)] = [
    ("left", "Tumor"), ("right", "Tumor"), ("over both", "Region*"), ("dead", "Necrosis"),
  ]

  private func scene(_ folder: TemporaryFolder) throws -> (run: SyntheticRun, roi: String) {
    let run = try SyntheticRun(
      seed: 77, width: Self.width, height: 500, micronsPerPixel: 0.5, index: 0.2)
    let rings: [[Ring]] = [
      [square(20, 20, 280)], [[SIMD2(300, 20), SIMD2(600, 20), SIMD2(600, 300), SIMD2(300, 300)]],
      [circle(SIMD2(300, 160), 100)], [circle(SIMD2(450, 160), 60)],
    ]
    let list = zip(Self.regions, rings).map { (name: $0.name, className: $0.className, rings: $1) }
    return (run, try folder.file("regions.json", geoJSON(list)))
  }

  @Test func `regions hold the nuclei of the whole slide whose centers lie in them`() throws {
    let folder = try TemporaryFolder()
    let (run, roi) = try scene(folder)
    let everything = places(try SyntheticRun.measure([run.whole(in: folder)]).nuclei["slide"])
    var input = try run.whole(in: folder)
    input.roi = roi
    let part = try SyntheticRun.measure([input])
    let slide = try #require(part.result.slides.first)
    func isIn(_ place: SIMD2<Double>, _ region: Int) -> Bool {
      switch region {
      case 0: place.x >= 20 && place.x < 300 && place.y >= 20 && place.y < 300
      case 1: place.x >= 300 && place.x < 600 && place.y >= 20 && place.y < 300
      // Polygons of 90 corners lie up to 0.06 pixels inside of their circles.
      case 2: distance(place, SIMD2(300, 160)) < 99.97
      default: distance(place, SIMD2(450, 160)) < 59.98
      }
    }
    let expected = everything.filter { place in
      (0..<3).contains { isIn(place, $0) } && !isIn(place, 3)
    }
    let nuclei = try #require(part.nuclei["slide"])
    #expect(places(nuclei) == expected && expected.count > 100)
    for region in 0..<3 {
      let inside = nuclei.filter { isIn(SIMD2($0.nucleus.x, $0.nucleus.y), region) }
      #expect(slide.regions[region].counts == NucleusCounts(of: inside.map(\.nucleus)))
      #expect(slide.regions[region].census == NucleusCensus(of: inside.map(\.nucleus)))
    }
    #expect(slide.regions[3].counts.total == 0)
    // Left and right share an edge; the circle lies over both.
    let sum = slide.regions.reduce(0) { $0 + $1.counts.total }
    #expect(slide.counts.total < sum)
    #expect(slide.counts.total >= slide.regions[0].counts.total + slide.regions[1].counts.total)
    #expect(slide.regionOutlines.isEmpty)
    let hotspot = try #require(slide.hotspots.first)
    #expect(hotspot.counts.total <= slide.counts.total)
  }

  @Test(arguments: [1, 3]) func `tiles and pyramids give what one image gives`(threads: Int) throws
  {
    let folder = try TemporaryFolder()
    let (run, roi) = try scene(folder)
    var whole = try run.whole(in: folder)
    var tiles = try run.tiles(side: 150, overlap: 20, in: folder)
    let path = folder.item("pyramid.svs")
    var options = PyramidWriter.Options()
    options.tileSize = 64
    options.levelFactor = 2
    options.smallestLevelSide = 200
    options.compression = .lzw
    options.pixelSize = run.pixelSize
    let writer = try PyramidWriter(
      path: path, width: run.image.width, height: run.image.height, options: options)
    try writer.append(run.image)
    try writer.finish()
    var pyramid = SlideInput(
      slide: "slide", caseName: "case", tiles: [TileInput(path: path, image: "pyramid.svs")])
    whole.roi = roi
    tiles.roi = roi
    pyramid.roi = roi
    let reference = try SyntheticRun.measure([whole])
    let first = try #require(reference.result.slides.first)
    for input in [tiles, pyramid] {
      let other = try SyntheticRun.measure([input], threads: threads)
      let second = try #require(other.result.slides.first)
      #expect(places(other.nuclei["slide"]).count == places(reference.nuclei["slide"]).count)
      #expect(second.regions == first.regions && second.counts == first.counts)
      #expect(second.hotspots == first.hotspots && second.positivity == first.positivity)
      #expect(second.measuredAreaSquareMillimeters == first.measuredAreaSquareMillimeters)
    }
  }

  @Test func `a polygon measures what a mask of it measures, but for the pixels of its edge`()
    throws
  {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 5, width: 500, height: 500, micronsPerPixel: 0.5)
    let center = SIMD2(250.0, 240.0)
    var mask = RGBImage(
      width: 500, height: 500, filledWith: RGBColor(red: 0, green: 0, blue: 0))
    for y in 0..<500 {
      for x in 0..<500 where distance(SIMD2(Double(x) + 0.5, Double(y) + 0.5), center) < 180 {
        mask[x, y] = .white
      }
    }
    try ImageWriter.writePNG(mask, to: folder.item("mask.png"))
    var byMask = try run.whole(in: folder)
    byMask.roi = folder.item("mask.png")
    var byOutline = byMask
    byOutline.roi = try folder.file(
      "r.geojson", geoJSON([("round", "Tumor", [circle(center, 180, corners: 720)])]))
    let first = try SyntheticRun.measure([byMask])
    let second = try SyntheticRun.measure([byOutline])
    func inner(_ run: (result: RunResult, nuclei: [String: [TiledNucleus]])) -> [SIMD2<Double>] {
      places(run.nuclei["slide"]).filter { distance($0, center) < 178 }
    }
    #expect(inner(first) == inner(second) && inner(first).count > 50)
    let areas = [first, second].compactMap { $0.result.slides.first?.measuredAreaSquareMillimeters }
    #expect(abs(areas[0] / areas[1] - 1) < 0.002, "\(areas)")
    #expect(first.result.slides.first?.regions.map(\.name) == ["mask"])
  }

  /// Keeps the last progress of a run.
  private final class ProgressObserver: RunObserver {
    private let last = Guarded<RunProgress?>(nil)
    var progress: RunProgress? { last.withLock { $0 } }

    func slideFinished(
      _ slide: SlideResult, nuclei: SlideNuclei, pixels: any SlidePixelReading
    ) throws {}

    func progressed(_ progress: RunProgress) { last.withLock { $0 = progress } }
  }

  @Test(arguments: [false, true]) func `only what lies near a region is searched`(isMask: Bool)
    throws
  {
    let folder = try TemporaryFolder()
    let path = try folder.image("white.png", width: 2200, height: 2000)
    var input = SlideInput(
      slide: "slide", caseName: "case", tiles: [TileInput(path: path, image: "white.png")],
      statedPixelSize: PixelSize(xMicrons: 1, yMicrons: 1, source: .commandLine))
    if isMask {
      var mask = RGBImage(
        width: 220, height: 200, filledWith: RGBColor(red: 0, green: 0, blue: 0))
      mask[200, 180] = .white
      try ImageWriter.writePNG(mask, to: folder.item("mask.png"))
      input.roi = folder.item("mask.png")
    } else {
      input.roi = try folder.file("r.json", geoJSON([("a", "Tumor", [square(2000, 1800, 10)])]))
    }
    let observer = ProgressObserver()
    let result = QuantificationRun(
      input: RunInput(cases: [CaseInput(name: "case")], slides: [input], rejected: []),
      settings: RunSettings(), profiles: [:], model: try NucleusModel.builtIn(),
      observer: observer
    ).run()
    #expect(result.slides.first?.status == .measured)
    let area = result.slides.first?.measuredAreaSquareMillimeters ?? 0
    #expect(abs(area - 1e-4) < 1e-12)
    let progress = try #require(observer.progress)
    // One or two of 5 x 4 units, each at most 512 x 512 µm.
    #expect(progress.megapixelsDone > 0.1 && progress.megapixelsDone < 0.53)
    #expect(abs(progress.megapixelsBegun - progress.megapixelsDone) < 1e-6)
  }
}
