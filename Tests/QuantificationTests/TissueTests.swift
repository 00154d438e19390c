import Nuclei
import Quantification
import Raster
import SlideIO
import Synthesis
import Testing

/// What is told from tissue on slides whose artifacts are known.
@Suite struct TissueTests {
  private static let pen = SlideArtifact(kind: .pen, xMicrons: 300, yMicrons: 210, sizeMicrons: 600)
  private static let pigment = SlideArtifact(
    kind: .pigment, xMicrons: 720, yMicrons: 150, sizeMicrons: 130)
  private static let blur = SlideArtifact(
    kind: .blur, xMicrons: 700, yMicrons: 500, sizeMicrons: 330)

  private func run(
    _ artifacts: [SlideArtifact], glass: Double = 0, blur: Double = 0.35
  ) throws -> SyntheticRun {
    var parameters = SceneParameters()
    parameters.tissue.glassFraction = glass
    parameters.artifacts = artifacts
    parameters.optics.blurSigmaMicrons = blur
    return try SyntheticRun(
      seed: 41, width: 1800, height: 1360, micronsPerPixel: 0.5, parameters: parameters)
  }

  private func measure(
    _ run: SyntheticRun, exclude: [TissueClass]? = nil
  ) throws -> (slide: SlideResult, nuclei: [TiledNucleus]) {
    let folder = try TemporaryFolder()
    var profile = Profile()
    if let exclude { profile.tissue.exclude = exclude }
    let measured = try SyntheticRun.measure(
      [run.whole(in: folder)], threads: 2, profile: profile)
    return (
      try #require(measured.result.slides.first), try #require(measured.nuclei["slide"])
    )
  }

  /// Whether a nucleus lies in the disc around an artifact, or within 40 µm of it.
  private func isNear(_ nucleus: TiledNucleus, _ artifact: SlideArtifact) -> Bool {
    let x = nucleus.nucleus.x * 0.5 - artifact.xMicrons
    let y = nucleus.nucleus.y * 0.5 - artifact.yMicrons
    return (x * x + y * y).squareRoot() < artifact.sizeMicrons / 2 + 40
  }

  @Test func `ink, pigment and blur are found where they are and nothing else is lost`() throws {
    let artifacts = [Self.pen, Self.pigment, Self.blur]
    let (slide, nuclei) = try measure(run(artifacts))
    let areas = try #require(slide.areas)
    func ratio(_ value: TissueClass, _ artifact: SlideArtifact) throws -> Double {
      try #require(areas.squareMillimeters(value)) / artifact.areaSquareMillimeters
    }
    #expect(abs(try ratio(.pen, Self.pen) - 1) < 0.1)
    #expect(abs(try ratio(.pigment, Self.pigment) - 1) < 0.1)
    let blurred = try ratio(.outOfFocus, Self.blur)
    #expect(blurred > 0.75 && blurred < 1.1, "\(blurred)")
    #expect(slide.flags.contains(.penMarks) && slide.flags.contains(.pigment))
    #expect(slide.flags.contains(.partlyOutOfFocus) && !slide.flags.contains(.mostlyOutOfFocus))

    let (_, clean) = try measure(run([]))
    func far(_ list: [TiledNucleus]) -> [SIMD2<Double>] {
      list.filter { item in !artifacts.contains { isNear(item, $0) } }
        .map { SIMD2($0.nucleus.x, $0.nucleus.y) }
    }
    // Artifacts move the white point a little, so that outlines shift; nuclei must not go.
    let found = far(nuclei)
    let lost = far(clean).filter { place in
      !found.contains { (($0 - place) * ($0 - place)).sum() < 16 }
    }
    #expect(far(clean).count > 500 && lost.count * 100 < far(clean).count, "\(lost)")
    // Nothing is counted in the middle of what is left out.
    let inside = nuclei.filter { item in
      let x = item.nucleus.x * 0.5 - Self.blur.xMicrons
      let y = item.nucleus.y * 0.5 - Self.blur.yMicrons
      return (x * x + y * y).squareRoot() < 100
    }
    #expect(inside.isEmpty)
  }

