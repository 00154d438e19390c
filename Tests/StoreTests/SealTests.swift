import Foundation
import GRDB
import Nuclei
import Quantification
import Store
import TestSupport
import Testing

/// Damage to records that SQLite itself takes for what was stored.
@Suite("Damaged records")
struct SealTests {
  private let out: TemporaryFolder
  private let data: TemporaryFolder
  private let slides: [SlideInput]
  private let nuclei = StoredScene.nuclei(20, seed: 3)
  private var path: String { "\(out.path)/\(RunStore.fileName)" }

  /// A finished run of three slides, one of them corrected.
  init() throws {
    out = try TemporaryFolder()
    let data = try TemporaryFolder()
    self.data = data
    slides = try ["a", "b", "c"].map { try StoredScene.slide($0, in: data) }
    let store = try StoredScene.store(out)
    try StoredScene.run(slides, store)
    try store.close()
    let review = try ReviewStore(folder: out.path)
    let mark = NucleusMark(
      nucleus: try #require(NucleusName("a1")), x: 7, y: 9, state: .positive)
    _ = try review.add(.correct([mark]), about: "b", by: "reader", edit: "1")
    try review.close()
  }

  /// Changes the database behind the program's back.
  private func change(_ sql: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { try $0.execute(sql: sql) }
    try queue.close()
  }

  /// Slides that a further run takes over, and those it says are damaged.
  private func recalled() throws -> (kept: [String], damaged: [String]) {
    let store = try StoredScene.store(out)
    for slide in slides { _ = store.recall(slide, profile: Profile()) }
    let changes = store.changes
    try store.close()
    return (changes.kept, changes.damaged)
  }

  @Test(arguments: [
    "UPDATE slides SET document = replace(document, '0.07', '0.08') WHERE name = 'b'",
    "UPDATE slides SET positive = positive + 1 WHERE name = 'b'",
    "UPDATE slides SET seal = NULL WHERE name = 'b'",
    "UPDATE tiles SET document = replace(document, '512', '513') WHERE slide = 2 AND tile = 1",
    "UPDATE tiles SET total = 6 WHERE slide = 2 AND tile = 0",
    "DELETE FROM tiles WHERE slide = 2 AND tile = 1",
    "UPDATE inputs SET hash = 'f' || substr(hash, 2) WHERE slide = 2",
    "UPDATE nuclei SET records = substr(records, 1, 100) || x'77' || substr(records, 102) "
      + "WHERE slide = 2",
    "UPDATE nuclei SET tile = 1 WHERE slide = 2 AND part = 0",
    "DELETE FROM nuclei WHERE slide = 2", "UPDATE files SET bytes = 11 WHERE slide = 2",
  ])
  func `a slide with a changed record is measured again, and nothing else reads it`(
    sql: String
  ) throws {
    try change(sql)
    let run = try StoredRun(folder: out.path)
    #expect(
      throws: StoreError.damaged(path: path, what: "the records of slide b are damaged")
    ) { try run.slide("b") }
    #expect(try run.slide("a").kept.result.slide == "a")
    let (kept, damaged) = try recalled()
    #expect(kept == ["a", "c"] && damaged == ["b"])
  }

