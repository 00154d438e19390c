import Foundation
import Testing
import TestSupport

/// A run that is cut short goes on, and ends as if nothing had happened.
@Suite("A run goes on where it was ended", .serialized)
struct ResumeTests {
  private let scene: ResumeScene

  init() throws { scene = try ResumeScene() }

  @Test func `killed at any moment, it loses and repeats nothing`() throws {
    var random = SeededGenerator(seed: 2024)
    var kills = 0
    var folder = 0
    while kills < 10 {
      let out = "killed\(folder)"
      let process = try scene.start(out: out)
      usleep(UInt32(random.unit() * scene.seconds * 0.7 * 1e6))
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      if process.terminationReason == .uncaughtSignal {
        kills += 1
      } else {
        #expect(try scene.differences(out) == [])
        folder += 1
      }
    }
    let out = "killed\(folder)"
    let last = try scene.work.ki67(ResumeScene.arguments(out: out))
    #expect(last.exitCode == 0, "\(last.errors)")
    #expect(try scene.differences(out) == [])
    let rows = try scene.work.rows("\(out)/slides.csv")
    #expect(Set(rows.compactMap { $0["slide"] }).count == ResumeScene.slideCount)
    #expect(rows.count == ResumeScene.slideCount)
  }

  @Test(arguments: [SIGINT, SIGTERM])
  func `interrupted, it finishes what is in hand and says how to go on`(signal: Int32) throws {
    let out = "interrupted\(signal)"
    let process = try scene.startHeld(out: out, after: 3)
    scene.end(process, by: signal)
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    let said = try scene.work.text("errors.txt")
    #expect(said.contains("The same command goes on from here"), "\(said)")
    let rows = try scene.work.rows("\(out)/slides.csv")
    let measured = rows.count { $0["status"] == "measured" }
    #expect(rows.count == ResumeScene.slideCount && measured >= 3)
    #expect(rows.count { $0["status"] == "skipped" } == ResumeScene.slideCount - measured)
    let second = try scene.work.ki67(ResumeScene.arguments(out: out))
    #expect(second.exitCode == 0)
    #expect(second.errors.contains("\(measured) slides taken from the earlier run"))
    #expect(try scene.differences(out) == [])
  }

  @Test(arguments: [nil, SIGINT])
  func `whose database was replaced, it writes no tables and goes on when the file is back`(
    signal: Int32?
  ) throws {
    let (out, work, files) = ("replaced", scene.work, FileManager.default)
    let process = try scene.startHeld(out: out, after: 3)
    let (database, aside) = (work.path("\(out)/ki67.sqlite"), work.path("aside.sqlite"))
    try files.moveItem(at: database, to: aside)
    let other = try Data(contentsOf: work.path("undisturbed/ki67.sqlite"))
    try other.write(to: database)
    scene.end(process, by: signal)
    #expect(process.terminationStatus == (signal == nil ? 1 : 130))
    let said = try work.text("errors.txt")
    #expect(said.contains("\(out)/ki67.sqlite: the file was removed or replaced"), "\(said)")
    #expect(said.contains(": what was measured went with \(out)/ki67.sqlite; put"), "\(said)")
    #expect(!said.contains("goes on from here") && !said.contains("measured and kept"), "\(said)")
    #expect(try Data(contentsOf: database) == other && !work.exists("\(out)/cases.csv"))
    try files.removeItem(at: database)
    try files.moveItem(at: aside, to: database)
    let second = try work.ki67(ResumeScene.arguments(out: out))
    #expect(second.exitCode == 0)
    #expect(second.errors.contains("taken from the earlier run"), "\(second.errors)")
    #expect(try scene.differences(out) == [])
  }

  @Test func `a second run changes no file, and --fresh neither`() throws {
    for option in [[], ["--fresh"]] {
      let run = try scene.work.ki67(ResumeScene.arguments(out: "undisturbed", option))
      #expect(run.exitCode == 0)
      #expect(run.errors.isEmpty == (option == ["--fresh"]), "\(run.errors)")
      #expect(try scene.differences("undisturbed") == [])
    }
  }

  @Test func `removed, cut and damaged files are written again`() throws {
    let out = "undisturbed"
    try FileManager.default.removeItem(at: scene.work.path("\(out)/nuclei/slide3.csv"))
    try scene.work.write("\(out)/overlays/slide4.png", "cut")
    for file in ["nuclei/slide5.csv", "overlays/slide6.png"] {
      var content = try Data(contentsOf: scene.work.path("\(out)/\(file)"))
      content[content.count / 2] ^= 1
      try scene.work.write("\(out)/\(file)", content)
    }
    try FileManager.default.removeItem(at: scene.work.path("\(out)/cases.csv"))
    let run = try scene.work.ki67(ResumeScene.arguments(out: out))
    #expect(run.errors.contains("28 slides taken from the earlier run"))
    #expect(run.errors.contains("2 slides measured again: pictures are missing or changed"))
    #expect(try scene.differences(out) == [])
  }

  @Test func `files are added when more is asked for`() throws {
    let few = try scene.work.ki67(ResumeScene.arguments(out: "few", ["--nuclei", "none"]))
    #expect(few.exitCode == 0 && !scene.work.exists("few/nuclei"))
    let tables = try scene.work.ki67(ResumeScene.arguments(out: "few"))
    #expect(tables.errors == "30 slides taken from the earlier run (first: slide0)\n")
    #expect(try scene.differences("few") == [])

    let plain = ResumeScene.arguments(out: "plain", ["--overlays", "none"])
    #expect(try scene.work.ki67(plain).exitCode == 0 && !scene.work.exists("plain/overlays"))
    let pictures = try scene.work.ki67(ResumeScene.arguments(out: "plain"))
    #expect(
      pictures.errors.contains("30 slides measured again: pictures are missing or changed, or o"))
    #expect(try scene.differences("plain") == [])
    #expect(try scene.work.ki67(plain).errors.contains("30 slides taken from the earlier run"))
  }

  @Test func `a replaced file is measured again, one that is gone leaves no trace`() throws {
    let out = "undisturbed"
    let other = try Data(contentsOf: scene.work.path("made/images/scene2.png"))
    try scene.work.write("slides/slide0.png", other)
    try FileManager.default.removeItem(at: scene.work.path("slides/slide7.png"))
    let run = try scene.work.ki67(ResumeScene.arguments(out: out))
    #expect(run.exitCode == 0)
    #expect(run.errors.contains("28 slides taken from the earlier run"))
    #expect(run.errors.contains("1 slide measured again: the files changed (slide0)"))
    #expect(run.errors.contains("1 slide no longer among the inputs"))
    let anew = try scene.work.ki67(ResumeScene.arguments(out: "anew"))
    #expect(anew.exitCode == 0)
    let (resumed, fresh) = (try scene.work.files(out), try scene.work.files("anew"))
    #expect(ResumeScene.lasting(resumed) == ResumeScene.lasting(fresh))
    #expect(resumed["nuclei/slide7.csv"] == nil)
  }

  @Test func `other settings measure everything again`() throws {
    let run = try scene.work.ki67(
      ["quantify", "slides", "--out", "undisturbed", "--hotspot", "cells:60"])
    #expect(run.exitCode == 0)
    #expect(run.errors.contains("30 slides measured again: the settings changed (first: slide0)"))
    #expect(
      try scene.differences("undisturbed").contains("hotspots.csv differs or should not be there"))
  }
}
