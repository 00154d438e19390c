import Foundation
import Testing

/// What a browser needs to be driven.
private enum Browser {
  static let isThere = ["chromium", "chromium-browser", "google-chrome"].contains { name in
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
    return folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
  }
  /// A Python with Playwright.
  static let python: URL? = {
    guard let path = ProcessInfo.processInfo.environment["KI67_PYTHON"] else { return nil }
    let python = URL(fileURLWithPath: path)
    let outcome = try? runProgram(python, ["-c", "import playwright.sync_api"])
    return outcome?.exitCode == 0 ? python : nil
  }()
}

/// The review page in a real browser.
@Suite(
  "Review page",
  .enabled(
    if: Browser.isThere && Browser.python != nil,
    "needs Chromium and a Python with playwright in KI67_PYTHON"))
struct ReviewBrowserTests {
  @Test func `a run is counted, corrected, compared and signed in a browser`() throws {
    let scene = try ReviewScene()
    let script = repositoryRoot.appendingPathComponent("Tests/Review/review_flow.py")
    let run = try runProgram(
      try #require(Browser.python),
      [script.path, try findKi67().path, scene.results.path], timeout: 300)
    #expect(run.exitCode == 0 && run.output == "reviewed\n", "\(run.output)\(run.errors)")
  }
}