  @Test func `a narrow stroke is judged by its own area`() throws {
    let stroke = SlideArtifact(kind: .pen, xMicrons: 300, yMicrons: 200, sizeMicrons: 480)
    let (slide, _) = try measure(run([stroke]))
    let found = try #require(slide.areas?.squareMillimeters(.pen))
    #expect(abs(found / stroke.areaSquareMillimeters - 1) < 0.1)
  }

  @Test func `a survey that waits on the disk tells the same as one in memory`() throws {
    let spoiled = try run([Self.pen, Self.pigment, Self.blur], glass: 0.2)
    let folder = try TemporaryFolder()
    let input = try spoiled.whole(in: folder)
    let plenty = try SyntheticRun.measure([input], threads: 2)
    // Of 12 MiB a 256th holds 8192 cells of 9520.
    let tight = try SyntheticRun.measure([input], threads: 2, memoryLimitBytes: 12 << 20)
    let (slide, other) = (
      try #require(plenty.result.slides.first), try #require(tight.result.slides.first)
    )
    #expect(slide.status == .measured && slide.areas?.excludedSquareMillimeters ?? 0 > 0.1)
    #expect(other.areas == slide.areas && other.quality == slide.quality)
    #expect(tight.nuclei == plenty.nuclei)
  }

  @Test func `glass, tissue and what is left out add up to the slide`() throws {
    let (slide, _) = try measure(run([Self.pen, Self.blur], glass: 0.3))
    let areas = try #require(slide.areas)
    let glass = try #require(areas.squareMillimeters(.glass))
    let tissue = try #require(areas.tissueSquareMillimeters)
    let excluded = try #require(areas.excludedSquareMillimeters)
    let whole = try #require(slide.measuredAreaSquareMillimeters)
    #expect(glass > 0.1 && tissue > 0.2 && excluded > 0.05)
    #expect(abs(glass + tissue + excluded - whole) < 1e-9)
  }

  /// Upright rectangles over the slide of these tests as regions.
  private func regions(_ sides: [(name: String, left: Int, right: Int)]) -> String {
    let features = sides.map { side in
      let (a, b) = (side.left, side.right)
      return "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
        + "[[[\(a),0],[\(b),0],[\(b),1360],[\(a),1360],[\(a),0]]]},"
        + "\"properties\":{\"name\":\"\(side.name)\",\"classification\":\"\(side.name)\"}}"
    }
    return "[\(features.joined(separator: ","))]"
  }

