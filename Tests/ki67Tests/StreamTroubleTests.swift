import Foundation
import Testing

/// Standard streams that are closed or full.
@Suite("Trouble with streams")
struct StreamTroubleTests {
  private let work: WorkFolder

  init() throws {
    work = try WorkFolder()
    try work.writeGlass("glass.png")
  }

  /// Runs a line of shell in which `$ki67` is the program.
  private func shell(_ line: String) throws -> Ki67Run {
    try runProgram(
      URL(fileURLWithPath: "/bin/sh"), ["-c", line],
      environment: ["ki67": try findKi67().path], workingDirectory: work.url)
  }

  @Test(arguments: [
    "grade --list-sites", "--help", "--version", "grade --help",
    "info glass.png", "quantify glass.png --out out", "quantify glass.png --out out --json",
  ])
  func `output that cannot be written is a failure`(arguments: String) throws {
    let run = try shell("\"$ki67\" \(arguments) >/dev/full")
    #expect(run.exitedNormally && run.exitCode == 1, "\(run)")
    #expect(run.errors.contains("standard output: what is printed cannot be written"), "\(run)")
  }

  @Test func `an error is told although the output cannot be written`() throws {
    try work.write("out/ki67.sqlite", "no database")
    let run = try shell("\"$ki67\" quantify glass.png --out out >/dev/full")
    #expect(run.exitCode == 1 && run.errors.contains("out/ki67.sqlite: the file is damaged"))
    let part = try shell("\"$ki67\" quantify missing.png glass.png --out part >/dev/full")
    #expect(part.exitCode == 3, "\(part)")
    #expect(part.errors.contains("standard output: what is printed cannot be written"))
  }

  @Test func `messages that cannot be written end nothing`() throws {
    let run = try shell("\"$ki67\" quantify missing.png glass.png --out out 2>/dev/full")
    #expect(run.exitedNormally && run.exitCode == 3)
    #expect(try work.rows("out/slides.csv").map { $0["status"] }.contains("measured"))
  }

  @Test func `closed streams are not taken for the run's files`() throws {
    let run = try shell("\"$ki67\" quantify missing.png glass.png --out closed <&- >&- 2>&-")
    #expect(run.exitedNormally && run.exitCode == 3)
    let open = try work.ki67(["quantify", "missing.png", "glass.png", "--out", "open"])
    #expect(open.exitCode == 3)
    let (first, second) = (try work.files("closed"), try work.files("open"))
    #expect(ResumeScene.lasting(first) == ResumeScene.lasting(second))
    #expect(try work.ki67(["verify", "closed"]).exitCode == 0)
  }
}
