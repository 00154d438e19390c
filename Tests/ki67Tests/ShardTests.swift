import Foundation
import Testing

/// Parts of a shared run of which a machine lacks a file.
@Suite("Parts that lack files", .serialized)
struct ShardTests {
  private let work: WorkFolder

  init() throws {
    work = try WorkFolder()
    var lines = ["image,case"]
    for number in 1...6 {
      try work.synthesize(
        "made", name: "s\(number)",
        ["--width", "240", "--height", "200", "--seed", "\(number)"])
      lines.append("made/images/s\(number).png,case \(number % 3)")
    }
    try work.write("m.csv", lines.joined(separator: "\n") + "\n")
  }

  private func quantify(_ out: String, _ shard: String? = nil) throws -> Ki67Run {
    try work.ki67(
      ["quantify", "m.csv", "--out", out, "--hotspot", "cells:50"]
        + (shard.map { ["--shard", $0] } ?? []))
  }

  private func slides(_ folder: String) throws -> [String?] {
    try work.rows("\(folder)/slides.csv").map { $0["slide"] }
  }

  private func move(_ from: String, _ to: String) throws {
    try FileManager.default.moveItem(at: work.path(from), to: work.path(to))
  }

  @Test func `a part keeps its slides when a file of another part vanishes`() throws {
    #expect(try quantify("p2", "2/2").exitCode == 0)
    try move("made/images/s1.png", "away.png")
    let other = try quantify("p2", "2/2")
    #expect(other.exitCode == 0)
    #expect(other.errors.contains("3 slides taken from the earlier run"), "\(other.errors)")
    #expect(!other.errors.contains("removed"), "\(other.errors)")
    #expect(try slides("p2") == ["s2", "s4", "s6"])
  }

  @Test func `a file that vanishes is told in its part, and what was measured stays`() throws {
    #expect(try quantify("p2", "2/2").exitCode == 0)
    try move("made/images/s2.png", "away.png")
    let lacking = try quantify("p2", "2/2")
    #expect(lacking.exitCode == 3)
    #expect(lacking.errors.contains("names 'made/images/s2.png'"), "\(lacking.errors)")
    #expect(try slides("p2") == ["s4", "s6"])
    try move("away.png", "made/images/s2.png")
    let whole = try quantify("p2", "2/2")
    #expect(whole.exitCode == 0)
    #expect(whole.errors.contains("3 slides taken from the earlier run"), "\(whole.errors)")
  }

  @Test func `nothing is lost while a share is away, and merge tells what it lacks`() throws {
    for (number, name) in [(1, "b/x1"), (2, "a/x2"), (3, "a/x3")] {
      let image = try Data(contentsOf: work.path("made/images/s\(number).png"))
      try work.write("in/\(name).png", image)
    }
    func measure(_ part: Int) throws -> Ki67Run {
      try work.ki67([
        "quantify", "in", "--out", "p\(part)", "--shard", "\(part)/2", "--hotspot", "cells:50",
      ])
    }
    for part in 1...2 { #expect(try measure(part).exitCode == 0) }
    try move("in/b/x1.png", "away.png")
    for (part, slide) in [(1, "x3"), (2, "x2")] {
      let run = try measure(part)
      #expect(run.exitCode == 0 && !run.errors.contains("removed"), "\(run.errors)")
      let message = "1 slide in another part of the run now: left out of the tables, kept for later"
      #expect(run.errors.contains("\(message) (\(slide))"), "\(run.errors)")
    }
    let merged = try work.ki67(["merge", "p1", "p2", "--out", "joint"])
    #expect(merged.exitCode == 0, "\(merged.errors)")
    #expect(
      merged.errors.contains("p1: results of 1 slide (x1) are not in its tables"),
      "\(merged.errors)")
    #expect(!merged.errors.contains("p2: "), "\(merged.errors)")
    #expect(try slides("joint") == ["x2", "x3"])
    try move("away.png", "in/b/x1.png")
    let back = try measure(1)
    #expect(back.errors.contains("2 slides taken from the earlier run"), "\(back.errors)")
    #expect(try slides("p1") == ["x1", "x3"])
  }

  @Test func `parts are those of one run although one machine lacks a file`() throws {
    #expect(try quantify("whole").exitCode == 0)
    #expect(try quantify("p1", "1/2").exitCode == 0)
    try move("made/images/s1.png", "away.png")
    #expect(try quantify("p2", "2/2").exitCode == 0)
    let merged = try work.ki67(["merge", "p1", "p2", "--out", "joint"])
    #expect(merged.exitCode == 0, "\(merged.errors)")
    #expect(
      try ResumeScene.lasting(work.files("joint")) == ResumeScene.lasting(work.files("whole")))
  }

  @Test func `parts that lack a file are joined to what the whole run is without it`() throws {
    try move("made/images/s1.png", "away.png")
    #expect(try quantify("whole").exitCode == 3)
    #expect(try quantify("p1", "1/2").exitCode == 3)
    #expect(try quantify("p2", "2/2").exitCode == 0)
    #expect(try work.ki67(["merge", "p2", "p1", "--out", "joint"]).exitCode == 3)
    #expect(
      try ResumeScene.lasting(work.files("joint")) == ResumeScene.lasting(work.files("whole")))
    let half = try work.ki67(["merge", "whole", "p2", "--out", "again"])
    #expect(!half.errors.contains("is missing"), "\(half.errors)")
  }
}
