import Hotspots
import Nuclei
import Quantification
import Store

extension ReportPage.Case {
  /// Describes a case, its grade and its slides.
  init(
    _ result: CaseResult, number: Int, review: CaseReview?, slides: [ReportPage.Slide]
  ) {
    let summary = result.grade.map(GradeSummary.init)
    anchor = "case-\(number)"
    name = result.input.name
    isGraded = summary?.isGraded ?? false
    grade =
      isGraded
      ? summary?.label ?? "" : result.status == .measured ? "No grade" : "Failed"
    gradeClass = Self.gradeClass(isGraded ? grade : nil)
    scheme = summary?.scheme
    schemeTitle = summary?.schemeTitle
    edition = summary?.edition
    decidedBy = summary?.decidingIndexText
    ki67Grade = summary?.ki67Grade
    mitoticGrade = summary?.mitoticGrade
    mitosesPer2SquareMillimeters = summary?.mitosesPer2SquareMillimeters
    refusal = result.gradeRefusal
    error = result.error
    isGradedOnHotspot = result.isGradedOnHotspot
    condition = summary?.condition
    probabilities = summary?.probabilitiesText.map(Self.unbroken)
    alternatives = (summary?.alternatives ?? []).map {
      ReportPage.Fact(name: "If \($0.condition)", value: $0.label)
    }
    facts = Self.facts(of: result)
    evidence = EvidenceFacts(result).facts
    reviewFacts = ReviewFacts(review).facts
    hasReview = !reviewFacts.isEmpty
    reviewTitle = review?.signed == nil ? "Counted by people" : "Signed off"
    flags = CaseFlag.all(of: result).map {
      ReportPage.Flag(code: $0.code, explanation: $0.explanation)
    }
    hasFlags = !flags.isEmpty
    flagCount = flags.count
    self.slides = slides
    addIndex(of: result, cutoffs: summary?.cutoffsPercent ?? [3, 20])
  }

  private mutating func addIndex(of result: CaseResult, cutoffs: [Double]) {
    guard result.status == .measured, result.global.total > 0 else { return }
    let main = result.gradedCounts
    index = Self.unbroken(result.gradedIndexText)
    interval = main.intervalText.map(Self.unbroken)
    counts = main.countsText
    global = Self.unbroken(result.global.indexText)
    globalInterval = result.global.intervalText.map(Self.unbroken)
    globalCounts = result.global.countsText
    hotspotExpectedIndex =
      result.isGradedOnHotspot ? result.hotspot?.hotspot.census.expectedIndexText : nil
    expectedIndex = result.census.expectedIndexText
    intensities = result.census.intensityText
    indexRegion = Self.region(of: result)
    shortRegion =
      !result.isGradedOnHotspot
      ? "all nuclei" : result.gradedIndex == .adjusted ? "adjusted hotspot" : "hotspot"
    if result.flags.contains(.hotspotSmall), let (slide, hotspot) = result.hotspot {
      hotspotNote =
        "The index rests on all nuclei and not on the hotspot of \(slide), which holds only "
        + "\(hotspot.counts.total) tumor nuclei (\(hotspot.counts.positive) positive), fewer than "
        + "were asked for."
    }
    let chart = IntervalChart(
      main: main, global: result.isGradedOnHotspot ? result.global : nil, cutoffs: cutoffs)
    self.chart = chart.full()
    smallChart = chart.small()
  }

  private static func region(of result: CaseResult) -> String {
    guard result.isGradedOnHotspot, let (slide, hotspot) = result.hotspot else {
      return "all nuclei measured"
    }
    var text = "hotspot of \(hotspot.counts.total) tumor nuclei on \(slide)"
    if result.gradedIndex == .adjusted { text = "adjusted for its choice, \(text)" }
    if let diameter = hotspot.diameterMicrons, let area = hotspot.areaSquareMillimeters {
      let size = hotspot.outline == .square ? "wide" : "across"
      text += ", \(DecimalText.text(diameter, places: 0)) µm \(size)"
      text += " (\(DecimalText.text(area, places: 3)) mm²)"
    }
    return text
  }

  /// What the manifest says, names made readable; carried columns keep theirs.
  private static func facts(of result: CaseResult) -> [ReportPage.Fact] {
    let names = [
      ("site", "Site"), ("differentiation", "Differentiation"), ("specimen", "Specimen"),
      ("necrosis", "Necrosis"), ("mitoses", "Mitoses as given"),
      ("mitosis_area_mm2", "Area of the mitotic count (mm²)"),
      ("mitosis_fields", "Fields of the mitotic count"),
      ("field_diameter_mm", "Field diameter (mm)"),
    ]
    let known = names.compactMap { key, name in
      result.input.gradingFields[key].map { ReportPage.Fact(name: name, value: $0) }
    }
    return known
      + result.input.carriedFields.filter { !$0.value.isEmpty }
      .map { ReportPage.Fact(name: $0.name, value: $0.value) }
  }

  /// The text with percent signs that never start a line.
  private static func unbroken(_ text: String) -> String { text.replacing(" %", with: "\u{A0}%") }

  /// Style of the grade's badge: the higher the grade, the darker.
  private static func gradeClass(_ grade: String?) -> String {
    guard let grade else { return "none" }
    if grade.contains("G1") { return "g1" }
    if grade.contains("G2") { return "g2" }
    return grade.contains("G3") ? "g3" : "other"
  }
}
