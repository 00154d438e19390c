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
