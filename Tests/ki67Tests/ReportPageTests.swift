import Foundation
import Testing

/// The report in a real browser; skipped without one.
@Suite struct ReportPageTests {
  /// Whether `KI67_PYTHON` can drive Chromium and has the accessibility checker.
  private static let hasBrowser: Bool = {
    guard let python = ProcessInfo.processInfo.environment["KI67_PYTHON"] else { return false }
    let question =
      "import shutil, sys, os, playwright, axe_playwright_python; "
      + "sys.exit(not (os.environ.get('CHROMIUM') or shutil.which('chromium')))"
    let answer = try? runProgram(URL(fileURLWithPath: python), ["-c", question])
    return answer?.exitCode == 0
  }()

  @Test(
    .enabled(
      if: hasBrowser,
      "set KI67_PYTHON to a Python with playwright and axe-playwright-python, and install Chromium")
  )
  func `the report opens without errors, network, or serious barriers`() throws {
    let folder = try WorkFolder()
    let files = try SamplesRun.shared.get().files
    let report = folder.url.appendingPathComponent("report.html")
    try #require(files["report.html"]).write(to: report)
    let script = repositoryRoot.appendingPathComponent("Tests/Conformance/report_page.py").path
    let python = try #require(ProcessInfo.processInfo.environment["KI67_PYTHON"])
    let outcome = try runProgram(URL(fileURLWithPath: python), [script, report.path])
    #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
  }
}
