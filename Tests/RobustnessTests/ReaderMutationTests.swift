import Foundation
import ReaderDrills
import TestSupport
import Testing

/// Files of every kind with random damage are read or refused; `make fuzz` does the same for longer.
@Suite struct ReaderMutationTests {
  private static let repository = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
  private static let shared =
    ProcessInfo.processInfo.environment["KI67_SHARED"]
    ?? URL(fileURLWithPath: repository).deletingLastPathComponent()
    .appendingPathComponent("shared").path

  /// Changed files of each kind; `KI67_MUTATIONS` asks for more.
  private static let count =
    ProcessInfo.processInfo.environment["KI67_MUTATIONS"].flatMap(Int.init) ?? 400

  private static func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ki67-drill-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try ReaderDrill.prepare(folder.path)
    try body(folder.path)
  }

  @Test(arguments: ReaderDrill.allCases)
  func `changed bytes neither crash nor hang`(drill: ReaderDrill) throws {
    try Self.withFolder { folder in
      let seeds = try drill.seeds(
        repository: Self.repository, shared: Self.shared, in: folder)
      #expect(seeds.contains { drill.run($0, in: folder) == true }, "no seed is read")
      var mutation = ByteMutation(seed: 5)
      var outcomes = (read: 0, refused: 0)
      for number in 0..<Self.count {
        let bytes = mutation.next(of: seeds)
        let (seconds, isRead) = processorTime { drill.run(bytes, in: folder) }
        #expect(isRead != nil, "change \(number) breaks a promise")
        #expect(seconds < 10, "change \(number) takes \(seconds) s")
        if isRead == true { outcomes.read += 1 } else { outcomes.refused += 1 }
      }
      #expect(
        outcomes.read > Self.count / 100 && outcomes.refused > Self.count / 100, "\(outcomes)")
    }
  }

  /// Texts that make careless readers use memory or stack without bound.
  @Test(arguments: [ReaderDrill.profile, .regions, .manual, .manifest, .stains])
  func `deep and self-similar texts are refused`(drill: ReaderDrill) throws {
    let deep = ["[", "{\"a\":", "<a>", "- ", "? ", "{a: ", "(", "\"", "&a [", "!!a "].flatMap {
      part in
      ["", "<?xml?>", "features: "].map { $0 + String(repeating: part, count: 100_000) }
    }
    var similar = "a0: &a0 [x, x]\n"
    for level in 1...40 { similar += "a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]\n" }
    let keys = similar + "? *a40\n: 1\n"
    let merged = "x: &x {a: 1}\nstains: {<<: [*x, *x]}\n"
    try Self.withFolder { folder in
      for text in deep + [similar, keys, merged, "stains: \(similar)"] {
        let (seconds, isRead) = processorTime { drill.run(Array(text.utf8), in: folder) }
        #expect(isRead == false && seconds < 5, "\(text.prefix(60))")
      }
    }
  }
}
