import Grading
import Quantification
import Reporting
import Testing

@Suite struct CaseTableTests {
  private let slide = SyntheticSlide(name: "s1", caseName: "A")

  private func text(_ cases: [CaseResult]) -> String {
    CaseTable.text(SyntheticRun.run(cases, [slide]))
  }

  private func lines(_ cases: [CaseResult]) -> [String] {
    text(cases).split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }

  @Test func `a case takes one line with everything that belongs to its grade`() throws {
    let result = try SyntheticRun.graded("A", slide)
    let lines = lines([result])
    let grade = try #require(result.grade)
    let row = try #require(lines.first { $0.hasPrefix("A ") })
    #expect(row.contains("\(grade.label)¹") && row.contains("Ki-67"))
    let counts = try #require(slide.result.hotspots.first?.counts)
    #expect(row.contains("\(counts.positive)/\(counts.total)"))
    let index = try LabelingIndex(positive: counts.positive, total: counts.total)
    #expect(row.contains(" \(index.percentText) "))
    #expect(text([result]).contains("¹ who-gep-2022: WHO classification"))
    let edition = try #require(grade.scheme?.edition)
    #expect(text([result]).replacing("\n", with: " ").contains(edition))
    #expect(text([result]).contains("a pathologist must confirm"))
    for flag in grade.flags { #expect(text([result]).contains(flag.rawValue), "\(flag)") }
  }

  @Test func `no line is wider than 100 characters, whatever the names`() throws {
    let long = String(repeating: "very long name ", count: 30)
    let word = String(repeating: "x", count: 400)
    let lung = [
      "site": "lung", "differentiation": "well", "mitoses": "4", "mitosis_area_mm2": "2",
      "necrosis": "absent",
    ]
    let cases = [
      try SyntheticRun.graded(long, slide), try SyntheticRun.graded(word, slide, fields: lung),
      try SyntheticRun.graded("C", slide, fields: [:], flags: ResultFlag.allCases),
      SyntheticRun.failed(long, error: long + word),
      try SyntheticRun.graded("é😀中文", slide, fields: ["site": "lung", "differentiation": "well"]),
    ]
    for line in lines(cases) { #expect(line.count <= CaseTable.width, "\(line)") }
    #expect(lines(cases).contains { $0.contains("…") })
  }

  @Test func `what all cases share is said once`() throws {
    let cases = try (1...45).map { try SyntheticRun.graded("case \($0)", slide, fields: [:]) }
    let text = text(cases)
    #expect(text.split(separator: "no grade:").count == 2)
    #expect(text.split(separator: "SITE_MISSING").count == 2)
    #expect(text.contains("All 45 cases\n"))
    #expect(lines(cases).count < 45 + 15)
  }

  @Test func `what few cases have stands under them, and exceptions are named`() throws {
    var cases = try (1...6).map {
      try SyntheticRun.graded("case \($0)", slide, flags: $0 == 6 ? [] : [.pixelSizeUnknown])
    }
    cases[2].flags.append(.someTilesFailed)
    let lines = lines(cases)
    let third = try #require(lines.firstIndex { $0.hasPrefix("case 3") })
    #expect(lines[third + 1] == "    flags: SOME_TILES_FAILED")
    #expect(lines.contains("All 6 cases but case 6"))
    #expect(lines.count { $0.contains("PIXEL_SIZE_UNKNOWN") } == 1)
  }

  @Test func `failed cases say why, and control characters never reach the terminal`() throws {
    let text = text([SyntheticRun.failed("a\u{1B}[31m\u{202E}b", error: "bad\u{7} file")])
    #expect(text.contains("failed") && text.contains("error: bad\u{FFFD} file"))
    for scalar in text.unicodeScalars where scalar != "\n" {
      #expect(scalar.properties.generalCategory != .control && scalar != "\u{202E}")
    }
    #expect(CaseTable.text(SyntheticRun.run([], [])) == "No cases.\n")
  }
}
