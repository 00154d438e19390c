import Foundation
import Testing

/// Names from manifests and databases neither leave the output folder nor run in a spreadsheet.
@Suite("Hostile names")
struct HostileNameTests {
  private let work: WorkFolder

  init() throws { work = try WorkFolder() }

  @Test func `names with paths write nowhere but into the output folder`() throws {
    let names = ["../../evil", "/etc/evil", "..", ".", "a/../../b", "..\\..\\c", "~/d", "e\u{7F}"]
    var lines = ["image,case,slide"]
    for (index, name) in names.enumerated() {
      try work.writeGlass("images/\(index).png")
      lines.append("images/\(index).png,\"\(name)\",\"\(name)\"")
    }
    try work.write("manifest.csv", lines.joined(separator: "\n") + "\n")
    let before = try Set(work.files("").keys)
    let run = try work.ki67(["quantify", "manifest.csv", "--out", "deep/er/out"])
    #expect(run.exitCode == 0, "\(run.errors)")
    let added = try Set(work.files("").keys).subtracting(before)
    #expect(added.allSatisfy { $0.hasPrefix("deep/er/out/") }, "\(added)")
    let tables = added.filter { $0.hasPrefix("deep/er/out/nuclei/") }
    #expect(tables.count == names.count)
    for path in ["/etc/evil", "/etc/evil.csv", NSHomeDirectory() + "/d.csv"] {
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  @Test func `formulas are disarmed in every table`() throws {
    try work.writeGlass("=1+1.png")
    try work.writeGlass("other.png")
    try work.write(
      "manifest.csv",
      """
      image,case,slide,note
      =1+1.png,"=HYPERLINK(""http://x"")",@s,+cmd|' /C calc'!A0
      other.png,-1,-2.5,-x

      """)
    #expect(try work.ki67(["quantify", "manifest.csv", "--out", "out"]).exitCode == 0)
    for (name, data) in try work.files("out") where name.hasSuffix(".csv") {
      for row in ResultRows.read(data) {
        for (column, cell) in row {
          let isFormula =
            "=@\t\r".contains(cell.first ?? " ")
            || "+-".contains(cell.first ?? " ") && Double(cell) == nil
          #expect(!isFormula, "\(name), \(column): \(cell)")
        }
      }
    }
    let notes = try work.rows("out/cases.csv").compactMap { $0["note"] }
    #expect(Set(notes) == ["'+cmd|' /C calc'!A0", "'-x"])
  }

  /// Two spellings of one text, as different systems write them into names of files.
  private static let spellings = ["caf\u{E9}", "cafe\u{301}"]

  @Test func `files whose names look alike are measured each, under their own hashes`() throws {
    var lines = ["image,case,slide,x,y,profile"]
    for (index, name) in Self.spellings.enumerated() {
      try work.writeGlass("in/\(name).png", height: 64 + index)
      try work.writeGlass("in/\(name)-tile.png", height: 64 + index)
      lines.append("\(name)-tile.png,c,s,\(index * 64),0,")
    }
    try work.write("in/m.csv", lines.joined(separator: "\n") + "\n")
    let first = try work.ki67(["quantify", "in/m.csv", "in", "--out", "out"])
    #expect(first.exitCode == 0, "\(first.errors)")
    #expect(try work.rows("out/tiles.csv").count == 4)
    let names = ["in-caf\u{E9}", "in-caf\u{E9}-2", "s"]
    #expect(try work.rows("out/slides.csv").map { $0["slide"] } == names)
    let before = try hashes()
    #expect(before.count == 4 && Set(before.values).count == 2)
    // Where the folder was moved, each file of the slide that is taken over keeps its own name.
    try FileManager.default.moveItem(at: work.path("in"), to: work.path("moved"))
    let again = try work.ki67(["quantify", "moved/m.csv", "moved", "--out", "out"])
    #expect(again.errors.contains("1 slide taken from the earlier run (s)"), "\(again.errors)")
    let after = try hashes()
    #expect(after.count == 4)
    for (path, hash) in before {
      let moved = Array("moved".utf8) + path.dropFirst("in".utf8.count)
      #expect(after[moved] == hash, "\(String(decoding: moved, as: UTF8.self))")
    }
  }

  private struct Record: Decodable {
    struct Slide: Decodable {
      struct Tile: Decodable {
        var path: String
        var xxh128: String?
      }
      var tiles: [Tile]
    }
    var slides: [Slide]
  }

  /// Hashes of all images by the bytes of their paths, as the run's record tells them.
  private func hashes() throws -> [[UInt8]: String] {
    let record = try JSONDecoder().decode(
      Record.self, from: Data(contentsOf: work.path("out/run.json")))
    return Dictionary(
      uniqueKeysWithValues: record.slides.flatMap(\.tiles).map {
        (Array($0.path.utf8), $0.xxh128 ?? "none")
      })
  }

  @Test func `profiles whose names look alike are read each`() throws {
    var lines = ["image,profile"]
    for (index, name) in Self.spellings.enumerated() {
      try work.writeGlass("\(index).png")
      try work.write("\(name).yaml", index == 0 ? "name: fine\n" : "unusable: yes\n")
      lines.append("\(index).png,\(name).yaml")
    }
    for order in [lines, [lines[0], lines[2], lines[1]]] {
      try work.write("m.csv", order.joined(separator: "\n") + "\n")
      let run = try work.ki67(["quantify", "m.csv", "--out", "out"])
      #expect(run.exitCode != 0 && run.errors.contains("unusable"), "\(run.errors)")
    }
  }

  /// Puts a text of the same length in the place of another, so that the file stays a database.
  private func replaceInDatabase(_ old: String, _ new: String) throws {
    var database = try Data(contentsOf: work.path("run/ki67.sqlite"))
    var isChanged = false
    while let place = database.firstRange(of: Data(old.utf8)) {
      database.replaceSubrange(place, with: Data(new.utf8))
      isChanged = true
    }
    #expect(isChanged)
    try work.write("run/ki67.sqlite", database)
  }

  @Test func `a database that names files elsewhere is not followed`() throws {
    try work.synthesize("made", name: "s", ["--width", "200", "--height", "160"])
    let image = "made/images/s.png"
    #expect(
      try work.ki67(["quantify", image, "--out", "run", "--hotspot", "cells:50"]).exitCode == 0)
    try work.write("evil/x.csv", "precious")
    try work.write("evil/x.cs", "precious")
    try replaceInDatabase("nuclei/s.csv", "../evil/x.cs")
    let whole = try Data(contentsOf: work.path("run/ki67.sqlite"))
    // Refused for its seals, and without them, as a forger may write it, for what it names.
    for (reason, seal) in [("records of slide s are damaged", "seal"), ("outside of", "none")] {
      if seal != "seal" { try replaceInDatabase("seal TEXT", "\(seal) TEXT") }
      let merged = try work.ki67(["merge", "run", "--out", "merged"])
      #expect(merged.exitedNormally && merged.exitCode != 0)
      #expect(merged.errors.contains(reason), "\(merged.errors)")
      #expect(try work.text("evil/x.cs") == "precious")
    }
    try work.write("run/ki67.sqlite", whole)
    // Going on measures or refuses, and removes nothing elsewhere.
    let next = try work.ki67(["quantify", image, "--out", "run", "--hotspot", "cells:60"])
    #expect(next.exitedNormally)
    #expect(try work.text("evil/x.cs") == "precious")
  }
}
