import Grading
import Hotspots
import Nuclei
import Quantification
import Store

/// `report.html`: one page that needs nothing else, made from the results of a run.
///
/// The page holds no times and nothing about the machine, so that it repeats byte by byte like the
/// tables; those are in `run.json`.
struct HTMLReport {
  /// Results to show.
  var run: RunResult
  /// Version of the program.
  var version: String
  /// Pictures by slide name.
  var pictures: [String: [ReportPicture]]
  /// Whether pictures stay beside the page instead of inside it.
  var picturesAreLinked: Bool
  /// What follows from all cases.
  var tally: CaseTally
  /// What people did with cases, by name.
  var reviews: [String: CaseReview] = [:]

  /// Most cases, and most inputs that were not measured, that one page can show and stay quick.
  static let mostRows = 1000

  /// The cases that the page shows: the first ones.
  static func shownCases(of run: RunResult) -> [CaseResult] {
    Array(run.cases.prefix(mostRows))
  }

  /// Hands the page on as UTF-8, piece by piece.
  func write(to sink: ([UInt8]) throws -> Void) throws {
    let shown = Self.shownCases(of: run)
    let slides = slides(of: shown)
    let method = "image analysis by ki67 \(version), profile \(run.settings.profile.name)"
    let cases = shown.enumerated().map { index, result in
      CaseView(
        result, number: index + 1, slides: result.slides.compactMap { slides[$0] }, method: method,
        review: reviews[result.input.name])
    }
    // Case by case, because the library joins texts at every level of a template.
    let template = try Self.template(PackageResources.case_mustache)
    let page = try Self.template(PackageResources.report_mustache).render(values(of: cases))
    let parts = page.split(separator: "<!--cases-->", maxSplits: 1)
    let (head, tail) = (parts.first ?? "", parts.count > 1 ? parts[1] : "")
    try sink(Array(head.utf8))
    for view in cases {
      let text = template.render(
        view.page(
          slides: view.slides.map { SlideView($0).page(pictures: pictures[$0.slide] ?? []) }))
      try sink(Self.withoutBreaks(text))
    }
    try sink(Array(tail.utf8))
  }

  /// The slides of some cases by name.
  private func slides(of cases: [CaseResult]) -> [String: SlideResult] {
    let wanted = Set(cases.flatMap(\.slides))
    var slides: [String: SlideResult] = [:]
    for (place, digest) in run.slides.digests.enumerated()
    where wanted.contains(digest.slide) && slides[digest.slide] == nil {
      slides[digest.slide] = run.slides[place]
    }
    return slides
  }

  /// A page without breaks between tags, a third of what a browser would have to keep.
  private static func withoutBreaks(_ page: String) -> [UInt8] {
    let bytes = Array(page.utf8)
    return bytes.indices.compactMap { index in
      let isBreak =
        bytes[index] == UInt8(ascii: "\n") && index > 0 && index + 1 < bytes.count
        && bytes[index - 1] == UInt8(ascii: ">") && bytes[index + 1] == UInt8(ascii: "<")
      return isBreak ? nil : bytes[index]
    }
  }

  private static func template(_ resource: [UInt8]) throws -> PiecewiseTemplate {
    try PiecewiseTemplate(String(decoding: resource, as: UTF8.self))
  }

  private func values(of cases: [CaseView]) -> TemplateValues {
    let problems = self.problems()
    let slides = run.slides.digests
    let problemCount = run.rejected.count + slides.reduce(0) { $0 + $1.tiles - $1.tilesMeasured }
    return [
      "title": "Ki-67 report", "version": version,
      "style": String(decoding: PackageResources.report_css, as: UTF8.self),
      "script": String(decoding: PackageResources.report_js, as: UTF8.self),
      "confirmation": CaseView.confirmation,
      "facts": facts(), "settings": settings(), "hasCases": !cases.isEmpty,
      "cases": cases.map(\.overviewRow), "caseCount": cases.count,
      "casesLeftOut": leftOut(run.cases.count, "cases.csv"),
      "hasProblems": !problems.isEmpty, "problems": problems,
      "problemsLeftOut": leftOut(problemCount, "run.json"),
      "hasPictures": pictures.values.contains { !$0.isEmpty },
      "picturesAreLinked": picturesAreLinked, "schemes": schemes(),
      "topics": Background.topics.map(\.values),
      "sources": MeaningSource.allCases.map(\.values),
    ]
  }

  /// "This page shows the first 1000 of 40000; cases.csv holds all."; nil when it shows all.
  private func leftOut(_ count: Int, _ file: String) -> String? {
    guard count > Self.mostRows else { return nil }
    return "This page shows the first \(Self.mostRows) of \(count); \(file) holds all."
  }

  private func facts() -> [TemplateValues] {
    let slides = run.slides.digests
    func sum(_ value: (SlideDigest) -> Int) -> Int { slides.reduce(0) { $0 + value($1) } }
    let measured = slides.count { $0.status == .measured }
    return [
      TemplateValues(
        name: "Cases graded", value: "\(tally.graded)", detail: "of \(run.cases.count)"),
      TemplateValues(
        name: "Slides measured", value: "\(measured)", detail: "of \(slides.count)"),
      TemplateValues(
        name: "Images measured", value: "\(sum(\.tilesMeasured))",
        detail: "of \(sum(\.tiles) + run.rejected.count)"),
      TemplateValues(
        name: "Inputs failed", value: "\(sum(\.tilesFailed) + run.rejected.count)"),
      TemplateValues(name: "Tumor nuclei", value: "\(sum(\.nuclei))"),
    ]
  }

  private func settings() -> [TemplateValues] {
    let excluded = run.settings.profile.tumor.exclude
    return [
      TemplateValues(name: "Program", value: "ki67 \(version)"),
      TemplateValues(name: "Profile", value: run.settings.profile.name),
      TemplateValues(name: "Hotspot", value: run.settings.hotspot.text),
      TemplateValues(
        name: "Index that makes the grade", value: run.settings.profile.grading.index.rawValue),
      TemplateValues(
        name: "Kinds of nuclei not counted",
        value: excluded.isEmpty
          ? "none" : excluded.map(\.rawValue).joined(separator: ", ").replacing("_", with: " ")),
    ]
  }

  /// The first inputs that were not measured.
  private func problems() -> [TemplateValues] {
    let rejected = run.rejected.prefix(Self.mostRows).map {
      ["input": $0.input, "slide": $0.slide, "reason": $0.reason] as TemplateValues
    }
    let incomplete = run.slides.indices.lazy.filter {
      let digest = run.slides.digests[$0]
      return digest.tilesMeasured < digest.tiles
    }
    let left = incomplete.flatMap { run.slides[$0].tiles }.filter { $0.status != .measured }
    let tiles = left.prefix(Self.mostRows - rejected.count).map {
      [
        "input": $0.image, "slide": $0.slide,
        "reason": $0.error ?? "\($0.status.rawValue), no reason given",
      ] as TemplateValues
    }
    return rejected + tiles
  }

  private func schemes() -> [TemplateValues] {
    tally.schemes.map {
      [
        "id": $0.id, "title": $0.title, "edition": $0.edition, "citation": $0.citation,
      ] as TemplateValues
    }
  }
}
