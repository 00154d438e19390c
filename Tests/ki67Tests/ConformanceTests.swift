import Foundation
import SlideIO
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
        let start = ContinuousClock.now
        let isRead = (try? reader.decode(at: root.appendingPathComponent(name).path)) != nil
        if isRead { results.read += 1 } else { results.refused += 1 }
        #expect(start.duration(to: .now) < .seconds(5 * slowness), "\(name)")
      }
    }
    #expect(results.read > 500 && results.refused > 500)
  }

  @Test(
    .enabled(
      if: SharedConformance.python != nil, "set KI67_PYTHON to a Python with tifffile and Pillow"))
  func `pixels equal those of independent readers`() throws {
    let tests = SharedConformance.repository.appendingPathComponent("Tests")
    // A sanitizer reserves more address space than the comparison allows (`make sanitize`).
    let isSanitized = ProcessInfo.processInfo.environment["KI67_SANITIZED"] != nil
    let outcome = try BuiltProgram.run(
      [
        tests.appendingPathComponent("Conformance/compare_pixels.py").path, BuiltProgram.url.path,
        SharedConformance.data.path,
        tests.appendingPathComponent("Fixtures/conformance/expected.csv").path,
      ] + (isSanitized ? ["--sanitized"] : []),
      program: URL(fileURLWithPath: try #require(SharedConformance.python)))
    #expect(outcome.exitCode == 0, "\(outcome.output)")
  }
}