  @Test func `the tissue of regions adds up to that of the slide, whatever cuts it`() throws {
    let spoiled = try run([Self.pen, Self.blur], glass: 0.3)
    let folder = try TemporaryFolder()
    func measured(_ roi: String?) throws -> SlideResult {
      var input = try spoiled.whole(in: folder)
      input.roi = roi
      return try #require(try SyntheticRun.measure([input]).result.slides.first)
    }
    let whole = try measured(nil)
    let tissue = try #require(whole.areas?.tissueSquareMillimeters)
    let halves = try measured(
      folder.file("h.geojson", regions([("a", 0, 777), ("b", 777, 1800), ("all", 0, 1800)])))
    let parts = try halves.regions.map { try #require($0.tissueSquareMillimeters) }
    #expect(abs(parts[0] + parts[1] - tissue) < 1e-9 && abs(parts[2] - tissue) < 1e-9)
    for region in halves.regions {
      let (area, own) = (region.areaSquareMillimeters ?? 0, region.tissueSquareMillimeters ?? 0)
      #expect(own > 0.05 && own < area)
      #expect(region.nucleiPerSquareMillimeter == Double(region.counts.total) / own)
    }
    let mask = try measured(folder.image("mask.png", width: 1800, height: 1360))
    #expect(abs(try #require(mask.regions.first?.tissueSquareMillimeters) - tissue) < 1e-9)
    let left = try measured(folder.file("e.geojson", regions([("Necrosis", 0, 300)])))
    #expect(left.regions[0].tissueSquareMillimeters == nil)
    #expect(left.regions[0].nucleiPerSquareMillimeter == nil)
  }

  @Test(arguments: [0.0, 0.25])
  func `a clean slide loses nothing`(glass: Double) throws {
    let clean = try run([], glass: glass)
    let (slide, nuclei) = try measure(clean)
    let (_, all) = try measure(clean, exclude: [])
    #expect(slide.areas?.excludedSquareMillimeters == 0)
    #expect(nuclei == all && nuclei.count > 1000)
    let found = slide.areas?.pixels.filter { $0.value > 0 }.map(\.key) ?? []
    #expect(Set(found).isSubset(of: [.tissue, .glass]))
    #expect(Set(slide.flags).isDisjoint(with: [.partlyOutOfFocus, .penMarks, .pigment, .folds]))
    #expect(try #require(slide.quality?.focus) > 0.2)
  }

  @Test func `what is not left out is flagged and counted`() throws {
    let spoiled = try run([Self.pen, Self.blur])
    let (slide, nuclei) = try measure(spoiled, exclude: [])
    let (left, fewer) = try measure(spoiled)
    #expect(slide.flags.contains(.penMarks) && slide.flags.contains(.partlyOutOfFocus))
    #expect(slide.areas?.excludedSquareMillimeters == 0)
    #expect(slide.areas?.pixels == left.areas?.pixels)
    #expect(nuclei.count > fewer.count)
  }

  @Test(arguments: [(0.35, false), (2.2, true)])
  func `a slide out of focus is said to be`(blur: Double, isBlurred: Bool) throws {
    let (slide, _) = try measure(run([], blur: blur))
    #expect(slide.flags.contains(.mostlyOutOfFocus) == isBlurred)
    let focus = try #require(slide.quality?.focus)
    #expect((focus < 0.12) == isBlurred)
  }

  @Test func `a ring on glass is an edge`() throws {
    let ring = SlideArtifact(kind: .bubble, xMicrons: 450, yMicrons: 340, sizeMicrons: 560)
    let (slide, _) = try measure(run([ring], glass: 0.9))
    let found = try #require(slide.areas?.squareMillimeters(.edge))
    #expect(found > 0.4 * ring.areaSquareMillimeters && found < 2 * ring.areaSquareMillimeters)
    #expect(slide.flags.contains(.edges))
  }

  @Test func `a fold is flagged and counted`() throws {
    let fold = SlideArtifact(kind: .fold, xMicrons: 450, yMicrons: 340, sizeMicrons: 800)
    let (slide, nuclei) = try measure(run([fold]))
    #expect(slide.flags.contains(.folds))
    let found = try #require(slide.areas?.squareMillimeters(.fold))
    #expect(found > 0.5 * fold.areaSquareMillimeters && found < 1.2 * fold.areaSquareMillimeters)
    #expect(slide.areas?.excludedSquareMillimeters == 0)
    #expect(nuclei.contains { abs($0.nucleus.x - 900) < 40 && abs($0.nucleus.y - 680) < 40 })
  }

  @Test func `tiles of a spoiled slide give what the whole gives`() throws {
    let folder = try TemporaryFolder()
    let spoiled = try run([Self.pen, Self.pigment, Self.blur], glass: 0.1)
    let whole = try SyntheticRun.measure([spoiled.whole(in: folder)])
    let original = try #require(whole.result.slides.first)
    for (tile, overlap) in [(500, 0), (433, 32)] {
      let cut = try SyntheticRun.measure(
        [spoiled.tiles(side: tile, overlap: overlap, in: folder)], threads: 2)
      let slide = try #require(cut.result.slides.first)
      #expect(slide.areas == original.areas && slide.quality == original.quality)
      #expect(slide.counts == original.counts && slide.flags == original.flags)
      let shares = slide.tiles.compactMap(\.quality?.excludedShare)
      #expect(shares.count == slide.tiles.count && shares.contains { $0 > 0.1 })
      #expect(shares.contains(0))
    }
  }
}
