import Grading
import Hotspots
import Nuclei
import Quantification
import Store

/// A case as the report shows it.
struct CaseView {
  /// The case.
  let result: CaseResult
  /// Its slides, measured or not.
  let slides: [SlideResult]
  /// Anchor on the page.
  let anchor: String
  /// What the grade record says; nil without one.
  let summary: GradeSummary?
  /// Doubts.
  let flags: [CaseFlag]
  /// How it was counted, for "method".
  let method: String
  /// What people did with it; nil without any.
  let review: CaseReview?

  init(
    _ result: CaseResult, number: Int, slides: [SlideResult], method: String, review: CaseReview?
  ) {
    self.result = result
    self.slides = slides
    self.method = method
    self.review = review
    anchor = "case-\(number)"
    summary = result.grade.map(GradeSummary.init)
    flags = CaseFlag.all(of: result)
  }

  /// Whether there is a grade or category.
  var isGraded: Bool { summary?.isGraded ?? false }

  /// Whether there is an index to show.
  var isMeasured: Bool { result.status == .measured && result.global.total > 0 }

  /// The grade in words, or that there is none.
  var grade: String {
    isGraded ? summary?.label ?? "" : result.status == .measured ? "No grade" : "Failed"
  }

  /// Style of the grade's badge: the higher the grade, the darker.
  var gradeClass: String {
    guard isGraded else { return "none" }
    if grade.contains("G1") { return "g1" }
    if grade.contains("G2") { return "g2" }
    return grade.contains("G3") ? "g3" : "other"
  }

  /// Place of the grade when sorted: carcinomas after G3, no grade last.
  var gradeRank: Int {
    switch gradeClass {
    case "g1": 1
    case "g2": 2
    case "g3": 3
    case "other": 4
    default: 9
    }
  }

  /// Cut-offs of the index in percent: those of the scheme, none where Ki-67 does not classify.
  var cutoffs: [Double] { summary?.cutoffsPercent ?? [3, 20] }

  /// The region that the index was counted in.
  var region: String {
    guard result.isGradedOnHotspot, let (slide, hotspot) = result.hotspot else {
      return "all nuclei measured"
    }
    var text = "hotspot of \(hotspot.counts.total) tumor nuclei on \(slide)"
    if result.gradedIndex == .adjusted { text = "adjusted for its choice, \(text)" }
    if case .drawn(let outline) = hotspot.outline { text += ", drawn region \(outline.name)" }
    if let diameter = hotspot.diameterMicrons {
      let size = hotspot.outline == .square ? "wide" : "across"
      text += ", \(DecimalText.text(diameter, places: 0)) µm \(size)"
    }
    if let area = hotspot.areaSquareMillimeters {
      text += " (\(DecimalText.text(area, places: 3)) mm²)"
    }
    return text
  }

  /// The same in a word or two.
  var shortRegion: String {
    !result.isGradedOnHotspot
      ? "all nuclei" : result.gradedIndex == .adjusted ? "adjusted hotspot" : "hotspot"
  }

  /// Why the hotspot does not decide; nil when it does, and when there is none.
  var hotspotNote: String? {
    guard isMeasured, result.flags.contains(.hotspotSmall), let (slide, hotspot) = result.hotspot
    else { return nil }
    return "The index rests on all nuclei and not on the hotspot of \(slide), which holds only "
      + "\(hotspot.counts.total) tumor nuclei (\(hotspot.counts.positive) positive), fewer than "
      + "were asked for."
  }

  /// The text with percent signs that never start a line.
  static func unbroken(_ text: String) -> String { text.replacing(" %", with: "\u{A0}%") }
}
