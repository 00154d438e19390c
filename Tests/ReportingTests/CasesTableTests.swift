import Grading
import Nuclei
import Quantification
import Reporting
import Testing

@Suite struct CasesTableTests {
  private let slide = SyntheticSlide(name: "s1", caseName: "A")

  private func records(_ cases: [CaseResult]) throws -> [[String: String]] {
    try CSVParser.records(CasesTable.bytes(of: SyntheticRun.run(cases, [slide])))
  }

  @Test func `a graded case shows counts, index, interval and what the grade rests on`() throws {
    let result = try SyntheticRun.graded("A", slide)
    let row = try #require(try records([result]).first)
    let hotspot = try #require(slide.result.hotspots.first)
    let counts = hotspot.counts
    #expect(row["case"] == "A" && row["slides"] == "s1" && row["status"] == "measured")
    #expect(row["positive"] == "\(slide.result.counts.positive)")
    #expect(row["total"] == "\(slide.result.counts.total)")
    #expect(row["hotspot_positive"] == "\(counts.positive)")
    #expect(row["hotspot_total"] == "\(counts.total)")
    let index = 100 * Double(counts.positive) / Double(counts.total)
    #expect(row["hotspot_index_percent"] == DecimalText.text(index, places: 4))
    let wilson = try LabelingIndex(positive: counts.positive, total: counts.total).wilsonInterval
    #expect(row["hotspot_ci_low"] == DecimalText.text(wilson.lowerPercent, places: 4))
    #expect(row["hotspot_ci_high"] == DecimalText.text(wilson.upperPercent, places: 4))
    #expect(row["hotspot_slide"] == "s1" && row["hotspot_x"] == "400.00")
    #expect(row["hotspot_diameter_um"] == "200.00" && row["hotspot_area_mm2"] == "0.031416")
    let grade = try #require(result.grade)
    #expect(row["graded_region"] == "hotspot" && row["category"] == grade.label)
    #expect(row["grade"] == grade.grade?.rawValue && row["deciding_index"] == "ki67")
    #expect(row["scheme"] == "who-gep-2022" && row["edition"] == grade.scheme?.edition)
    #expect(row["mitoses"] == "3" && row["mitoses_per_2mm2"] == "0.60")
    let probabilities = ["p_g1", "p_g2", "p_g3"].compactMap { row[$0].flatMap(Double.init) }
    #expect(probabilities.count == 3 && abs(probabilities.reduce(0, +) - 1) < 2e-4)
    #expect(row["refusal"] == "" && row["error"] == "")
  }

  @Test func `Wilson interval of 14 of 500 is 1.68 to 4.64 percent`() throws {
    // Newcombe 1998, method 3, evaluated by hand.
    var small = slide
    small.result.counts = NucleusCounts(positive: 14, total: 500)
    let row = try #require(
      try records([SyntheticRun.graded("A", small, onHotspot: false)]).first)
    #expect(row["index_percent"] == "2.8000" && row["graded_region"] == "global")
    #expect(row["ci_low"]?.hasPrefix("1.67") == true && row["ci_high"]?.hasPrefix("4.64") == true)
  }

  @Test func `a failed case has its reason and no number`() throws {
    let row = try #require(
      try records([SyntheticRun.failed("B", error: "b.png: damaged, \"cut\" short")]).first)
    #expect(row["status"] == "failed" && row["error"] == "b.png: damaged, \"cut\" short")
    for column in [
      "positive", "total", "index_percent", "ci_low", "hotspot_total", "grade", "p_g1",
    ] {
      #expect(row[column] == "", "\(column)")
    }
  }

  @Test func `a case without site has a reason, flags, and no grade`() throws {
    let result = try SyntheticRun.graded("C", slide, fields: [:], flags: [.pixelSizeUnknown])
    let row = try #require(try records([result]).first)
    #expect(row["grade"] == "" && row["category"] == "" && row["grade_outcome"] == "not_assigned")
    #expect(row["refusal"] == result.gradeRefusal && result.gradeRefusal != nil)
    let flags = row["flags"]?.split(separator: ";").map(String.init) ?? []
    #expect(flags.first == "PIXEL_SIZE_UNKNOWN" && flags.contains("SITE_MISSING"))
  }

  @Test func `a provisional grade says on what it depends`() throws {
    let fields = [
      "site": "lung", "differentiation": "well", "mitoses": "1", "mitosis_area_mm2": "2",
    ]
    let result = try SyntheticRun.graded("L", slide, fields: fields)
    #expect(result.grade?.outcome == .provisional)
    let row = try #require(try records([result]).first)
    #expect(row["grade_condition"] == result.grade?.reason && row["grade_condition"] != "")
  }

  @Test func `the lung is graded by mitoses and shows a category`() throws {
    let fields = [
      "site": "lung", "differentiation": "well", "mitoses": "4", "mitosis_area_mm2": "2",
      "necrosis": "absent",
    ]
    let row = try #require(try records([SyntheticRun.graded("L", slide, fields: fields)]).first)
    #expect(row["category"] == "atypical carcinoid" && row["deciding_index"] == "mitoses")
    #expect(row["scheme"] == "who-thoracic-2021" && row["p_g1"] == "")
  }

  @Test func `carried columns come last, in order of first appearance, disarmed`() throws {
    let first = try SyntheticRun.graded(
      "A", slide,
      carried: [
        CarriedField(name: "block", value: "=cmd()"),
        CarriedField(name: "grade", value: "G3"),
      ])
    let second = try SyntheticRun.graded(
      "B", slide,
      carried: [
        CarriedField(name: "age", value: "-7"),
        CarriedField(name: "block", value: "B2, \"x\""),
      ])
    let run = SyntheticRun.run([first, second], [slide])
    let rows = try CSVParser.rows(CasesTable.bytes(of: run))
    #expect(rows[0] == CasesTable.columns + ["block", "manifest_grade", "age"])
    #expect(rows[1].suffix(3) == ["'=cmd()", "G3", ""])
    #expect(rows[2].suffix(3) == ["B2, \"x\"", "", "-7"])
  }

  @Test func `names that spreadsheets would run are disarmed`() throws {
    let row = try #require(
      try records([SyntheticRun.graded("=HYPERLINK(\"x\")", slide)]).first)
    #expect(row["case"] == "'=HYPERLINK(\"x\")")
  }
}
