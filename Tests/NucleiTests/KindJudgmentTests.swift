import Nuclei
import Raster
import TestSupport
import Testing

@Suite struct KindJudgmentTests {
  private func nucleus(
    area: Float = 40, elongation: Float = 1.1, hematoxylin: Float = 0.3, contrast: Float = 0.2,
    sharpness: Float = 0.45, positive: Bool = false
  ) -> Nucleus {
    Nucleus(
      x: 0, y: 0,
      outline: StarOutline(
        center: .zero, radiiMicrons: SIMD16(repeating: 3), micronsPerPixel: .one),
      areaSquareMicrons: area, dabOD: positive ? 0.8 : 0, hematoxylinOD: hematoxylin, score: 1,
      isPositive: positive, positiveProbability: positive ? 1 : 0,
      intensity: positive ? .strong : .negative,
      appearance: NucleusAppearance(
        elongation: elongation, contrast: contrast, edgeSharpness: sharpness))
  }

  private func judgment(
    _ slide: [Nucleus], _ parameters: TumorParameters = TumorParameters()
  ) -> KindJudgment {
    KindJudgment(
      reference: KindReference(nuclei: slide, parameters: parameters), parameters: parameters)
  }

  /// Forty tumor nuclei like `nucleus()`, and one more of interest, judged together.
  private func kind(
    _ one: Nucleus, among others: Int = 40, parameters: TumorParameters = TumorParameters()
  ) -> NucleusKind {
    let slide = (0..<others).map { _ in nucleus() } + [one]
    return judgment(slide, parameters).kind(of: one)
  }

  @Test func `each kind is told by its own measures`() {
    #expect(kind(nucleus()) == .tumor)
    #expect(kind(nucleus(area: 11.9, hematoxylin: 0.4)) == .lymphocyte)
    #expect(kind(nucleus(area: 12.1, hematoxylin: 0.4)) == .tumor)
    #expect(kind(nucleus(area: 11.9, hematoxylin: 0.35)) == .tumor)
    #expect(kind(nucleus(area: 14, elongation: 1.7)) == .stroma)
    #expect(kind(nucleus(area: 40, elongation: 1.7)) == .tumor)
    #expect(kind(nucleus(area: 14, elongation: 1.55)) == .tumor)
    #expect(kind(nucleus(area: 9.9)) == .debris)
    #expect(kind(nucleus(area: 10.1)) == .tumor)
    let blurred = nucleus(hematoxylin: 0.14, contrast: 0.11, sharpness: 0.44)
    #expect(kind(blurred) == .outOfFocus)
    for change in [\NucleusAppearance.contrast, \.edgeSharpness] {
      var clear = blurred
      clear.appearance[keyPath: change] += 0.02
      #expect(kind(clear) == .tumor)
    }
  }

  @Test func `positive nuclei are tumor nuclei or debris`() {
    #expect(kind(nucleus(area: 11.9, hematoxylin: 0.9, positive: true)) == .tumor)
    #expect(kind(nucleus(area: 14, elongation: 2, positive: true)) == .tumor)
    let pale = nucleus(hematoxylin: 0.1, contrast: 0.1, sharpness: 0.4, positive: true)
    #expect(kind(pale) == .tumor)
    #expect(kind(nucleus(area: 9.9, positive: true)) == .debris)
  }

  @Test func `with too few nuclei nothing is told from tumor`() {
    #expect(kind(nucleus(area: 2), among: 18) == .tumor)
    #expect(kind(nucleus(area: 2), among: 19) == .debris)
    #expect(judgment([]).kind(of: nucleus()) == .tumor)
  }

  @Test func `lymphocytes are told though they are more than half of the nuclei`() {
    var random = SeededGenerator(seed: 52)
    let small = nucleus(area: 15, hematoxylin: 0.5)
    let slide =
      (0..<55).map { _ in
        nucleus(area: Float.random(in: 12...18, using: &random), hematoxylin: 0.5)
      } + (0..<45).map { _ in nucleus(area: Float.random(in: 50...70, using: &random)) }
    let judgment = judgment(slide)
    #expect(judgment.kind(of: small) == .lymphocyte)
    #expect(judgment.kind(of: nucleus(area: 60)) == .tumor)
  }

