import Foundation
import Nuclei
import Quantification
import Store
import Testing

@Suite("A database that is no longer in its folder")
struct ReplacedDatabaseTests {
  private let out: TemporaryFolder
  private let data: TemporaryFolder
  private var path: String { "\(out.path)/\(RunStore.fileName)" }
  private var aside: String { "\(out.path)/aside" }

  init() throws {
    out = try TemporaryFolder()
    data = try TemporaryFolder()
  }

  private func slide() throws -> SlideInput { try StoredScene.slide("a", in: data) }

  private func expectRefused(_ body: () throws -> Void) {
    #expect(throws: StoreError.gone(path: path)) { try body() }
  }

  /// What a program does that syncs folders or restores a backup.
  private func replace() throws {
    try FileManager.default.moveItem(atPath: path, toPath: aside)
    try FileManager.default.copyItem(atPath: aside, toPath: path)
  }

  private func putBack() throws {
    try? FileManager.default.removeItem(atPath: path)
    try FileManager.default.moveItem(atPath: aside, toPath: path)
  }

  @Test func `nothing is added to a trail that is in no folder, until the file is back`() throws {
    let store = try StoredScene.store(out)
    try StoredScene.run([try slide()], store)
    try store.close()
    let review = try ReviewStore(folder: out.path)
    func add(_ edit: String) throws {
      _ = try review.add(.correct([]), about: "a", by: "Ada", edit: edit)
    }
    try add("edit-one")
    try replace()
    expectRefused { try add("edit-two") }
    try FileManager.default.removeItem(atPath: path)
    expectRefused { try add("edit-two") }
    try putBack()
    try add("edit-two")
    try review.close()
    let trail = try StoredRun(folder: out.path).trail(about: "a")
    #expect(trail.map(\.edit) == ["edit-one", "edit-two"])
  }

  @Test func `a run whose database was replaced or removed says so`() throws {
    let (slide, nuclei) = (try slide(), StoredScene.nuclei(20, seed: 3))
    let result = StoredScene.result(slide, nuclei: nuclei)
    for isRemoved in [false, true] {
      let store = try StoredScene.store(out, isFresh: true)
      _ = store.recall(slide, profile: Profile())
      try replace()
      if isRemoved { try FileManager.default.removeItem(atPath: path) }
      expectRefused { _ = try store.keep(result, nuclei: nuclei, files: [], pictures: "{}") }
      expectRefused { _ = try store.finish(StoredScene.nothing, isComplete: true) }
      try putBack()
      try store.close()
    }
  }

  /// Whether the database in the folder holds a slide.
  private func holds(_ slide: SlideInput) throws -> Bool {
    let store = try StoredScene.store(out)
    let kept = store.recall(slide, profile: Profile())
    try store.close()
    return kept != nil
  }

  @Test(arguments: [false, true])
  func `closing leaves another database alone, and what is in its log only`(isReview: Bool) throws {
    let made = try StoredScene.store(out)
    try StoredScene.run([try slide()], made)
    try made.close()
    let (other, later) = (try TemporaryFolder(), try StoredScene.slide("b", in: data))
    let source = try StoredScene.store(other)
    try StoredScene.keep([later], source)
    let close = try isReview ? ReviewStore(folder: out.path).close : StoredScene.store(out).close
    for suffix in ["", "-wal"] {
      try FileManager.default.removeItem(atPath: path + suffix)
      let file = "\(other.path)/\(RunStore.fileName)\(suffix)"
      try FileManager.default.copyItem(atPath: file, toPath: path + suffix)
    }
    expectRefused { try close() }
    #expect(try holds(later))
    try source.close()
  }

  @Test func `closing leaves no log that another database would take for its own`() throws {
    let (slide, later) = (try slide(), try StoredScene.slide("b", in: data))
    let first = try StoredScene.store(out)
    try StoredScene.keep([slide], first)
    try first.close()
    let plain = try Data(contentsOf: URL(fileURLWithPath: path))
    let store = try StoredScene.store(out)
    try StoredScene.keep([later], store)
    try FileManager.default.moveItem(atPath: path, toPath: aside)
    try plain.write(to: URL(fileURLWithPath: path))
    expectRefused { try store.close() }
    #expect(!out.exists("\(RunStore.fileName)-wal"))
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == plain)
    #expect(try holds(slide))
    #expect(try !holds(later))
    try putBack()
    #expect(try holds(slide))
    #expect(try holds(later))
  }
}