  @Test(arguments: [
    "UPDATE cases SET document = replace(document, 'case of b', 'case of c')",
    "UPDATE facts SET value = '1/2' WHERE key = 'shard'", "DELETE FROM facts WHERE key = 'seal'",
    "UPDATE settings SET text = text || ' '", "UPDATE slides SET in_tables = 0 WHERE name = 'a'",
    "INSERT INTO rejected (position, input, reason) VALUES (0, 'x', 'y')",
  ])
  func `changed records of a finished run are told, and another run heals them`(
    sql: String
  ) throws {
    try change(sql)
    #expect(throws: StoreError.damaged(path: path, what: "the records of the run are damaged")) {
      try StoredRun(folder: out.path)
    }
    // The part of a run that the folder is for is asked for, and so not healed.
    guard !sql.contains("shard") else { return }
    let store = try StoredScene.store(out)
    #expect(try StoredScene.run(slides, store).measured == [])
    try store.close()
    #expect(try StoredRun(folder: out.path).slideNames() == ["a", "b", "c"])
  }

  @Test func `a changed line of the audit trail is told`() throws {
    try change(
      """
      DROP TRIGGER audit_stays;
      UPDATE audit SET details = replace(details, 'positive', 'negative');
      """)
    let told = StoreError.damagedTrail(path: path, line: 1)
    let run = try StoredRun(folder: out.path)
    #expect(throws: told) { try run.trail(about: "b") }
    #expect(throws: told) { try run.checkTrail() }
    // Of the commands that meet it, only one has that option.
    #expect(told.description.contains("ki67 quantify --fresh"))
    #expect(throws: told) { try run.reviews(of: StoredScene.nothing) }
    // Taken over into another run it stays known as damaged.
    let joined = try TemporaryFolder()
    let store = try StoredScene.store(joined)
    try store.adoptTrail(from: [run])
    let toldThere = StoreError.damagedTrail(path: "\(joined.path)/ki67.sqlite", line: 1)
    #expect(throws: toldThere) { try store.reviews(of: StoredScene.nothing) }
    try store.close()
  }

  @Test func `a database of a version without seals is sealed as it is`() throws {
    try change(
      """
      ALTER TABLE slides DROP COLUMN seal;
      ALTER TABLE audit DROP COLUMN seal;
      ALTER TABLE files DROP COLUMN hash;
      DELETE FROM facts WHERE key = 'seal';
      DELETE FROM grdb_migrations WHERE identifier = '4 seals';
      """)
    let old = try StoredRun(folder: out.path)
    #expect(try old.slide("b").kept.result.slide == "b" && old.trail(about: "b").count == 1)
    let joined = try TemporaryFolder()
    let store = try StoredScene.store(joined)
    try store.adopt(["b"], from: old)
    try store.adoptTrail(from: [old])
    try store.close()
    let copy = try StoredRun(folder: joined.path)
    #expect(try copy.slide("b").kept == old.slide("b").kept)
    #expect(try copy.trail(about: "b") == old.trail(about: "b"))
    #expect(try recalled() == (kept: ["a", "b", "c"], damaged: []))
    try change("UPDATE slides SET total = total + 1 WHERE name = 'b'")
    #expect(try recalled() == (kept: ["a", "c"], damaged: ["b"]))
    #expect(try StoredRun(folder: out.path).trail(about: "b").count == 1)
    #expect(throws: DatabaseError.self) { try change("UPDATE audit SET who = 'x'") }
  }

  /// Everything that is read from the database of a finished run.
  private struct Contents: Equatable {
    var slides: [KeptSlide] = []
    var nuclei: [[TiledNucleus]] = []
    var trail: [ReviewEntry] = []
    var cases: [CaseInput] = []
    var settings: StoredSettings
    var isFinished: Bool

    init(of run: StoredRun) throws {
      for name in try run.slideNames() {
        slides.append(try run.slide(name).kept)
        nuclei.append(try run.nuclei(of: name))
        trail += try run.trail(about: name)
      }
      cases = try run.cases()
      settings = run.settings
      isFinished = run.progress == .finished
    }
  }

  @Test func `one changed byte anywhere is told or changes nothing`() throws {
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    let expected = try Contents(of: StoredRun(folder: out.path))
    var random = SeededGenerator(seed: 77)
    var outcomes = (told: 0, harmless: 0)
    for round in 0..<600 {
      var damaged = whole
      let place = Int.random(in: 0..<whole.count, using: &random)
      damaged[place] ^= UInt8.random(in: 1...255, using: &random)
      try damaged.write(to: URL(fileURLWithPath: path))
      do {
        let contents = try Contents(of: StoredRun(folder: out.path))
        #expect(contents == expected, "\(round): byte \(place)")
        outcomes.harmless += 1
      } catch {
        #expect(error is StoreError, "\(round): \(error)")
        outcomes.told += 1
      }
      guard let store = try? StoredScene.store(out) else { continue }
      for (slide, known) in zip(slides, zip(expected.slides, expected.nuclei)) {
        guard let kept = store.recall(slide, profile: Profile()) else { continue }
        #expect(kept == known.0, "\(round): byte \(place)")
        #expect(try store.nuclei(of: slide.slide) == known.1, "\(round): byte \(place)")
      }
      try? store.close()
    }
    #expect(outcomes.told > 100 && outcomes.harmless > 100, "\(outcomes)")
  }
}
