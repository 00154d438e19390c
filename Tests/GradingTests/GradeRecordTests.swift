import Foundation
import Grading
import Testing

@Suite("Grade record")
struct GradeRecordTests {
  private func measured(_ positive: Int, _ total: Int) throws -> Ki67Measurement {
    Ki67Measurement(
      try LabelingIndex(positive: positive, total: total), region: .hotspot, clone: "MIB-1")
  }

  private func encoded(_ record: GradeRecord) throws -> [String: Any] {
    let data = try JSONEncoder().encode(record)
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test(arguments: FixtureRow.table("grades"))
  func `survives JSON unchanged`(row: FixtureRow) throws {
    let record = try CaseData(fields: row.values).grade(ki67: SchemeTableTests.ki67(row))
    let data = try JSONEncoder().encode(record)
    #expect(try JSONDecoder().decode(GradeRecord.self, from: data) == record)
  }

  @Test func `JSON keys are snake_case and stable`() throws {
    let data = try CaseData(fields: [
      "site": "pancreas", "differentiation": "well", "mitoses": "2/10 HPF",
      "specimen": "biopsy",
    ])
    let object = try encoded(data.grade(ki67: measured(14, 500)))
    #expect(
      Set(object.keys) == [
        "outcome", "grade", "category", "alternatives", "deciding_index", "scheme", "site",
        "differentiation", "necrosis", "specimen", "ki67", "mitoses", "grade_probabilities",
        "flags", "components", "confirmation", "notice",
      ])
    let ki67 = try #require(object["ki67"] as? [String: Any])
    #expect(
      Set(ki67.keys) == [
        "positive", "total", "percent", "percent_text", "wilson", "clopper_pearson", "region",
        "clone", "grade", "open_cutoffs",
      ])
    let mitoses = try #require(object["mitoses"] as? [String: Any])
    #expect(
      Set(mitoses.keys) == [
        "given", "count", "per_2_mm2", "per_2_mm2_text", "area_assumed", "range", "grade",
        "category",
      ])
    let scheme = try #require(object["scheme"] as? [String: Any])
    #expect(Set(scheme.keys) == ["id", "title", "edition", "citation"])
    let flags = try #require(object["flags"] as? [[String: String]])
    #expect(flags.allSatisfy { $0["code"] != nil && $0["explanation"]?.hasSuffix(".") == true })
  }

  @Test func `each flag is one sentence of its own`() {
    let sentences = GradeFlag.allCases.map(\.explanation)
    #expect(Set(sentences).count == sentences.count)
    #expect(sentences.allSatisfy { $0.hasSuffix(".") && !$0.dropLast().contains(". ") })
    let codes = GradeFlag.allCases.map(\.rawValue)
    #expect(codes.allSatisfy { $0.allSatisfy { $0.isUppercase || $0.isNumber || $0 == "_" } })
  }

  @Test func `unknown differentiation above 20 % names both answers`() throws {
    let record = CaseData(site: try PrimarySite.parse("pancreas")).grade(
      ki67: try measured(300, 500))
    #expect(
      record.alternatives.map(\.condition) == ["well differentiated", "poorly differentiated"])
    #expect(record.label == "NET G3 or NEC (provisional)")
    #expect(record.grade == nil && record.category == nil)
  }

  @Test func `components of a mixed neoplasm are graded each on its own`() throws {
    let colon = try CaseData(fields: ["site": "colon", "differentiation": "MiNEN"])
    let component = { (name: String, share: Int, differentiation: String, positive: Int) in
      var data = colon
      data.differentiation = try Differentiation.parse(differentiation)
      return TumorComponent(
        name: name, percentOfTumor: Fraction(share), data: data, ki67: try measured(positive, 500))
    }
    let record = colon.grade(
      ki67: nil,
      components: [
        try component("NET", 25, "well", 50), try component("NEC", 45, "large cell", 400),
        try component("adenocarcinoma", 30, "adenocarcinoma", 300),
      ])
    #expect(record.outcome == .notGraded && record.grade == nil)
    #expect(record.components.map(\.record.grade) == [.g2, nil, nil])
    #expect(record.components.map(\.record.category) == [.netG2, .necLargeCell, nil])
    #expect(record.components.map(\.record.outcome) == [.assigned, .notGraded, .notGraded])
    #expect(record.flags.contains(.minenComponentsApart))
    #expect(record.flags.contains(.minenComponentBelow30))
    #expect(record.components.allSatisfy { $0.record.scheme?.id == "who-gep-2022" })
  }

  @Test func `mitoses taken as certain leave no probability below their grade`() throws {
    var data = try CaseData(fields: ["site": "ileum", "differentiation": "well"])
    let alone = try #require(data.grade(ki67: measured(14, 500)).gradeProbabilities)
    data.mitoses = try MitoticCount.parse(.init(mitoses: "50", areaMm2: "10"))
    let floored = try #require(data.grade(ki67: measured(14, 500)).gradeProbabilities)
    #expect(abs(alone.g1 - 0.588) < 0.0005)
    #expect(floored.g1 == 0 && abs(floored.g2 - alone.g1 - alone.g2) < 1e-12)
  }

  @Test func `head and neck probabilities split at 20 % only, above the grade by mitoses`() throws {
    let data = try CaseData(fields: [
      "site": "larynx", "differentiation": "well", "mitoses": "1", "mitosis_area_mm2": "2",
      "necrosis": "absent",
    ])
    let grades = try #require(data.grade(ki67: measured(101, 500)).gradeProbabilities)
    #expect(abs(grades.g1 - 0.451) < 0.0005 && grades.g2 == 0 && abs(grades.g3 - 0.549) < 0.0005)
  }

  @Test func `an open cut-off tells probability and nuclei needed`() throws {
    let data = try CaseData(fields: ["site": "ileum", "differentiation": "well"])
    let open = try #require(try data.grade(ki67: measured(14, 500)).ki67?.openCutoffs)
    #expect(open.map(\.percent) == [3])
    #expect(abs((open.first?.probabilityBelow ?? 0) - 0.588) < 0.0005)
    // 1.96² · 0.03 · 0.97 / 0.002² = 27 946.6
    #expect(open.first?.nucleiToSettle == 27_947)
    #expect(try data.grade(ki67: measured(5, 500)).ki67?.openCutoffs.isEmpty == true)
  }
}
