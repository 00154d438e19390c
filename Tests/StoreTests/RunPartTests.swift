import GRDB
import Quantification
import Store
import Testing

@Suite("Parts of shared runs")
struct RunPartTests {
  private let data: TemporaryFolder
  private let folders: [TemporaryFolder]

  init() throws {
    data = try TemporaryFolder()
    folders = try (0..<7).map { _ in try TemporaryFolder() }
  }

  /// Measures the parts of a run over some slides, each into a folder of its own.
  private func share(_ names: [String]) throws -> [StoredRun] {
    let slides = try names.map { try StoredScene.slide($0, in: data) }
    let input = RunInput(cases: [], slides: slides, rejected: [])
    return try (1...3).map { number in
      let shard = try #require(RunShard(text: "\(number)/3"))
      let folder = folders[number - 1].path
      let store = try RunStore(
        folder: folder, settings: StoredScene.settings, part: RunPart(shard, of: input))
      try StoredScene.run(input.part(shard).slides, store)
      try store.close()
      return try StoredRun(folder: folder)
    }
  }

  /// Measures a run that is not shared.
  private func measure(_ names: [String], in folder: TemporaryFolder) throws -> StoredRun {
    let store = try StoredScene.store(folder)
    try StoredScene.run(try names.map { try StoredScene.slide($0, in: data) }, store)
    try store.close()
    return try StoredRun(folder: folder.path)
  }

  /// Takes away what versions before did not say; their runs had other seals.
  private func forgetRun(_ folder: String) throws -> StoredRun {
    let queue = try DatabaseQueue(path: "\(folder)/\(RunStore.fileName)")
    try queue.write {
      try $0.execute(
        sql: """
          DELETE FROM facts WHERE key = 'whole';
          UPDATE facts SET value = 'running' WHERE key = 'progress';
          """)
    }
    try queue.close()
    return try StoredRun(folder: folder)
  }

  @Test func `parts that do not say of which run they are belong to the one that is there`() throws
  {
    var runs = try share(["a", "b", "c", "d"])
    #expect(try RunMerge(runs, isForced: false).parts == [])
    runs[1] = try forgetRun(folders[1].path)
    #expect(try RunMerge(runs, isForced: true).parts == [])
    let some = try RunMerge([runs[0], runs[1]], isForced: true)
    #expect(some.parts.map(\.shard.description) == ["1/3", "2/3"])
    #expect(some.notes.contains { $0.contains("part 3/3 of the run is missing") })
  }

  @Test func `empty parts are not missing beside a run that is not theirs`() throws {
    var parts = try share(["a", "b"])
    #expect(try parts[2].slideNames() == [])
    let other = try measure(["z"], in: folders[3])
    for runs in [parts + [other], [other] + parts] {
      let merge = try RunMerge(runs, isForced: false)
      #expect(merge.parts == [] && merge.notes == [])
    }
    for number in 0..<3 { parts[number] = try forgetRun(folders[number].path) }
    let old = try RunMerge(parts + [other], isForced: true)
    #expect(old.parts == [] && !old.notes.contains { $0.contains("is missing") })
  }

  @Test func `a part is missing although another run has the slides of one`() throws {
    let parts = try share(["a", "b", "c", "d"])
    let other = try measure(["a", "d", "z"], in: folders[3])
    let merge = try RunMerge([parts[0], other], isForced: false)
    #expect(merge.parts.map(\.shard.description) == ["1/3"])
    #expect(merge.notes.count == 2)
  }

  @Test func `a joint run knows which runs it holds as a whole`() throws {
    let parts = try share(["a", "b", "c"])
    let whole = try measure(["a", "b", "c"], in: folders[3])
    let other = try measure(["z"], in: folders[4])
    for (runs, joint) in [([whole, other], folders[5]), (parts + [other], folders[6])] {
      try StoredScene.join(runs, into: joint)
      let merge = try RunMerge([try StoredRun(folder: joint.path), parts[1]], isForced: false)
      #expect(merge.parts == [] && merge.notes == [])
    }
  }

  @Test func `the text form is read back, and that of versions before`() throws {
    for run in try share(["a", "b", "c"]) {
      let part = try #require(run.parts.first)
      #expect(part.whole != nil && RunPart(text: part.description) == part)
    }
    let old = try #require(RunPart(text: "2/5"))
    #expect(old.shard.description == "2/5" && old.whole == nil && old.description == "2/5")
    #expect(RunPart(text: "6/5") == nil && RunPart(text: "") == nil)
  }
}
