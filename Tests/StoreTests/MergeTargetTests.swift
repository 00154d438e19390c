import GRDB
import Quantification
import Store
import Testing

@Suite("Folders for joint runs")
struct MergeTargetTests {
  private let data: TemporaryFolder
  private let target: TemporaryFolder
  private let folders: [TemporaryFolder]

  init() throws {
    data = try TemporaryFolder()
    target = try TemporaryFolder()
    folders = try (0..<3).map { _ in try TemporaryFolder() }
  }

  private func slides(_ names: [String], seed: UInt8 = 1) throws -> [SlideInput] {
    try names.map { try StoredScene.slide($0, in: data, seed: seed) }
  }

  private func measure(_ slides: [SlideInput], in folder: TemporaryFolder) throws -> StoredRun {
    let store = try StoredScene.store(folder)
    try StoredScene.run(slides, store)
    try store.close()
    return try StoredRun(folder: folder.path)
  }

  /// The slide for which the target is refused, nil when it is not.
  private func refusal(of runs: [StoredRun]) throws -> String? {
    var merge = try RunMerge(runs, isForced: false)
    do {
      try merge.checkTarget(target.path)
    } catch let error as MergeError {
      guard case .otherRun(target.path, let slide) = error else { throw error }
      return slide
    }
    return nil
  }

  @Test func `slides that stand in no table yet are not lost`() throws {
    let run = try measure(try slides(["a", "b"]), in: folders[0])
    #expect(try refusal(of: [run]) == nil, "an empty folder")
    let store = try StoredScene.store(target)
    try StoredScene.keep(try slides(["a"]), store)
    try store.close()
    #expect(try refusal(of: [run]) == nil, "it is among those that are joined")
    let more = try StoredScene.store(target)
    try StoredScene.keep(try slides(["c"]), more)
    try more.close()
    #expect(try refusal(of: [run]) == "c")
  }

  @Test func `one slide in common does not give up the others`() throws {
    let run = try measure(try slides(["a", "b"]), in: folders[0])
    _ = try measure(try slides(["a", "c"]), in: target)
    #expect(try refusal(of: [run]) == "c")
  }

  @Test func `a slide of the same name must be the same`() throws {
    let run = try measure(try slides(["a", "b"]), in: folders[0])
    _ = try measure(try slides(["a"], seed: 2), in: target)
    #expect(try refusal(of: [run]) == "a")
  }

  @Test func `a joint run is brought up to date, until it is measured in`() throws {
    let first = try measure(try slides(["a"]), in: folders[0])
    let second = try measure(try slides(["b"]), in: folders[1])
    try StoredScene.join([first, second], into: target)
    let changed = try measure(try slides(["b"], seed: 2), in: folders[1])
    #expect(try refusal(of: [first, changed]) == nil)
    let other = try measure(try slides(["z"]), in: folders[2])
    #expect(try refusal(of: [other]) == "a", "quite another run")
    try StoredScene.store(target).close()
    #expect(try refusal(of: [first, changed]) == "b")
  }

  @Test func `a joint run of the same folders is brought up to date though all names are new`()
    throws
  {
    let first = try measure(try slides(["a"]), in: folders[0])
    try StoredScene.join([first], into: target)
    let renamed = try measure(try slides(["c"]), in: folders[0])
    #expect(try refusal(of: [renamed]) == nil)
    let other = try measure(try slides(["z"]), in: folders[2])
    #expect(try refusal(of: [other]) == "a")
    // Killed after it began.
    let merge = try RunMerge([renamed], isForced: false)
    try RunStore(folder: target.path, settings: merge.settings, isFresh: true, isJoined: true)
      .close()
    #expect(try refusal(of: [renamed]) == nil)
    #expect(try refusal(of: [other]) == nil, "a killed merge holds nothing of its own")
    let killed = try StoredScene.store(target)
    try killed.close()
    #expect(try refusal(of: [renamed]) == "a", "slides of a killed run were measured there")
  }

  @Test func `damaged records are not taken for an empty folder`() throws {
    let run = try measure(try slides(["a"]), in: folders[0])
    _ = try measure(try slides(["b"]), in: target)
    let path = "\(target.path)/\(RunStore.fileName)"
    let queue = try DatabaseQueue(path: path)
    try queue.write { try $0.execute(sql: "UPDATE facts SET value = 'x' WHERE key = 'settings'") }
    #expect(throws: StoreError.self) { try StoredRun(folder: target.path) }
    #expect(try refusal(of: [run]) == "b")
    try queue.write { try $0.execute(sql: "ALTER TABLE slides RENAME COLUMN fingerprint TO gone") }
    try queue.close()
    var merge = try RunMerge([run], isForced: false)
    #expect {
      try merge.checkTarget(target.path)
    } throws: { error in
      guard case MergeError.unreadableTarget(let reason) = error else { return false }
      return reason.contains(path)
    }
    var forced = try RunMerge([run], isForced: true)
    try forced.checkTarget(target.path)
    #expect(forced.notes.contains { $0.contains(path) })
  }
}
