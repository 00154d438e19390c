import Foundation
import SlideIO
import TestSupport
import Testing

/// Where the sets lie and what compares them.
private enum SharedConformance {
  static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
  static let shared: URL = {
    let named = ProcessInfo.processInfo.environment["KI67_SHARED"].map(URL.init(fileURLWithPath:))
    return named ?? repository.deletingLastPathComponent().appendingPathComponent("shared")
  }()
  static let data = shared.appendingPathComponent("data")
  static let isThere = FileManager.default.fileExists(
    atPath: data.appendingPathComponent("conformance").path)
  /// A Python that has numpy, Pillow, tifffile and imagecodecs.
  static let python = ProcessInfo.processInfo.environment["KI67_PYTHON"]
}

/// The conformance sets and hostile files that lie beside the project, read whole.
@Suite(.enabled(if: SharedConformance.isThere, "needs ../shared/data/conformance"))
struct ConformanceTests {
  @Test func `no file crashes the reader or holds it for 5 seconds`() throws {
    let reader = ImageReader(memoryLimitBytes: 256 << 20)
    var results = (read: 0, refused: 0)
    for part in ["conformance", "slides"] {
      let root = SharedConformance.data.appendingPathComponent(part)
      let names = try #require(FileManager.default.enumerator(atPath: root.path))
      for case let name as String in names {
        let (seconds, isRead) = processorTime {
          (try? reader.decode(at: root.appendingPathComponent(name).path)) != nil
        }
        if isRead { results.read += 1 } else { results.refused += 1 }
        #expect(seconds < 5 * slowness, "\(name)")
      }
    }
    #expect(results.read > 500 && results.refused > 500)
  }

  @Test func `a run over all files has a line for each, with counts or a reason`() throws {
    let work = try WorkFolder()
    for (part, least) in [("conformance", 1000), ("slides", 30)] {
      let run = try runKi67(
        [
          "quantify", SharedConformance.data.appendingPathComponent(part).path, "--out", part,
          "--overlays", "none", "--nuclei", "none", "--quiet",
        ], workingDirectory: work.url, timeout: 240 * slowness)
      #expect(run.exitedNormally && run.exitCode == 3, "\(run.errors.suffix(2000))")
      let rows = try work.rows("\(part)/tiles.csv")
      #expect(rows.count >= least)
      for row in rows {
        let isMeasured = row["status"] == "measured"
        #expect(isMeasured == (row["error"] == "") && isMeasured == (row["total"] != ""), "\(row)")
      }
    }
  }

  @Test(
    .enabled(
      if: SharedConformance.python != nil, "set KI67_PYTHON to a Python with tifffile and Pillow"))
  func `pixels equal those of independent readers`() throws {
    let tests = SharedConformance.repository.appendingPathComponent("Tests")
    // A sanitizer reserves more address space than the comparison allows (`make sanitize`).
    let isSanitized = ProcessInfo.processInfo.environment["KI67_SANITIZED"] != nil
    let outcome = try runProgram(
      URL(fileURLWithPath: try #require(SharedConformance.python)),
      [
        tests.appendingPathComponent("Conformance/compare_pixels.py").path, findKi67().path,
        SharedConformance.data.path,
        tests.appendingPathComponent("Fixtures/conformance/expected.csv").path,
      ] + (isSanitized ? ["--sanitized"] : []), timeout: 900 * slowness)
    #expect(outcome.exitCode == 0, "\(outcome.output)")
  }
}
