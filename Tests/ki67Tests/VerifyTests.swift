import Foundation
import Testing

/// What `ki67 verify` finds beside slides that measure otherwise.
@Suite("Verifying a run", .serialized)
struct VerifyTests {
  @Test func `tables of an interrupted run are compared, those of a killed one cannot be`() throws {
    let scene = try ResumeScene()
    for signal in [SIGINT, SIGKILL] {
      scene.end(try scene.startHeld(out: "out\(signal)", after: 3), by: signal)
    }
    let work = scene.work
    let interrupted = try work.ki67(["verify", "out\(SIGINT)"])
    #expect(interrupted.exitCode == 0, "\(interrupted.output)\(interrupted.errors)")
    let table = try work.text("out\(SIGINT)/cases.csv")
    try work.write("out\(SIGINT)/cases.csv", table + "x\n")
    let forged = try work.ki67(["verify", "out\(SIGINT)"])
    #expect(forged.exitCode == 1 && forged.output.contains("cases.csv: differs"))
    let killed = try work.ki67(["verify", "out\(SIGKILL)"])
    #expect(killed.exitCode == 3 && killed.errors.contains("the run was killed"), "\(killed)")
    try work.write("manual.csv", "case,index\nslide1,10\n")
    for command in [
      ["review", "out\(SIGKILL)"],
      ["crosscheck", "--manual", "manual.csv", "--results", "out\(SIGKILL)", "--out", "compared"],
    ] {
      let refused = try work.ki67(command)
      #expect(refused.exitCode == 1 && refused.errors.contains("the run was killed"), "\(refused)")
    }
    #expect(!work.exists("compared"))
  }

  @Test func `a changed report and a lost record are found`() throws {
    let work = try WorkFolder()
    try work.synthesize("made", name: "s", ["--width", "240", "--height", "200"])
    let run = try work.ki67(["quantify", "made/images", "--out", "out", "--hotspot", "cells:50"])
    #expect(run.exitCode == 0)
    #expect(try work.ki67(["verify", "out"]).exitCode == 0)
    let report = try work.text("out/report.html")
    try work.write("out/report.html", report.replacing("</h1>", with: " </h1>"))
    let changed = try work.ki67(["verify", "out"])
    #expect(changed.exitCode == 1 && changed.output.contains("report.html: differs"))
    try work.write("out/report.html", report)
    try FileManager.default.removeItem(at: work.path("out/run.json"))
    let lost = try work.ki67(["verify", "out"])
    #expect(lost.exitCode == 1 && lost.output.contains("run.json: missing"))
  }

  @Test func `a run that goes on with fewer files is whole, also when they were removed`() throws {
    let work = try WorkFolder()
    try work.synthesize("made", name: "s", ["--width", "240", "--height", "200"])
    let all = ["quantify", "made/images", "--out", "out", "--hotspot", "cells:50"]
    let few = all + ["--overlays", "none", "--nuclei", "none"]
    #expect(try work.ki67(all).exitCode == 0)
    let report = try work.text("out/report.html")
    for isRemoved in [false, true] {
      if isRemoved {
        for folder in ["out/overlays", "out/nuclei"] {
          try FileManager.default.removeItem(at: work.path(folder))
        }
      }
      let run = try work.ki67(few)
      #expect(run.exitCode == 0 && run.errors.contains("taken from the earlier run"))
      let check = try work.ki67(["verify", "out"])
      #expect(check.exitCode == 0, "\(check.output)\(check.errors)")
      #expect(try (work.text("out/report.html") == report) != isRemoved)
      #expect(try work.text("out/run.json").contains("nuclei/s.csv") != isRemoved)
    }
    #expect(try work.ki67(all).exitCode == 0)
    #expect(try work.text("out/report.html") == report)
  }

  @Test func `a case that was renamed is the same, and so is what went on from it`() throws {
    let work = try WorkFolder()
    try work.synthesize("made", name: "s", ["--width", "240", "--height", "200"])
    for (name, out) in [("one", "out"), ("other", "out"), ("other", "out")] {
      try work.write("m.csv", "image,case,slide\nmade/images/s.png,\(name),s\n")
      let run = try work.ki67(["quantify", "m.csv", "--out", out, "--hotspot", "cells:50"])
      #expect(run.exitCode == 0)
      #expect(try work.rows("out/cases.csv").map { $0["case"] } == [name])
      #expect(!run.errors.contains("again"), "\(run.errors)")
    }
    let verified = try work.ki67(["verify", "out", "--all"])
    #expect(verified.exitCode == 0, "\(verified.output)")
  }
}
