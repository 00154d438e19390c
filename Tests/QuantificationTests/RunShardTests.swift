import Foundation
import Quantification
import Testing

/// Which slides are measured by which part of a shared run.
@Suite struct RunShardTests {
  private func part(_ number: Int, of count: Int, _ input: RunInput) throws -> RunInput {
    input.part(try #require(RunShard(text: "\(number)/\(count)")))
  }

  private func names(_ input: RunInput) -> [String] { input.slides.map(\.slide) }

  /// Slides of two parts, and what each part rejects.
  private func deal(_ inputs: [String]) throws -> [(slides: [String], rejected: [String])] {
    let whole = try InputCollector().collect(inputs)
    return try [1, 2].map { number in
      let part = try part(number, of: 2, whole)
      return (names(part), part.rejected.map(\.input))
    }
  }

  @Test func `A file of a manifest that vanishes moves no other slide`() throws {
    let scene = try TemporaryFolder()
    for number in 1...6 { try scene.image("s\(number).png") }
    let lines = (1...6).map { "s\($0).png,case \($0 % 2)" }
    let manifest = try scene.file(
      "m.csv", (["image,case"] + lines).joined(separator: "\n") + "\n")
    let before = try deal([manifest])
    #expect(before.map(\.slides) == [["s1", "s3", "s5"], ["s2", "s4", "s6"]])
    for gone in 1...6 {
      let path = scene.item("s\(gone).png")
      try FileManager.default.moveItem(atPath: path, toPath: scene.item("away"))
      let after = try deal([manifest])
      let lost = "s\(gone)"
      #expect(after.map(\.slides) == before.map { $0.slides.filter { $0 != lost } })
      let place = 1 - gone % 2
      #expect(after[place].rejected == ["\(manifest):\(gone + 1)"])
      #expect(after[1 - place].rejected.isEmpty)
      try FileManager.default.moveItem(atPath: scene.item("away"), toPath: path)
    }
  }

  @Test func `A named file that is missing or no image moves no other slide`() throws {
    let scene = try TemporaryFolder()
    let paths = try (1...4).map { try scene.image("s\($0).png") }
    try scene.file("s1.png", "\u{FF}\u{D8}")
    let damaged = try deal(paths)
    #expect(damaged.map(\.slides) == [["s3"], ["s2", "s4"]])
    #expect(damaged.map(\.rejected) == [[paths[0]], []])
    #expect(try deal([scene.path]).map(\.slides) == [["s3"], ["s2", "s4"]])
    try FileManager.default.removeItem(atPath: paths[0])
    let missing = try deal(paths)
    #expect(missing.map(\.slides) == [["s3"], ["s2", "s4"]])
    #expect(missing.map(\.rejected) == [[paths[0]], []])
  }

  @Test func `A slide keeps its name while its namesake is away`() throws {
    let scene = try TemporaryFolder()
    let manifest = try scene.file("m.csv", "image\na/x.png\nb/x.png\n")
    try scene.image("a/x.png")
    let found = try InputCollector().collect([manifest])
    #expect(names(found) == ["a-x"] && found.absent.map(\.slide) == ["b-x"])
    try scene.image("b/x.png")
    let whole = try InputCollector().collect([manifest])
    #expect(names(whole) == ["a-x", "b-x"] && whole.absent.isEmpty)
  }

  @Test func `A part knows the names of the slides of others`() throws {
    let scene = try TemporaryFolder()
    let paths = try (1...3).map { try scene.image("s\($0).png") } + [scene.item("s4.png")]
    let whole = try InputCollector().collect(paths)
    #expect(try part(1, of: 2, whole).elsewhere.sorted() == ["s2", "s4"])
    #expect(try part(2, of: 2, whole).elsewhere.sorted() == ["s1", "s3"])
    #expect(whole.elsewhere.isEmpty)
  }

  @Test func `An input that may hold slides of any part is told in each`() throws {
    let scene = try TemporaryFolder()
    let inputs = [try scene.image("s1.png"), try scene.image("s2.png"), scene.item("away")]
    #expect(try deal(inputs).map(\.rejected) == [[inputs[2]], [inputs[2]]])
  }

  @Test func `A case lacks a slide in the part that has its place`() throws {
    let scene = try TemporaryFolder()
    for number in [2, 3, 4] { try scene.image("s\(number).png") }
    let manifest = try scene.file(
      "m.csv", "image,case\ns1.png,A\ns2.png,A\ns3.png,A\ns4.png,B\n")
    let whole = try InputCollector().collect([manifest])
    let parts = try [1, 2].map { try part($0, of: 2, whole) }
    #expect(whole.cases.map(\.isIncomplete) == [true, false])
    #expect(parts[0].cases.map(\.isIncomplete) == [true])
    #expect(parts[1].cases.map(\.isIncomplete) == [false, false])
    #expect(parts[1].cases[0].slidesElsewhere == ["s1", "s3"])
  }
}
