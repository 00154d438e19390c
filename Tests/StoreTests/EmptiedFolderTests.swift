import Foundation
import Quantification
import Store
import Testing

/// Slides whose files are missing, and whether that means that they are only away.
@Suite("Results whose inputs are away")
struct EmptiedFolderTests {
  private let root: TemporaryFolder

  init() throws { root = try TemporaryFolder() }

  private func path(_ name: String) -> String { "\(root.path)/\(name)" }

  private func makeFolder(_ name: String) throws {
    try FileManager.default.createDirectory(
      atPath: path(name), withIntermediateDirectories: true)
  }

  private func move(_ from: String, _ to: String) throws {
    try FileManager.default.moveItem(atPath: path(from), toPath: path(to))
  }

  /// A slide of one image in a folder; the file is written when it is not there.
  private func slide(_ name: String, in folder: String) throws -> SlideInput {
    if !root.exists("\(folder)/\(name).png") {
      if !root.exists(folder) { try makeFolder(folder) }
      try root.write("\(folder)/\(name).png", Array(name.utf8))
    }
    return SlideInput(
      slide: name, caseName: name,
      tiles: [TileInput(path: path("\(folder)/\(name).png"), image: "\(name).png")])
  }

  /// What became of results whose slides a run did not find.
  private struct Fate: Equatable {
    var kept: [String] = []
    var removed: [String] = []
    var elsewhere: [String] = []
  }

  /// Measures slides, or one of two parts of them, and tells what became of others.
  private func run(
    _ slides: [SlideInput], in out: String, part number: Int? = nil
  ) throws -> Fate {
    try makeFolder(out)
    let whole = RunInput(cases: [], slides: slides, rejected: [])
    let shard = number.flatMap { RunShard(text: "\($0)/2") }
    let input = shard.map(whole.part) ?? whole
    let store = try RunStore(
      folder: path(out), settings: StoredScene.settings, part: shard.map { RunPart($0, of: whole) })
    try StoredScene.run(
      input.slides, store, nuclei: StoredScene.nuclei(20, seed: 3, tiles: 1),
      elsewhere: input.elsewhere)
    try store.close()
    let changes = store.changes
    return Fate(kept: changes.absent, removed: changes.dropped, elsewhere: changes.elsewhere)
  }

  @Test(arguments: ["in/share", "in/share/sub"])
  func `what was behind a link to nothing is kept`(folder: String) throws {
    try makeFolder("in")
    try makeFolder("nas/sub")
    try FileManager.default.createSymbolicLink(
      atPath: path("in/share"), withDestinationPath: path("nas"))
    let slides = [try slide("one", in: "in"), try slide("two", in: folder)]
    #expect(try run(slides, in: "out") == Fate())
    try move("nas", "away")
    #expect(try run([slides[0]], in: "out") == Fate(kept: ["two"]))
    try makeFolder("nas")
    #expect(try run([slides[0]], in: "out") == Fate(kept: ["two"]), "a share that is not mounted")
    try root.write("nas/other.txt", [1])
    #expect(try run([slides[0]], in: "out") == Fate(removed: ["two"]))
  }

  @Test func `what was in an emptied folder is kept although the project was moved`() throws {
    let two = try slide("two", in: "p1/in/b")
    #expect(try run([try slide("one", in: "p1/in/a"), two], in: "p1/out") == Fate())
    try move("p1", "p2")
    try move("p2/in/b/two.png", "two.png")
    let one = try slide("one", in: "p2/in/a")
    #expect(try run([one], in: "p2/out") == Fate(kept: ["two"]))
    try root.write("p2/in/b/other.txt", [1])
    #expect(try run([one], in: "p2/out") == Fate(removed: ["two"]))
  }

  @Test func `what was taken away is removed although the project left an empty folder`() throws {
    let slides = [try slide("one", in: "old/p/in"), try slide("two", in: "old/p/in")]
    #expect(try run(slides, in: "old/p/out") == Fate())
    try makeFolder("new")
    try move("old/p", "new/p")
    try move("new/p/in/two.png", "two.png")
    #expect(try run([try slide("one", in: "new/p/in")], in: "new/p/out") == Fate(removed: ["two"]))
  }

  @Test func `what was in a folder that is gone with its share is kept`() throws {
    let slides = [try slide("one", in: "in/a"), try slide("two", in: "in/b/deep")]
    #expect(try run(slides, in: "out") == Fate())
    try move("in/b/deep", "deep")
    #expect(try run([slides[0]], in: "out") == Fate(kept: ["two"]))
    try move("in/b", "b")
    #expect(try run([slides[0]], in: "out") == Fate(removed: ["two"]))
  }

  @Test func `slides that go to other parts while a share is away are kept`() throws {
    let slides = [
      try slide("x1", in: "in/b"), try slide("x2", in: "in/a"), try slide("x3", in: "in/a"),
    ]
    for part in 1...2 { #expect(try run(slides, in: "p\(part)", part: part) == Fate()) }
    try move("in/b/x1.png", "x1.png")
    let left = Array(slides[1...])
    #expect(try run(left, in: "p1", part: 1) == Fate(kept: ["x1"], elsewhere: ["x3"]))
    #expect(try run(left, in: "p2", part: 2) == Fate(elsewhere: ["x2"]))
    try move("x1.png", "in/b/x1.png")
    #expect(try run(slides, in: "p1", part: 1) == Fate(elsewhere: ["x2"]))
    #expect(try run(slides, in: "p2", part: 2) == Fate(elsewhere: ["x3"]))
  }

  @Test func `a part removes nothing while a share is away`() throws {
    let slides = try ["x1", "x2", "x3", "x4", "x5"].map { name in
      try slide(name, in: name == "x1" ? "in/b" : "in/a")
    }
    #expect(try run(slides, in: "p1", part: 1) == Fate())
    #expect(try run(slides, in: "whole") == Fate())
    try move("in/b/x1.png", "x1.png")
    try move("in/a/x5.png", "x5.png")
    let left = Array(slides[1...3])
    let fate = Fate(kept: ["x1", "x5"], elsewhere: ["x3"])
    #expect(try run(left, in: "p1", part: 1) == fate)
    #expect(try run(left, in: "whole") == Fate(kept: ["x1"], removed: ["x5"]))
  }
}
