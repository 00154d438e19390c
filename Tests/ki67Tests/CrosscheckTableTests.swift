import Foundation
import Testing

/// Tables of nuclei of another run, which must not be taken for those of the run in the folder.
@Suite("Tables that a cross-check reads", .serialized)
struct CrosscheckTableTests {
  private let work: WorkFolder

  init() throws {
    work = try WorkFolder()
    try work.synthesize("made", name: "s", ["--width", "240", "--height", "200"])
    try quantify()
  }

  private func quantify(_ more: [String] = []) throws {
    let run = try work.ki67(
      ["quantify", "made/images", "--out", "out", "--hotspot", "cells:50"] + more)
    #expect(run.exitCode == 0, "\(run.errors)")
  }

  private func compare() throws -> Ki67Run {
    try work.ki67(
      ["crosscheck", "--manual", "made/truth/s.csv", "--results", "out", "--out", "compared"])
  }

  @Test func `a table that the run did not write is neither kept nor compared`() throws {
    #expect(try compare().exitCode == 0)
    let table = try work.text("out/nuclei/s.csv")
    try FileManager.default.removeItem(at: work.path("out/ki67.sqlite"))
    try quantify(["--fresh", "--nuclei", "none"])
    #expect(!work.exists("out/nuclei/s.csv"))
    let none = try compare()
    #expect(none.exitCode == 1 && none.errors.contains("out/nuclei/s.csv cannot be read"))

    try work.write("out/nuclei/s.csv", table)
    let foreign = try compare()
    #expect(foreign.exitCode == 1, "\(foreign.output)")
    #expect(foreign.errors.contains("out/nuclei/s.csv may be of another run"), "\(foreign.errors)")
    try quantify(["--nuclei", "none"])
    #expect(!work.exists("out/nuclei/s.csv"))
  }

  @Test func `a table that was changed is not compared until it is written again`() throws {
    let table = try work.text("out/nuclei/s.csv")
    try work.write("out/nuclei/s.csv", table.replacing(",1,", with: ",0,"))
    let changed = try compare()
    #expect(changed.exitCode == 1 && changed.errors.contains("not as the run wrote it"))
    try quantify()
    let again = try compare()
    #expect(again.exitCode == 0, "\(again.errors)")
  }

  @Test func `without a database the counts of a table must be those of its slide`() throws {
    try FileManager.default.removeItem(at: work.path("out/ki67.sqlite"))
    let alone = try compare()
    #expect(alone.exitCode == 0, "\(alone.errors)")
    let header = try #require(try work.text("out/nuclei/s.csv").split(separator: "\r\n").first)
    try work.write("out/nuclei/s.csv", "\(header)\r\n")
    let other = try compare()
    #expect(other.exitCode == 1 && other.errors.contains("as in slides.csv"), "\(other.errors)")
  }

  @Test func `a damaged database is told`() throws {
    try work.write("out/ki67.sqlite", String(repeating: "x", count: 5000))
    let run = try compare()
    #expect(run.exitCode == 1 && run.errors.contains("out/ki67.sqlite: "), "\(run.errors)")
    #expect(!work.exists("compared"))
  }

  @Test func `a joint run keeps no table that its runs no longer have`() throws {
    #expect(try work.ki67(["merge", "out", "--out", "joint"]).exitCode == 0)
    #expect(work.exists("joint/nuclei/s.csv"))
    try quantify(["--fresh", "--nuclei", "none"])
    let run = try work.ki67(["merge", "out", "--out", "joint"])
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(!work.exists("joint/nuclei/s.csv"))
  }
}
