import Foundation
import Grading
import Quantification
import Reporting
import Testing

@Suite struct DocumentationTests {
  private static let page = String(
    decoding: bytes(
      URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("docs/output.md").path),
    as: UTF8.self)

  /// Names in the first column of the table under a heading.
  private func documented(under heading: String) throws -> [String] {
    let start = try #require(Self.page.range(of: "\n## `\(heading)`\n")?.upperBound)
    let rest = Self.page[start...]
    let section = rest[..<(rest.range(of: "\n## ")?.lowerBound ?? rest.endIndex)]
    return section.split(separator: "\n").filter { $0.hasPrefix("| `") }.flatMap { line in
      line.split(separator: "|")[0].split(separator: "`").filter { $0.contains { $0.isLetter } }
        .map(String.init)
    }
  }

  @Test(arguments: [
    ("cases.csv", CasesTable.columns), ("slides.csv", SlidesTable.columns),
    ("tiles.csv", TilesTable.columns), ("hotspots.csv", HotspotsTable.columns),
    ("regions.csv", RegionsTable.columns),
    ("nuclei/<slide>.csv", NucleiTable.columns),
  ]) func `every column is documented, none that does not exist`(file: String, columns: [String])
    throws
  {
    let documented = try documented(under: file)
    #expect(Set(documented) == Set(columns))
    #expect(documented.count == Set(documented).count)
    #expect(Set(columns).count == columns.count)
  }

  @Test(arguments: ResultFlag.allCases)
  func `every flag of a measurement is explained`(flag: ResultFlag) {
    #expect(Self.page.contains("| `\(flag.rawValue)` | measurement | \(flag.explanation) |"))
  }

  @Test(arguments: GradeFlag.allCases)
  func `every flag of a grade is explained`(flag: GradeFlag) {
    #expect(Self.page.contains("| `\(flag.rawValue)` | grade | \(flag.explanation) |"))
  }

  @Test func `every key of the run record is documented`() throws {
    let folder = try TemporaryFolder()
    let slide = SyntheticSlide(name: "s", caseName: "A")
    let run = try SyntheticRun.run([SyntheticRun.graded("A", slide)], [slide])
    let written = try SyntheticRun.write(
      run, [slide], to: folder.path, options: ResultOptions(overlays: .none, nuclei: .none))
    let json = try JSONSerialization.jsonObject(with: Data(try written.json(of: run).utf8))
    let keys = Set(try #require(json as? [String: Any]).keys)
    #expect(keys.subtracting(["format"]).isSubset(of: Set(try documented(under: "run.json"))))
  }
}
