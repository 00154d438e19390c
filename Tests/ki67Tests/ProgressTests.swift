import Foundation
import TestSupport
import Testing

/// The progress line on standard error.
@Suite("Progress")
struct ProgressTests {
  /// Gives a command a terminal (util-linux).
  private static let script = "/usr/bin/script"
  private static let hasScript = FileManager.default.isExecutableFile(atPath: script)

  private static let slideCount = 60

  /// Enough slides for a line that is drawn ten times a second to be drawn again on any machine.
  private func folder() throws -> WorkFolder {
    let folder = try WorkFolder()
    try folder.synthesize("in", name: "slide", ["--width", "800", "--height", "800"])
    try folder.makeFolder("slides")
    for number in 1...Self.slideCount {
      try FileManager.default.copyItem(
        at: folder.path("in/images/slide.png"), to: folder.path("slides/\(number).png"))
    }
    return folder
  }

  /// What reaches a terminal from standard error while standard output goes elsewhere.
  private func onTerminal(_ options: String, _ folder: WorkFolder) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Self.script)
    let command =
      "'\(try findKi67().path)' quantify slides --out results --threads 1 --overlays none "
      + "\(options) >summary"
    process.arguments = ["-qec", command, folder.path("typescript").path]
    process.currentDirectoryURL = folder.url
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = FileHandle.nullDevice
    try launch(process)
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return try folder.text("typescript")
  }

  @Test(.enabled(if: hasScript, "needs /usr/bin/script"))
  func `a terminal sees tiles, area, rate and time left, redrawn on one line`() throws {
    let folder = try folder()
    let seen = try onTerminal("", folder)
    let line = #/\r(\d+)\/60 tiles, \d\.\d mm², \d+ MP, \d+\.\d MP\/s, \d+:\d\d left/#
    let drawn = seen.matches(of: line).compactMap { Int($0.output.1) }
    #expect(!drawn.isEmpty && drawn == drawn.sorted(), "\(seen)")
    #expect(seen.contains("\r0/60 tiles"))
    // At the end the line is blank and the cursor at its start.
    #expect(seen.contains(#/\r +\r/#.matchingSemantics(.unicodeScalar)))
    #expect(try folder.text("summary").contains("Report: results/report.html"))
  }

  @Test(.enabled(if: hasScript, "needs /usr/bin/script"))
  func `--quiet draws nothing`() throws {
    let folder = try folder()
    let seen = try onTerminal("--quiet", folder)
    #expect(!seen.contains("tiles"))
    #expect(try folder.text("summary").isEmpty)
  }

  @Test func `nothing is drawn when standard error is not a terminal`() throws {
    let run = try folder().ki67(
      ["quantify", "slides", "--out", "results", "--threads", "1", "--overlays", "none"])
    #expect(run.exitCode == 0 && run.errors.isEmpty)
    #expect(run.output.contains("Report: results/report.html"))
  }
}
