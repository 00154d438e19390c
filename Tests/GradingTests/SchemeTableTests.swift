import Grading
import TestSupport
import Testing

@Suite("Grades by the published tables")
struct SchemeTableTests {
  @Test(arguments: FixtureRow.table("grades"))
  func `each row gives its outcome, grade, category, deciding criterion and flags`(
    row: FixtureRow
  ) throws {
    let record = try CaseData(fields: row.values).grade(ki67: try Self.ki67(row))
    #expect(record.outcome.rawValue == row["outcome"])
    #expect((record.grade?.rawValue ?? "") == row["grade"])
    #expect((record.category?.rawValue ?? "") == row["category"])
    #expect(record.decidedBy.map(\.rawValue).joined(separator: "+") == row["decided_by"])
    let codes = Set(record.flags.map(\.rawValue))
    for expected in row["flags"].split(separator: ";").map(String.init) {
      if expected.hasPrefix("!") {
        let code = String(expected.dropFirst())
        #expect(GradeFlag(rawValue: code) != nil && !codes.contains(code))
      } else {
        #expect(codes.contains(expected))
      }
    }
  }

  @Test(arguments: FixtureRow.table("grades"))
  func `no record is without what belongs to a grade`(row: FixtureRow) throws {
    let record = try CaseData(fields: row.values).grade(ki67: try Self.ki67(row))
    let hasGrade = record.grade != nil || record.category != nil
    if hasGrade { #expect(record.scheme != nil && !record.decidedBy.isEmpty) }
    if record.outcome != .assigned { #expect(record.reason?.isEmpty == false) }
    let line = record.summary
    #expect(line.contains(record.schemeText) && line.contains(record.decidedByText))
    #expect(record.flags.allSatisfy { line.contains($0.rawValue) })
    let names = record.synopsis.map(\.name)
    for needed in ["Grade", "Decided by", "Scheme", "Ki-67", "Mitoses", "Notice"] {
      #expect(names.contains(needed))
    }
    #expect(names.contains("Flags") || names.contains("Flag"))
    #expect(record.notice.contains("pathologist must confirm"))
    #expect(record.confirmation == .unconfirmed)
  }

  static func ki67(_ row: FixtureRow) throws -> Ki67Measurement? {
    if !row["ki67_percent"].isEmpty { return try Ki67Measurement(percentText: row["ki67_percent"]) }
    guard !row["total"].isEmpty else { return nil }
    return Ki67Measurement(
      try LabelingIndex(positive: row.whole("positive"), total: row.whole("total")))
  }

  @Test func `grades equal the integer rule on random counts`() throws {
    var generator = SeededGenerator(seed: 67)
    for _ in 0..<20_000 {
      let total = Int.random(in: 1...3000, using: &generator)
      let positive = min(total, Int.random(in: 0...max(1, total / 3), using: &generator))
      let expected: Grade =
        100 * positive > 20 * total ? .g3 : 100 * positive >= 3 * total ? .g2 : .g1
      let percent = try LabelingIndex(positive: positive, total: total).percent
      #expect(GradingScheme.whoGEP2022.grade(ki67Percent: percent) == expected)
    }
  }

  @Test func `mitoses equal the integer rule on random counts and areas`() throws {
    var generator = SeededGenerator(seed: 2022)
    for _ in 0..<5000 {
      let count = Int.random(in: 0...300, using: &generator)
      let tenths = Int.random(in: 1...300, using: &generator)
      let mitoses = try #require(
        try MitoticCount.parse(
          .init(mitoses: "\(count)", areaMm2: "\(tenths / 10).\(tenths % 10)")))
      // count · 2 / (tenths / 10) against 2 and 20.
      let expected: Grade =
        20 * count > 20 * tenths ? .g3 : 20 * count >= 2 * tenths ? .g2 : .g1
      let rate = mitoses.perTwoSquareMillimeters
      #expect(GradingScheme.whoGEP2022.grade(mitosesPerTwoSquareMillimeters: rate) == expected)
    }
  }

  @Test func `more positives or more mitoses never lower the grade`() throws {
    for scheme in GradingScheme.all {
      var last = Grade.g1
      for tenths in 0...500 {
        let rate = try #require(Fraction(decimal: "\(tenths / 10).\(tenths % 10)"))
        let grade = try #require(scheme.grade(mitosesPerTwoSquareMillimeters: rate))
        #expect(grade >= last)
        last = grade
      }
    }
  }

  @Test func `every scheme has a unique id, edition and source, and is found by id and alias`()
    throws
  {
    #expect(
      Set(GradingScheme.all.map(\.id)) == [
        "who-gep-2022", "who-thoracic-2021", "who-head-neck-2022", "who-gep-2017", "who-gep-2010",
      ])
    let names = GradingScheme.all.flatMap { [$0.id] + $0.aliases }
    #expect(Set(names).count == names.count)
    for scheme in GradingScheme.all {
      #expect(!scheme.edition.isEmpty && !scheme.citation.isEmpty)
      for name in [scheme.id] + scheme.aliases {
        #expect(try GradingScheme.parse(name.uppercased()) == scheme)
      }
    }
  }
}
