import Mustache
import Quantification

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
  var pictures: [String: [ReportPage.Picture]]
  /// Whether pictures stay beside the page instead of inside it.
  var picturesAreLinked: Bool

  /// Most cases, and most inputs that were not measured, that one page can show and stay quick.
  static let mostRows = 1000

  /// The cases that the page shows: the first ones.
  static func shownCases(of run: RunResult) -> ArraySlice<CaseResult> {
    run.cases.prefix(mostRows)
  }

  /// The page as UTF-8.
  func bytes() throws -> [UInt8] {
    let text = String(decoding: PackageResources.report_mustache, as: UTF8.self)
    return Array(try MustacheTemplate(string: text).render(page()).utf8)
  }

  private func page() -> ReportPage {
    let slides = Dictionary(run.slides.map { ($0.slide, $0) }) { first, _ in first }
    let cases = Self.shownCases(of: run).enumerated().map { index, result in
      ReportPage.Case(
        result, number: index + 1,
        slides: result.slides.compactMap { slides[$0] }
          .map { ReportPage.Slide($0, pictures: pictures[$0.slide] ?? []) })
    }
    let problems = self.problems()
    return ReportPage(
      title: "Ki-67 report", version: version, facts: facts(), settings: settings(),
      hasCases: !cases.isEmpty, cases: cases, casesLeftOut: leftOut(run.cases.count, "cases.csv"),
      hasProblems: !problems.isEmpty, problems: Array(problems.prefix(Self.mostRows)),
      problemsLeftOut: leftOut(problems.count, "run.json"),
      hasPictures: pictures.values.contains { !$0.isEmpty },
      picturesAreLinked: picturesAreLinked, schemes: schemes())
  }

  /// "This page shows the first 1000 of 40000; cases.csv holds all."; nil when it shows all.
  private func leftOut(_ count: Int, _ file: String) -> String? {
    guard count > Self.mostRows else { return nil }
    return "This page shows the first \(Self.mostRows) of \(count); \(file) holds all."
  }

  private func facts() -> [ReportPage.Fact] {
    let graded = run.cases.count { $0.grade.map { GradeSummary($0).isGraded } ?? false }
    let measured = run.slides.count { $0.status == .measured }
    let tiles = run.slides.flatMap(\.tiles)
    let failed = tiles.count { $0.status == .failed } + run.rejected.count
    let nuclei = run.slides.reduce(0) { $0 + $1.counts.total }
    return [
      ReportPage.Fact(name: "Cases graded", value: "\(graded)", detail: "of \(run.cases.count)"),
      ReportPage.Fact(
        name: "Slides measured", value: "\(measured)", detail: "of \(run.slides.count)"),
      ReportPage.Fact(
        name: "Images measured", value: "\(tiles.count { $0.status == .measured })",
        detail: "of \(tiles.count + run.rejected.count)"),
      ReportPage.Fact(name: "Inputs failed", value: "\(failed)"),
      ReportPage.Fact(name: "Tumor nuclei", value: "\(nuclei)"),
    ]
  }

  private func settings() -> [ReportPage.Fact] {
    let excluded = run.settings.profile.tumor.exclude
    return [
      ReportPage.Fact(name: "Program", value: "ki67 \(version)"),
      ReportPage.Fact(name: "Profile", value: run.settings.profile.name),
      ReportPage.Fact(name: "Hotspot", value: run.settings.hotspot.text),
      ReportPage.Fact(
        name: "Kinds of nuclei not counted",
        value: excluded.isEmpty
          ? "none" : excluded.map(\.rawValue).joined(separator: ", ").replacing("_", with: " ")),
    ]
  }

  private func problems() -> [ReportPage.Problem] {
    let rejected = run.rejected.map {
      ReportPage.Problem(input: $0.input, slide: $0.slide, reason: $0.reason)
    }
    let tiles = run.slides.flatMap(\.tiles).filter { $0.status != .measured }.map {
      ReportPage.Problem(
        input: $0.image, slide: $0.slide,
        reason: $0.error ?? "\($0.status.rawValue), no reason given")
    }
    return rejected + tiles
  }

  private func schemes() -> [ReportPage.Scheme] {
    var seen: Set<String> = []
    return run.cases.compactMap(\.grade?.scheme).filter { seen.insert($0.id).inserted }
      .map { ReportPage.Scheme(id: $0.id, title: $0.title, edition: $0.edition) }
  }
}
