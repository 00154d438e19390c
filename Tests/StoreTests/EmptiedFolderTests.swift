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
  }

  /// Measures slides, and tells what became of others.
  private func run(_ slides: [SlideInput], in out: String) throws -> Fate {
    try makeFolder(out)
    let store = try RunStore(folder: path(out), settings: StoredScene.settings)
    try StoredScene.run(slides, store, nuclei: StoredScene.nuclei(20, seed: 3, tiles: 1))
    try store.close()
    return Fate(kept: store.changes.absent, removed: store.changes.dropped)
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
}
