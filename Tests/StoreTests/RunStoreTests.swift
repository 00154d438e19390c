import Foundation
import Quantification
import SlideIO
import Store
import Testing

@Suite("The store of a run")
struct RunStoreTests {
  private let out: TemporaryFolder
  private let data: TemporaryFolder

  init() throws {
    out = try TemporaryFolder()
    data = try TemporaryFolder()
  }

  /// Runs over slides with a store of its own; what was measured, removed and said.
  @discardableResult
  private func run(
    _ slides: [SlideInput], settings: StoredSettings = StoredScene.settings,
    rejected: [RejectedInput] = [], isFresh: Bool = false, isComplete: Bool = true
  ) throws -> (measured: [String], removed: [String], messages: [String]) {
    let store = try StoredScene.store(out, settings: settings, isFresh: isFresh)
    let (measured, removed) = try StoredScene.run(
      slides, store, rejected: rejected, isComplete: isComplete)
    try store.close()
    return (measured, removed, store.changes.messages)
  }

  @Test func `a slide comes back as it was kept`() throws {
    let slide = try StoredScene.slide("a", in: data)
    let nuclei = StoredScene.nuclei(100, seed: 9)
    let result = StoredScene.result(slide, nuclei: nuclei)
    let files = [StoredFile(path: "nuclei/a.csv", bytes: 12, hash: "0a")]
    let first = try StoredScene.store(out)
    #expect(first.recall(slide, profile: Profile()) == nil)
    #expect(try first.keep(result, nuclei: nuclei, files: files, pictures: "note") == [])
    try first.close()
    #expect(try FileManager.default.contentsOfDirectory(atPath: out.path) == [RunStore.fileName])
    let second = try StoredScene.store(out)
    let kept = try #require(second.recall(slide, profile: Profile()))
    #expect(kept.result == result)
    #expect(kept.files == files && kept.pictures == "note")
    #expect(try second.nuclei(of: "a") == nuclei)
    try second.close()
  }

  @Test func `what was finished is not measured again`() throws {
    let slides = try ["a", "b", "c"].map { try StoredScene.slide($0, in: data) }
    #expect(try run([slides[0], slides[1]], isComplete: false).measured == ["a", "b"])
    let second = try run(slides)
    #expect(second.measured == ["c"] && second.removed == [])
    #expect(second.messages == ["2 slides taken from the earlier run (first: a)"])
    #expect(try run(slides, isFresh: true).measured == ["a", "b", "c"])
  }

  @Test func `a changed file is measured again`() throws {
    let slides = try ["a", "b"].map { try StoredScene.slide($0, in: data) }
    try run(slides)
    try data.write("b-1.png", [99])
    let second = try run(slides)
    #expect(second.measured == ["b"])
    #expect(second.messages.last == "1 slide measured again: the files changed (b)")
    #expect(try run(slides).measured == [])
  }

  @Test func `a changed setting or profile measures everything again`() throws {
    let slides = try ["a", "b"].map { try StoredScene.slide($0, in: data) }
    try run(slides)
    var profile = Profile()
    profile.positivity.cutShare += 0.001
    let settings = StoredSettings(
      RunSettings(profile: profile), program: "ki67 9.9.9", model: ContentHash(of: "model"))
    let second = try run(slides, settings: settings)
    #expect(second.measured == ["a", "b"])
    #expect(second.messages == ["2 slides measured again: the settings changed (first: a)"])
    for (program, model) in [("ki67 9.9.10", "model"), ("ki67 9.9.9", "other model")] {
      let settings = StoredSettings(
        RunSettings(), program: program, model: ContentHash(of: model))
      #expect(try run(slides, settings: settings).measured == ["a", "b"])
    }
    #expect(try run(slides).measured == ["a", "b"])
    #expect(try run(slides).measured == [])
  }

  @Test func `what is said about a slide counts where it changes the result`() throws {
    let slide = try StoredScene.slide("a", in: data)
    let region = try data.write("region.png", [1])
    let changes: [(inout SlideInput) -> Void] = [
      { $0.tiles[1].x += 1 }, { $0.tiles[0].y += 1 }, { $0.tiles[1].downsample = 2 },
      { $0.tiles[0].image = "other.png" }, { $0.statedPixelSize?.xMicrons += 1e-9 },
      { $0.statedPixelSize?.source = .commandLine }, { $0.statedPixelSize = nil },
      { $0.roi = region }, { $0.profile = "own.yaml" }, { $0.tiles.swapAt(0, 1) },
    ]
    for (index, change) in changes.enumerated() {
      try run([slide])
      var other = slide
      change(&other)
      #expect(try run([other]).measured == ["a"], "change \(index)")
    }
  }

