import Foundation
import Grading
import Quantification
import Raster
import Reporting
import Testing

@Suite struct ResultFolderTests {
  private static let slides = ["s1", "s2", "s3"].enumerated().map { index, name in
    SyntheticSlide(name: name, caseName: "case \(name)", count: 300, seed: UInt64(index + 1))
  }

  private func run() throws -> RunResult {
    try SyntheticRun.run(
      Self.slides.map { try SyntheticRun.graded($0.result.caseName, $0) }, Self.slides)
  }

  private func files(_ path: String) -> [String] {
    (FileManager.default.enumerator(atPath: path)?.allObjects as? [String] ?? [])
      .filter { !bytes("\(path)/\($0)").isEmpty }.sorted()
  }

  @Test func `files do not depend on the order in which slides finish, but for run.json`() throws {
    let first = try TemporaryFolder()
    let second = try TemporaryFolder()
    _ = try SyntheticRun.write(try run(), Self.slides, to: first.path)
    _ = try SyntheticRun.write(try run(), Self.slides.reversed(), to: second.path)
    let names = files(first.path)
    #expect(names == files(second.path))
    #expect(names.count == 7 + 3 * 5)
    for name in names where name != "run.json" {
      #expect(bytes("\(first.path)/\(name)") == bytes("\(second.path)/\(name)"), "\(name)")
    }
  }

  @Test func `the record lists exactly the files that are there`() throws {
    let folder = try TemporaryFolder()
    _ = try SyntheticRun.write(try run(), Self.slides, to: folder.path)
    let json = try JSONSerialization.jsonObject(with: Data(bytes("\(folder.path)/run.json")))
    let record = try #require(json as? [String: Any])
    #expect(record["files"] as? [String] == files(folder.path))
  }

  @Test(arguments: ResultOptions.Overlays.allCases, ResultOptions.Nuclei.allCases)
  func `only what was asked for is written`(
    overlays: ResultOptions.Overlays, nuclei: ResultOptions.Nuclei
  ) throws {
    let folder = try TemporaryFolder()
    _ = try SyntheticRun.write(
      try run(), Self.slides, to: folder.path,
      options: ResultOptions(overlays: overlays, nuclei: nuclei))
    let names = Set(files(folder.path))
    #expect(names.contains("overlays/s1.png") == (overlays == .all))
    #expect(names.contains("overlays/s1-hotspot-1.png") == (overlays != .none))
    #expect(names.contains("nuclei/s2.csv") == (nuclei == .csv))
    #expect(names.isSuperset(of: ["cases.csv", "slides.csv", "tiles.csv", "hotspots.csv"]))
    let page = String(decoding: bytes("\(folder.path)/report.html"), as: UTF8.self)
    #expect(page.contains("<img") == (overlays != .none))
  }

  private struct Record: Decodable {
    struct Case: Decodable {
      var `case`: String
      var grade: GradeRecord?
      var flags: [String]
    }
    struct Program: Decodable {
      var name: String
      var version: String
      var build: String
    }
    var format: String
    var program: Program
    var cases: [Case]
  }

  @Test func `the printed record decodes, grades included`() throws {
    let folder = try TemporaryFolder()
    let run = try run()
    let written = try SyntheticRun.write(run, Self.slides, to: folder.path)
    for json in [Array(try written.json(of: run).utf8), bytes("\(folder.path)/run.json")] {
      let record = try JSONDecoder().decode(Record.self, from: Data(json))
      #expect(record.format == "ki67-run-1" && record.program.version == "9.8.7")
      #expect(record.cases.map(\.grade) == run.cases.map(\.grade))
      #expect(record.cases.map(\.case) == run.cases.map(\.input.name))
    }
  }

  @Test func `a place that cannot be written to is found before measuring`() throws {
    let folder = try TemporaryFolder()
    try OutputFile.write([1], to: "\(folder.path)/file")
    let path = "\(folder.path)/file/out"
    #expect(throws: OutputError.cannotCreateFolder(path: path, reason: "Not a directory")) {
      try ResultFolder(path: path, program: ProgramVersion(version: "1"))
    }
  }

  @Test func `several slides may finish at once`() throws {
    let folder = try TemporaryFolder()
    let result = try ResultFolder(path: folder.path, program: ProgramVersion(version: "1"))
    let failures = Failures()
    DispatchQueue.concurrentPerform(iterations: Self.slides.count) { index in
      let slide = Self.slides[index]
      do {
        try result.slideFinished(
          slide.result, nuclei: SlideNuclei(slide.nuclei), pixels: slide.pixels)
      } catch {
        failures.add("\(error)")
      }
    }
    try result.finish(try run())
    #expect(failures.all == [])
    #expect(files(folder.path).count == 7 + 3 * 5)
  }
}

/// Errors gathered by several threads.
private final class Failures: Sendable {
  private let list = Guarded<[String]>([])
  func add(_ text: String) { list.withLock { $0.append(text) } }
  var all: [String] { list.withLock { $0 } }
}
