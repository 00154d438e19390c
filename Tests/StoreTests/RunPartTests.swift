import GRDB
import Quantification
import SlideIO
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
    try (1...3).map { try part($0, of: names, in: folders[$0 - 1]) }
  }

  /// Measures one of three parts of a run, after telling something of each slide.
  private func part(
    _ number: Int, of names: [String], in folder: TemporaryFolder,
    tell: (inout SlideInput) -> Void = { _ in }
  ) throws -> StoredRun {
    var slides = try names.map { try StoredScene.slide($0, in: data) }
    for place in slides.indices { tell(&slides[place]) }
    let input = RunInput(cases: [], slides: slides, rejected: [])
    let shard = try #require(RunShard(text: "\(number)/3"))
    let store = try RunStore(
      folder: folder.path, settings: StoredScene.settings, part: RunPart(shard, of: input))
    try StoredScene.run(input.part(shard).slides, store)
    try store.close()
    return try StoredRun(folder: folder.path)
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

  @Test func `parts of one run must have been told one pixel size, also when some were joined`()
    throws
  {
    let names = ["a", "b", "c"]
    try StoredScene.join(Array(try share(names)[..<2]), into: folders[3])
    let joint = try StoredRun(folder: folders[3].path)
    func state(_ size: Double, _ slide: inout SlideInput) {
      slide.statedPixelSize = PixelSize(xMicrons: size, yMicrons: 0.5, source: .commandLine)
    }
    let other = try part(3, of: names, in: folders[4]) { state(0.25, &$0) }
    let error = MergeError.otherPixelSize(
      folder: other.folder, size: "0.25,0.5", first: joint.folder, firstSize: nil)
    #expect(throws: error) { try RunMerge([joint, other], isForced: false) }
    let forced = try RunMerge([joint, other], isForced: true)
    #expect(forced.parts == [] && forced.notes == ["joined by force: \(error.description)"])
    let same = try part(2, of: names, in: folders[5]) { state(0.25, &$0) }
    #expect(try RunMerge([other, same], isForced: false).parts.count == 2)
    let stranger = try part(1, of: ["x", "y"], in: folders[6]) { state(0.5, &$0) }
    #expect(try RunMerge([joint, stranger], isForced: false).parts.count == 3)
  }

  @Test func `parts joined by force agree with each of their kind, in any order`() throws {
    let names = ["a", "b", "c"]
    let plain = try share(names)
    let sized = try (2...3).map { number in
      try part(number, of: names, in: folders[number + 1]) { slide in
        slide.statedPixelSize = PixelSize(xMicrons: 0.25, yMicrons: 0.25, source: .commandLine)
      }
    }
    try StoredScene.join([plain[0], sized[0]], into: folders[5], isForced: true)
    let forced = try StoredRun(folder: folders[5].path)
    for last in [plain[2], sized[1]] {
      #expect(try RunMerge([forced, last], isForced: false).parts == [])
      #expect(try RunMerge([last, forced], isForced: false).parts == [])
    }
    #expect(throws: MergeError.self) { try RunMerge([plain[2], sized[0]], isForced: false) }
    #expect(throws: MergeError.self) { try RunMerge([sized[0], plain[2]], isForced: false) }
  }

  @Test func `parts of one run must have been told the same slides of each case`() throws {
    let names = ["a", "b", "c"]
    let parts = try share(names)
    let other = try part(3, of: names, in: folders[3]) { slide in
      if slide.slide == "b" { slide.caseName = "case of c" }
    }
    let error = MergeError.otherCases(folder: other.folder, first: parts[0].folder)
    #expect(throws: error) { try RunMerge([parts[0], other], isForced: false) }
    #expect(try RunMerge([parts[0], other], isForced: true).parts.count == 2)
    #expect(try RunMerge([parts[0], parts[2]], isForced: false).parts.count == 2)
  }

  @Test func `what a run keeps outside its tables is told, unless another run has it`() throws {
    let slides = try ["a", "b", "c"].map { try StoredScene.slide($0, in: data) }
    let store = try StoredScene.store(folders[0])
    try StoredScene.run(slides, store)
    let away = RejectedInput(input: "share", reason: "share: no such folder")
    try StoredScene.run([slides[0]], store, rejected: [away])
    try store.close()
    let run = try StoredRun(folder: folders[0].path)
    let notes = try RunMerge([run], isForced: false).notes
    #expect(
      notes == [
        "\(run.folder): results of 2 slides (first: b) are not in its tables and are left out; join "
          + "the parts that have them, or give its command again where all of its inputs can be read"
      ])
    let other = try measure(["b"], in: folders[1])
    let less = try RunMerge([run, other], isForced: false).notes
    #expect(less.count == 1 && less[0].contains("results of 1 slide (c) are not in its tables"))
    let rest = try measure(["b", "c"], in: folders[2])
    #expect(try RunMerge([rest, run], isForced: false).notes == [])
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