  @Test func `what a laboratory fixed goes before the slide, also with few nuclei`() {
    var fixed = TumorParameters()
    fixed.fixedAreaSquareMicrons = 400
    #expect(kind(nucleus(), parameters: fixed) == .debris)
    #expect(kind(nucleus(), among: 0, parameters: fixed) == .debris)
    fixed.fixedAreaSquareMicrons = 60
    fixed.fixedHematoxylinOD = 0.1
    #expect(kind(nucleus(area: 17), among: 0, parameters: fixed) == .lymphocyte)
    fixed.fixedWidthMicrons = 20
    #expect(kind(nucleus(elongation: 1.7), among: 0, parameters: fixed) == .stroma)
    fixed.fixedContrast = 1
    fixed.fixedHematoxylinOD = 1
    #expect(kind(nucleus(), among: 0, parameters: fixed) == .tumor)
    fixed.fixedEdgeSharpness = 1
    #expect(kind(nucleus(), among: 0, parameters: fixed) == .outOfFocus)
  }

  @Test func `the scale of area, stain and contrast changes no kind`() {
    var random = SeededGenerator(seed: 51)
    let slide = (0..<500).map { _ in
      nucleus(
        area: Float.random(in: 5...80, using: &random),
        elongation: Float.random(in: 1...2.5, using: &random),
        hematoxylin: Float.random(in: 0.05...0.8, using: &random),
        contrast: Float.random(in: 0.02...0.4, using: &random),
        sharpness: Float.random(in: 0.3...0.6, using: &random),
        positive: Bool.random(using: &random))
    }
    // Powers of two, so that rounding is the same.
    let scaled = slide.map { nucleus in
      var other = nucleus
      other.areaSquareMicrons *= 4
      other.hematoxylinOD *= 2
      other.appearance.contrast *= 0.5
      other.appearance.edgeSharpness *= 2
      return other
    }
    let plain = judgment(slide)
    let other = judgment(scaled)
    let kinds = slide.map(plain.kind)
    #expect(kinds == scaled.map(other.kind))
    #expect(Set(kinds) == Set(NucleusKind.allCases))
    let reversed = judgment(slide.reversed())
    #expect(kinds == slide.map(reversed.kind))
  }

  @Test func `what does not count is in no count but in the census`() {
    var nuclei = (0..<10).map { nucleus(positive: $0 % 2 == 0) }
    for index in 0..<4 {
      nuclei[index].kind = .debris
      nuclei[index].isCounted = false
    }
    #expect(NucleusCounts(of: nuclei) == NucleusCounts(positive: 3, total: 6))
    let census = NucleusCensus(of: nuclei)
    #expect(census.total == 6 && census.excluded == 4 && census.strong == 3)
    #expect(census.expectedPositive == 3)
    #expect(census.count(of: .debris) == 4 && census.count(of: .tumor) == 6)
    #expect(NucleusCensus(of: nuclei[..<3]) + NucleusCensus(of: nuclei[3...]) == census)
  }

  @Test func `a candidate keeps the features that its kind is judged by`() throws {
    let discs = DiscScene.lattice(columns: 5, rows: 5, spacing: 40, seed: 6)
    let image = DiscScene.image(width: 220, height: 220, discs: discs)
    let detector = try DiscScene.detector(width: 220, height: 220)
    let names = NucleusDetector.featureNames
    let places = try ["elongation", "edge_to_contrast", "edge_mean"].map {
      try #require(names.firstIndex(of: $0))
    }
    var count = 0
    let unit = detector.grid.bounds
    detector.visitCandidates(
      in: unit, source: image.cropped(to: detector.sourceRect(for: unit)),
      workspace: DetectionWorkspace(parameters: detector.parameters)
    ) { candidate, features in
      let look = candidate.appearance
      let expected = places.map { features[$0] }
      #expect([look.elongation, look.edgeSharpness] == Array(expected[..<2]))
      // The edge is sharp by its height over the contrast.
      #expect(abs(look.edgeSharpness * (max(look.contrast, 0) + 0.02) - expected[2]) < 1e-5)
      count += 1
    }
    #expect(count >= 25)
    #expect(MemoryLayout<CandidateNucleus>.stride == 64)
  }
}
