import Foundation
import Quantification
import Store
import TestSupport
import Testing

@Suite("What is noted of a slide in the making")
struct SlideJournalTests {
  private let out: TemporaryFolder
  private let data: TemporaryFolder
  private let slide: SlideInput

  init() throws {
    out = try TemporaryFolder()
    data = try TemporaryFolder()
    slide = try StoredScene.slide("a", in: data)
  }

  /// Opens a store and the journal of the slide, and works with it.
  private func open<Value>(
    parts: String = "parts", settings: StoredSettings = StoredScene.settings,
    isFresh: Bool = false, _ body: (any UnitJournal) throws -> Value
  ) throws -> Value {
    let store = try StoredScene.store(out, settings: settings, isFresh: isFresh)
    defer { try? store.close() }
    #expect(store.recall(slide, profile: Profile()) == nil)
    return try body(try #require(store.journal(of: slide.slide, parts: parts)))
  }

  private func all(_ journal: any UnitJournal) -> [[UInt8]] {
    var records: [[UInt8]] = []
    while let record = journal.next() { records.append(record) }
    return records
  }

  private var files: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: out.path)) ?? []
    return names.filter { $0.hasPrefix(".ki67-units-") }
  }

  private func file() throws -> URL {
    URL(fileURLWithPath: "\(out.path)/\(try #require(files.first))")
  }

  private static let records: [[UInt8]] = [
    [1, 2, 3], [], (0..<5000).map { UInt8(truncatingIfNeeded: $0 * 7) }, [9],
  ]

  @Test func `records come back in their order`() throws {
    try open { journal in
      #expect(journal.next() == nil)
      Self.records.forEach(journal.append)
    }
    #expect(try open(all) == Self.records)
    #expect(files.count == 1)
  }

  @Test func `a torn tail is cut off, and what follows stands in its place`() throws {
    try open { Self.records.forEach($0.append) }
    let whole = try Data(contentsOf: file())
    for length in [0, 5, 40, whole.count / 2, whole.count - 60, whole.count - 1] {
      try whole.prefix(length).write(to: file())
      let left = try open { journal in
        let left = all(journal)
        journal.append([77])
        return left
      }
      #expect(left == Array(Self.records.prefix(left.count)) && left.count < Self.records.count)
      #expect(try open(all) == left + [[77]])
    }
  }

  @Test func `a changed byte is never taken for what was noted`() throws {
    try open { Self.records.forEach($0.append) }
    let whole = try Data(contentsOf: file())
    var random = SeededGenerator(seed: 3)
    for _ in 0..<60 {
      var damaged = whole
      damaged[Int.random(in: 0..<whole.count, using: &random)] ^= UInt8.random(
        in: 1...255, using: &random)
      try damaged.write(to: file())
      let left = try open(all)
      #expect(left.count < Self.records.count)
      #expect(left == Array(Self.records.prefix(left.count)))
    }
  }

  @Test func `what depends on something else is thrown away`() throws {
    var settings = RunSettings()
    settings.profile.detection.workingMicronsPerPixel = 0.6
    let others = StoredSettings(settings, program: "ki67 9.9.9", model: ContentHash(of: "model"))
    try open { $0.append([1]) }
    #expect(try open(parts: "other parts", all) == [])
    try open { $0.append([1]) }
    #expect(try open(settings: others, all) == [])
    try open { $0.append([1]) }
    #expect(try open(isFresh: true, all) == [])
    try open { $0.append([1]) }
    #expect(try open(all) == [[1]])
    try data.write("a-1.png", [200])
    #expect(try open(all) == [])
  }

  @Test func `nothing is left of a slide that is kept or gone`() throws {
    let nuclei = StoredScene.nuclei(20, seed: 9)
    let store = try StoredScene.store(out)
    #expect(store.recall(slide, profile: Profile()) == nil)
    try #require(store.journal(of: "a", parts: "")).append([1])
    #expect(files.count == 1)
    _ = try store.keep(
      StoredScene.result(slide, nuclei: nuclei), nuclei: nuclei, files: [], pictures: "")
    #expect(files == [])
    let other = try StoredScene.slide("b", in: data)
    #expect(store.recall(other, profile: Profile()) == nil)
    try #require(store.journal(of: "b", parts: "")).append([1])
    try store.close()
    #expect(files.count == 1)
    let second = try StoredScene.store(out)
    _ = try StoredScene.run([slide], second, rejected: [], isComplete: false)
    #expect(files.count == 1)
    _ = try StoredScene.run([slide], second, rejected: [], isComplete: true)
    #expect(files == [])
    try second.close()
  }
}
