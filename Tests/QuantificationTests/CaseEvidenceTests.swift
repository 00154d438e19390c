import Grading
import Hotspots
import Nuclei
import Quantification
import TestSupport
import Testing

/// What stands beside the grade, from slides of points made up here.
@Suite struct CaseEvidenceTests {
  /// A measured slide of 3 × 3 mm; in a disc of 0.5 mm nuclei are more often positive.
  private static func slide(
    _ name: String, seed: UInt64, rest: Double, hot: Double? = nil, count: Int = 18_000
  ) -> SlideResult {
    var random = SeededGenerator(seed: seed)
    var positions: [SIMD2<Double>] = []
    var isPositive: [Bool] = []
    for _ in 0..<count {
      let point = SIMD2(random.unit() * 3000, random.unit() * 3000)
      let offset = point - SIMD2(1200, 1700)
      let isInside = (offset * offset).sum() < 300 * 300
      positions.append(point)
      isPositive.append(random.unit() < (isInside ? hot ?? rest : rest))
    }
    let points = LabelledPoints(positions: positions, isPositive: isPositive)
    let finding = HotspotSearch(points: points, micronsPerPixel: SIMD2(0.5, 0.5))
      .find(HotspotRequest(), areaIsKnown: true)
    var result = SlideResult(slide: name, caseName: "A", status: .measured)
    result.counts = points.counts
    result.fields = FieldGrid(points: points)
    result.hotspots = finding.hotspots
    result.hottestByChance = finding.hottestByChance
    if count < 500 { result.flags = [.fewNuclei, .hotspotSmall] }
    return result
  }

  private static func grade(
    _ slides: [SlideResult], _ parameters: GradingParameters = GradingParameters()
  ) throws -> CaseResult {
    let input = RunInput(
      cases: [
        CaseInput(
          name: "A", gradingFields: ["site": "pancreas", "differentiation": "well"])
      ], slides: [], rejected: [])
    return try #require(
      CaseAssembly(input: input, slides: SlideList(slides), parameters: parameters).cases().first)
  }

  @Test func `a homogeneous G1 tumor keeps its G2 by the guideline, and everybody is told`() throws
  {
    let slides = [Self.slide("a", seed: 1, rest: 0.015)]
    let result = try Self.grade(slides)
    #expect(result.grade?.grade == .g2 && result.gradedIndex == .hotspot)
    #expect(result.flags.contains(.hotspotNotAboveChance))
    #expect(result.flags.contains(.gradeDependsOnSelection))
    #expect(result.evidence.adjustedGrade?.grade == .g1)
    var parameters = GradingParameters()
    parameters.index = .adjusted
    let adjusted = try Self.grade(slides, parameters)
    #expect(adjusted.grade?.grade == .g1 && adjusted.gradedIndex == .adjusted)
    let share = try #require(adjusted.evidence.selection?.adjustedIndex)
    #expect(abs((adjusted.grade?.ki67?.percent ?? 0) - 100 * share) < 1e-4)
    parameters.index = .global
    let global = try Self.grade(slides, parameters)
    #expect(global.grade?.grade == .g1 && !global.isGradedOnHotspot)
  }

  @Test func `a real hotspot is found, and the case graded by it whichever index is named`() throws
  {
    let slides = [Self.slide("a", seed: 2, rest: 0.015, hot: 0.08)]
    for index in [GradedIndex.hotspot, .adjusted] {
      var parameters = GradingParameters()
      parameters.index = index
      let result = try Self.grade(slides, parameters)
      #expect(result.grade?.grade == .g2)
      #expect(!result.flags.contains(.hotspotNotAboveChance))
      #expect(!result.flags.contains(.gradeDependsOnSelection))
    }
  }

  @Test func `choosing among more slides leaves less significance`() throws {
    let spot = Self.slide("a", seed: 3, rest: 0.02, hot: 0.045)
    let alone = try Self.grade([spot])
    let others = (0..<6).map { Self.slide("b\($0)", seed: 50 + UInt64($0), rest: 0.02) }
    let among = try Self.grade([spot] + others)
    #expect(among.hotspot?.slide == "a")
    let one = try #require(alone.evidence.selection)
    let many = try #require(among.evidence.selection)
    #expect(many.significance > one.significance)
    #expect(many.expectedMaximum > one.expectedMaximum)
    #expect(many.adjustedIndex <= one.adjustedIndex)
  }

  @Test func `fields of all slides give the interval of the case`() throws {
    let even = try Self.grade([Self.slide("a", seed: 4, rest: 0.1)])
    let variation = try #require(even.evidence.variation)
    let side = try #require(even.evidence.fieldSideMicrons)
    #expect(side == 400 && variation.fields == 64)
    let interval = try #require(variation.interval)
    #expect(interval.contains(10) && interval.upperPercent - interval.lowerPercent < 1.5)
    let uneven = try Self.grade([
      Self.slide("a", seed: 4, rest: 0.1), Self.slide("b", seed: 5, rest: 0.2),
    ])
    let wide = try #require(uneven.evidence.variation?.interval)
    #expect(wide.upperPercent - wide.lowerPercent > 1.5)
    #expect((uneven.evidence.variation?.standardDeviationPoints ?? 0) > 3)
  }

  @Test func `an index just above 3 % is doubted for the errors of the call`() throws {
    let result = try Self.grade([Self.slide("a", seed: 6, rest: 0.002, hot: 0.032)])
    let certain = try #require(result.grade?.gradeProbabilities)
    let doubted = try #require(result.evidence.probabilitiesWithErrors)
    #expect(doubted.g1 > certain.g1)
    #expect((result.evidence.correctedPercent ?? 100) < (result.grade?.ki67?.percent ?? 0))
  }

  @Test(arguments: [(0.032, true), (0.1, false)])
  func `a grade that the errors of the call make less probable than another is doubted`(
    hot: Double, isDoubted: Bool
  ) throws {
    let result = try Self.grade([Self.slide("a", seed: 6, rest: 0.002, hot: hot)])
    #expect(result.flags.contains(.gradeDependsOnErrors) == isDoubted, "\(result.evidence)")
  }

  @Test func `few nuclei give no comparison, no field interval, and no evidence of either`() throws
  {
    let result = try Self.grade([Self.slide("a", seed: 7, rest: 0.05, count: 300)])
    #expect(result.evidence.selection == nil && result.evidence.adjustedGrade == nil)
    #expect(result.gradedIndex == .global)
    #expect(!result.flags.contains(.hotspotNotAboveChance))
  }
}