  @Test func `a slide under another case, and in another folder, is the same slide`() throws {
    let slide = try StoredScene.slide("a", in: data)
    try run([slide])
    let elsewhere = try TemporaryFolder()
    var moved = try StoredScene.slide("a", in: elsewhere)
    moved.caseName = "other case"
    moved.tiles[0].carriedFields = [CarriedField(name: "block", value: "7")]
    let store = try StoredScene.store(out)
    let kept = try #require(store.recall(moved, profile: Profile()))
    #expect(kept.result.caseName == "other case")
    #expect(kept.result.tiles.map(\.path) == moved.tiles.map(\.path))
    try store.close()
  }

  @Test func `a slide whose messages name other paths is measured again`() throws {
    let slide = try StoredScene.slide("a", in: data)
    let store = try StoredScene.store(out)
    #expect(store.recall(slide, profile: Profile()) == nil)
    var result = StoredScene.result(slide, nuclei: [])
    result.tiles[1].status = .failed
    result.tiles[1].error = "\(slide.tiles[1].path): damaged"
    _ = try store.keep(result, nuclei: [], files: [], pictures: "")
    #expect(store.recall(slide, profile: Profile()) != nil)
    let moved = try StoredScene.slide("a", in: TemporaryFolder())
    #expect(store.recall(moved, profile: Profile()) == nil)
    try store.close()
  }

  @Test func `a slide that left the inputs is removed with its files`() throws {
    let slides = try ["a", "b"].map { try StoredScene.slide($0, in: data) }
    try run(slides)
    let second = try run([slides[1]])
    #expect(second.removed == ["nuclei/a.csv"])
    #expect(
      second.messages == [
        "1 slide taken from the earlier run (b)",
        "1 slide no longer among the inputs: results removed (a)",
      ])
    #expect(try run(slides).measured == ["a"])
  }

  @Test func `what was in a folder that is empty now is kept`() throws {
    let share = try TemporaryFolder()
    let slides = [try StoredScene.slide("a", in: share), try StoredScene.slide("b", in: data)]
    try run(slides)
    let files = try FileManager.default.contentsOfDirectory(atPath: share.path)
    for file in files {
      try FileManager.default.moveItem(
        atPath: "\(share.path)/\(file)", toPath: "\(data.path)/away-\(file)")
    }
    let away = try run([slides[1]])
    #expect(away.removed == [] && away.messages.count == 2)
    #expect(away.messages.last?.hasSuffix("left out of the tables, kept for later (a)") == true)
    try share.write("other.txt", [1])
    #expect(try run([slides[1]]).removed == ["nuclei/a.csv"])
  }

  @Test func `nothing is removed while inputs cannot be read or the run was interrupted`() throws {
    let slides = try ["a", "b"].map { try StoredScene.slide($0, in: data) }
    try run(slides)
    let away = RejectedInput(input: "share", reason: "share: no such folder")
    #expect(try run([slides[1]], rejected: [away]).removed == [])
    #expect(try run([slides[1]], isComplete: false).removed == [])
    #expect(try run(slides).measured == [])
  }

  @Test func `nuclei that cannot be read back are noticed, and nothing is kept`() throws {
    struct Torn: Sequence {
      var underestimatedCount: Int { 21 }
      func makeIterator() -> IndexingIterator<[TiledNucleus]> {
        StoredScene.nuclei(20, seed: 1).makeIterator()
      }
    }
    let slide = try StoredScene.slide("a", in: data)
    let store = try StoredScene.store(out)
    _ = store.recall(slide, profile: Profile())
    #expect(throws: StoreError.lostNuclei(slide: "a")) {
      try store.keep(
        StoredScene.result(slide, nuclei: []), nuclei: Torn(), files: [], pictures: "")
    }
    #expect(store.recall(slide, profile: Profile()) == nil)
    try store.close()
  }

  @Test func `a file that changes while it is measured is noticed`() throws {
    let slide = try StoredScene.slide("a", in: data)
    let store = try StoredScene.store(out)
    _ = store.recall(slide, profile: Profile())
    try data.write("a-1.png", [1, 2, 3, 4])
    #expect(throws: StoreError.changedInput(path: slide.tiles[1].path)) {
      try store.keep(
        StoredScene.result(slide, nuclei: []), nuclei: [], files: [], pictures: "")
    }
    try store.close()
  }
}
