import Foundation
import Raster
import Testing

/// Each case is a folder of `Fixtures/processors` with the files of a system and what is expected.
@Suite struct AvailableProcessorsTests {
  private static let cases = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/processors")

  private struct Expected: Decodable {
    var allowed: [Int]
    var cores: Int
    var quota: Double?
    var workers: Int
  }

  static var names: [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: cases.path).sorted()) ?? []
  }

  @Test(arguments: names)
  func `systems with limits`(name: String) throws {
    let folder = Self.cases.appendingPathComponent(name)
    let expected = try JSONDecoder().decode(
      Expected.self, from: Data(contentsOf: folder.appendingPathComponent("expected.json")))
    let found = AvailableProcessors(allowed: expected.allowed, root: folder.path)
    #expect(found.processors == expected.allowed.count)
    #expect(found.cores == expected.cores)
    #expect(found.quota == expected.quota)
    #expect(found.workers == expected.workers)
  }

  @Test func `there are cases`() { #expect(Self.names.count >= 5) }

  @Test func `this machine`() {
    let here = AvailableProcessors.current
    #expect(here.processors >= 1 && here.cores >= 1 && here.cores <= here.processors)
    #expect((1...here.cores).contains(here.workers))
  }
}
