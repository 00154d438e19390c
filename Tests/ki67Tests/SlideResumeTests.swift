import Foundation
import TestSupport
import Testing

/// A whole slide goes on in its middle.
@Suite("A whole slide goes on where it was ended", .serialized)
struct SlideResumeTests {
  /// A slide of several parts, and what an undisturbed run makes of it; made once for all tests.
  private struct Scene {
    let slide: Data
    let expected: [String: Data]

    init() throws {
      let work = try WorkFolder()
      let made = try work.ki67([
        "synthesize", "--out", "made", "--name", "large", "--slide", "4400x4300", "--mpp", "1",
      ])
      guard made.exitCode == 0 else { throw WorkFolder.CommandFailed(errors: made.errors) }
      let run = try work.ki67(SlideResumeTests.arguments(out: "undisturbed"))
      guard run.exitCode == 0 else { throw WorkFolder.CommandFailed(errors: run.errors) }
      slide = try Data(contentsOf: work.path(SlideResumeTests.slide))
      expected = try ResumeScene.lasting(work.files("undisturbed"))
    }
  }

  private static let slide = "made/images/large.svs"
  private static let scene = Result { try Scene() }
  private let work: WorkFolder
  private let expected: [String: Data]

  init() throws {
    let scene = try Self.scene.get()
    work = try WorkFolder()
    try work.write(Self.slide, scene.slide)
    expected = scene.expected
  }

  private static func arguments(out: String, hotspot: String = "cells:500") -> [String] {
    [
      "quantify", slide, "--out", out, "--threads", "2", "--hotspot", hotspot,
      "--overlays", "none",
    ]
  }

  private func start(_ out: String) throws -> Process {
    try work.write("errors.txt", "")
    let process = Process()
    process.executableURL = try findKi67()
    process.arguments = Self.arguments(out: out)
    process.currentDirectoryURL = work.url
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: work.path("errors.txt"))
    try launch(process)
    return process
  }

  /// Sends a signal to a run that is held, as by Ctrl-Z, when some part of the slide is noted.
  ///
  /// A run that was too quick to be held is begun again, and so is one that was held so late that
  /// the slide was finished when it looked at the signal.
  private func end(_ out: String, by signal: Int32) throws -> Process {
    for _ in 0..<100 {
      let process = try start(out)
      while process.isRunning, notedBytes(out) < 1000 { usleep(1000) }
      kill(process.processIdentifier, SIGSTOP)
      // A finished slide has no parts any more.
      let isHeld = process.isRunning && notedBytes(out) >= 1000
      kill(process.processIdentifier, isHeld ? signal : SIGKILL)
      kill(process.processIdentifier, SIGCONT)
      process.waitUntilExit()
      if isHeld, try !isMeasured(out) { return process }
      try FileManager.default.removeItem(at: work.path(out))
    }
    throw WorkFolder.CommandFailed(errors: "no run could be held in the middle of its slide")
  }

  private func isMeasured(_ out: String) throws -> Bool {
    try work.exists("\(out)/slides.csv")
      && work.rows("\(out)/slides.csv").map { $0["status"] } == ["measured"]
  }

  /// Bytes of the file with parts of a slide, 0 without one.
  private func notedBytes(_ out: String) -> Int {
    let folder = work.path(out).path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasPrefix(".ki67-units-") }.reduce(0) { sum, name in
      let facts = try? FileManager.default.attributesOfItem(atPath: "\(folder)/\(name)")
      return sum + (facts?[.size] as? Int ?? 0)
    }
  }

  @Test func `killed, it loses only what was in hand`() throws {
    let process = try end("killed", by: SIGKILL)
    #expect(process.terminationReason == .uncaughtSignal)
    #expect(notedBytes("killed") > 1000)
    let run = try work.ki67(Self.arguments(out: "killed"))
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(try ResumeScene.lasting(work.files("killed")) == expected)
  }

  @Test func `interrupted, it says how far it came and goes on from there`() throws {
    let process = try end("interrupted", by: SIGINT)
    #expect(process.terminationReason == .exit && process.terminationStatus == 130)
    let said = try work.text("errors.txt")
    #expect(
      said.contains(
        /0 of 1 slides are measured and kept; [1-9][0-9]? % of large\. The same command/),
      "\(said)")
    #expect(try work.rows("interrupted/slides.csv").map { $0["status"] } == ["skipped"])
    #expect(notedBytes("interrupted") > 1000)
    let run = try work.ki67(Self.arguments(out: "interrupted"))
    #expect(run.exitCode == 0, "\(run.errors)")
    #expect(try ResumeScene.lasting(work.files("interrupted")) == expected)
  }

  @Test func `with other settings it begins anew`() throws {
    _ = try end("other", by: SIGKILL)
    let run = try work.ki67(Self.arguments(out: "other", hotspot: "cells:1000"))
    #expect(run.exitCode == 0, "\(run.errors)")
    let fresh = try work.ki67(Self.arguments(out: "fresh", hotspot: "cells:1000"))
    #expect(fresh.exitCode == 0, "\(fresh.errors)")
    #expect(
      try ResumeScene.lasting(work.files("other")) == ResumeScene.lasting(work.files("fresh")))
  }
}
