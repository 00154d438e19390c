import Grading
import Hotspots
import Nuclei

/// Joins the slides of each case and grades it.
package struct CaseAssembly {
  let input: RunInput
  private let slides: SlideList
  private let parameters: GradingParameters
  /// Places of its slides for each case.
  private let places: [[Int]]

  /// Prepares the cases of a run from its slides.
  package init(input: RunInput, slides: SlideList, parameters: GradingParameters) {
    self.input = input
    self.slides = slides
    self.parameters = parameters
    let byCase = Dictionary(grouping: slides.indices) { slides.digests[$0].caseName }
    places = input.cases.map { byCase[$0.name] ?? [] }
  }

  /// Number of cases.
  var count: Int { places.count }
  /// Whether the slides are in memory.
  var isHeld: Bool { slides.isHeld }

  /// Cases in input order.
  package func cases() -> [CaseResult] { places.indices.map(result) }

  /// The case at a place in input order.
  func result(at place: Int) -> CaseResult {
    assemble(input.cases[place], slides: places[place].map { slides[$0] })
  }

  private func assemble(_ input: CaseInput, slides: [SlideResult]) -> CaseResult {
    let measured = slides.filter { $0.status == .measured }
    var result = CaseResult(
      input: input, slides: slides.map(\.slide), status: measured.isEmpty ? .failed : .measured)
    guard !measured.isEmpty else {
      result.error = slides.lazy.compactMap(\.error).first ?? "the case has no slide"
      return result
    }
    result.global = measured.reduce(NucleusCounts()) { $0 + $1.counts }
    result.census = measured.reduce(NucleusCensus()) { $0 + $1.census }
    let hottest = hottest(of: measured)
    result.hotspot = hottest.map { ($0.slide, $0.hotspot) }
    var flags = Set(measured.flatMap(\.flags)).union(input.inputFlags ?? [])
    if input.isIncomplete || measured.count < slides.count { flags.insert(.someTilesFailed) }
    // Whether there are enough nuclei is a question about all slides of the case together.
    flags.subtract([.noNuclei, .fewNuclei, .hotspotSmall, .hotspotNotAboveChance])
    if result.global.total == 0 {
      flags.insert(.noNuclei)
    } else if result.global.total < 500 {
      flags.insert(.fewNuclei)
    } else if hottest?.isSmall == true {
      flags.insert(.hotspotSmall)
    }
    result.evidence = CaseEvidence(slides: measured, hottest: hottest?.hotspot)
    CaseGrading(parameters: parameters)
      .grade(&result, hotspotIsFull: hottest.map { !$0.isSmall } ?? false)
    flags.formUnion(result.evidenceFlags)
    result.flags = ResultFlag.allCases.filter(flags.contains)
    return result
  }

  /// The hottest first hotspot of the slides; ties go to the first slide by name.
  ///
  /// A hotspot that holds fewer nuclei than were asked for stands behind all that hold enough.
  private func hottest(
    of slides: [SlideResult]
  ) -> (slide: String, hotspot: Hotspot, isSmall: Bool)? {
    let found = slides.compactMap { slide in
      slide.hotspots.first.map {
        (slide: slide.slide, hotspot: $0, isSmall: slide.flags.contains(.hotspotSmall))
      }
    }
    return found.min { a, b in
      if a.isSmall != b.isSmall { return b.isSmall }
      let left = a.hotspot.counts.positive * b.hotspot.counts.total
      let right = b.hotspot.counts.positive * a.hotspot.counts.total
      return left != right ? left > right : a.slide < b.slide
    }
  }
}
