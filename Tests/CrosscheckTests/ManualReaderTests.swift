import Agreement
import Crosscheck
import Foundation
import Testing

/// Folders below `Tests/Fixtures/crosscheck`, each with `input.*` and `expected.txt`.
struct ManualFixture: CustomTestStringConvertible, Sendable {
  let folder: URL

  static func all(_ kind: String) -> [ManualFixture] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../Fixtures/crosscheck/\(kind)").standardizedFileURL
    let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
    return names.sorted().map { ManualFixture(folder: root.appendingPathComponent($0)) }
  }

  var testDescription: String { folder.lastPathComponent }

  func input() throws -> String {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    let name = try #require(names.first { $0.hasPrefix("input.") })
    return folder.appendingPathComponent(name).path
  }

  func expected() throws -> String {
    try String(contentsOf: folder.appendingPathComponent("expected.txt"), encoding: .utf8)
  }
}

@Suite("Reading manual results")
struct ManualReaderTests {
  /// Marks as the fixtures write them.
  private func text(_ points: [ManualPoints]) -> String {
    points.map { points in
      var outlines = 0
      if case .outlines(let rings) = points.field { outlines = rings.count }
      let head =
        "place=\(points.place) image=\(points.isImage) unit=\(points.unit) outlines=\(outlines)"
        + (points.reader.isEmpty ? "" : " reader=\(points.reader)")
      func number(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value))" : "\(value)"
      }
      let lines = points.points.map {
        "\($0.label) \(number($0.place.x)) \(number($0.place.y))"
      }
      return ([head] + lines).joined(separator: "\n") + "\n"
    }.joined()
  }

  @Test(arguments: ManualFixture.all("good"))
  func `marked nuclei are read from every format`(fixture: ManualFixture) throws {
    let results = try ManualReader().read([fixture.input()])
    guard case .points(let points) = results else {
      Issue.record("found counts")
      return
    }
    #expect(try text(points) == fixture.expected())
  }

  @Test(arguments: ManualFixture.all("bad"))
  func `what cannot be used is refused with the reason`(fixture: ManualFixture) throws {
    let path = try fixture.input()
    let error = try #require(throws: ManualError.self) { try ManualReader().read([path]) }
    let expected = try fixture.expected().trimmingCharacters(in: .newlines)
    #expect(error.description.contains(expected), "\(error.description)")
    #expect(error.description.contains(path))
  }

  @Test func `there are fixtures`() {
    #expect(ManualFixture.all("good").count >= 7 && ManualFixture.all("bad").count >= 20)
  }

  @Test func `a class that the user names goes before its usual meaning`() throws {
    let classes = ClassNames(positive: ["Type 1"], negative: ["blue-ish"], other: ["Positive"])
    #expect(classes.label("type 1") == .positive && classes.label("Blue-ish") == .negative)
    #expect(classes.label("Positive") == .other && classes.label("2+") == .positive)
    #expect(classes.label("Tumor: Positive") == .other)
    #expect(classes.label("Tumor") == nil && classes.label("") == nil)
  }

  @Test func `counts are read with readers and repeats`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ki67-manual-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("counts.csv")
    let table = """
      Case,Slide,Hotspot,Positive,Total,Index,Reader,Repeat
      A,,,15,500,,R1,1
      A,,,,,3.2,R1,2
      ,S1,2,7,100,,R2,
      ,S1,,8,200,,R2,
      """
    try Data(table.utf8).write(to: file)
    let results = try ManualReader().read([file.path])
    guard case .counts(let counts) = results else {
      Issue.record("found points")
      return
    }
    #expect(
      counts.map(\.subject) == [
        .specimen(case: "A"), .specimen(case: "A"), .hotspot(slide: "S1", rank: 2), .slide("S1"),
      ])
    #expect(counts.map(\.reader) == ["R1", "R1", "R2", "R2"])
    #expect(counts.map(\.repetition) == ["1", "2", "", ""])
    #expect(counts.map { IndexValue($0.value).percent } == [3, 3.2, 7, 4])
    let points = try ManualFixture.all("good")[0].input()
    let error = try #require(throws: ManualError.self) {
      try ManualReader().read([file.path, points])
    }
    #expect(error == .mixed(counts: file.path, points: points))
    #expect(throws: ManualError.self) { try ManualReader().read([folder.path + "/none"]) }
    #expect(throws: ManualError.self) { try ManualReader().read([]) }
  }

  @Test func `inner folders name readers`() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ki67-manual-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for reader in ["ada", "bob"] {
      let inner = folder.appendingPathComponent(reader)
      try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
      try Data("x,y,class\n1,2,positive\n".utf8).write(to: inner.appendingPathComponent("S1.csv"))
    }
    guard case .points(let points) = try ManualReader().read([folder.path]) else {
      Issue.record("found counts")
      return
    }
    #expect(points.map(\.reader) == ["ada", "bob"] && points.map(\.place) == ["S1", "S1"])
  }
}
