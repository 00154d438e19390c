import Foundation
import Testing

/// The same input gives the same bytes, whatever does not belong to the question.
@Suite("Same input, same bytes")
struct DeterminismTests {
  /// What may differ between runs: times and machine.
  private static let records = ["run.json", "ki67.sqlite"]

  private func expectSame(_ first: [String: Data], _ second: [String: Data]) {
    #expect(Set(first.keys) == Set(second.keys))
    for (name, bytes) in first where !Self.records.contains(name) {
      #expect(second[name] == bytes, "\(name) differs")
    }
  }

  @Test func `for any number of workers`() throws {
    let two = try SamplesRun.shared.get()
    let one = try SamplesRun(threads: 1)
    #expect(one.run.output == two.run.output)
    expectSame(one.files, two.files)
    for name in [
      "cases.csv", "slides.csv", "tiles.csv", "hotspots.csv", "report.html",
      "nuclei/ileum-g2.csv", "overlays/ileum-g2.png", "overlays/ileum-g2-hotspot-1.png",
    ] {
      #expect(one.files[name]?.isEmpty == false, "\(name) is missing")
    }
  }

  @Test func `for any order of inputs`() throws {
    let folder = try WorkFolder()
    try folder.synthesize("a", name: "left", ["--width", "300", "--height", "260", "--seed", "2"])
    try folder.synthesize(
      "b", name: "right", ["--width", "300", "--height", "260", "--seed", "3", "--tiles", "160"])
    try folder.writeGlass("glass.png")
    let inputs = ["a/images/left.png", "b/images", "glass.png", "b/images", "gone.png"]
    let first = try folder.ki67(["quantify", "--out", "first"] + inputs)
    let second = try folder.ki67(["quantify", "--out", "second"] + inputs.reversed())
    #expect(first.exitCode == 3 && second.exitCode == 3)
    #expect(first.errors == second.errors)
    expectSame(try folder.files("first"), try folder.files("second"))
    #expect(try folder.rows("first/slides.csv").count == 3)
  }

  @Test(arguments: [
    ["--tiles", "200"], ["--tiles", "256", "--overlap", "48", "--names", "plain"],
  ])
  func `for one image and the same image cut into placed tiles`(cut: [String]) throws {
    let folder = try WorkFolder()
    let scene = [
      "--width", "640", "--height", "600", "--seed", "11", "--index", "0.2", "--hotspot",
      "150,150,70,3",
    ]
    try folder.synthesize("whole", name: "slide", scene)
    try folder.synthesize("tiles", name: "slide", scene + cut)
    for kind in ["whole", "tiles"] {
      let run = try folder.ki67(
        ["quantify", "\(kind)/manifest.csv", "--out", "\(kind)-results", "--hotspot", "cells:200"])
      #expect(run.exitCode == 0, "\(run.errors)")
    }
    let whole = try folder.files("whole-results")
    let tiles = try folder.files("tiles-results")
    #expect(Set(whole.keys) == Set(tiles.keys))
    // Apart from these, nothing in the output names image files or counts them.
    let named = Self.records + ["tiles.csv", "slides.csv", "nuclei/slide.csv", "report.html"]
    for (name, bytes) in whole where !named.contains(name) {
      #expect(tiles[name] == bytes, "\(name) differs")
    }
    try expectSameRows(folder, "slides.csv", without: ["tiles", "tiles_measured"])
    let nuclei = try expectSameRows(folder, "nuclei/slide.csv", without: ["image", "x", "y"])
    #expect(nuclei > 300)
  }

  /// Compares the rows of a table in any order; returns how many there are.
  @discardableResult
  private func expectSameRows(
    _ folder: WorkFolder, _ name: String, without columns: Set<String>
  ) throws -> Int {
    func rows(_ kind: String) throws -> [String] {
      try folder.rows("\(kind)-results/\(name)").map { row in
        row.filter { !columns.contains($0.key) }.sorted { $0.key < $1.key }
          .map { "\($0.key)=\($0.value)" }.joined(separator: " ")
      }.sorted()
    }
    let whole = try rows("whole")
    #expect(try whole == rows("tiles"), "\(name) differs")
    return whole.count
  }
}
