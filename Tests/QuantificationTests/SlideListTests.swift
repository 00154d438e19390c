import Foundation
import Nuclei
import Quantification
import Raster
import SlideIO
import Testing

/// Results of slides that wait on the disk are those that were put there.
@Suite struct SlideListTests {
  /// Slides of several cases as a run measures them, one of which failed.
  private func slides() throws -> [SlideResult] {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 3, width: 400, height: 400, micronsPerPixel: 0.5, index: 0.3)
    var inputs: [SlideInput] = []
    for (index, tile) in try run.tiles(side: 100, overlap: 0, in: folder).tiles.enumerated() {
      let path = index == 5 ? folder.item("missing.png") : tile.path
      inputs.append(
        SlideInput(
          slide: "s\(index)", caseName: "c\(index / 3)",
          tiles: [TileInput(path: path, image: "s\(index).png")], statedPixelSize: run.pixelSize))
    }
    let measured = try SyntheticRun.measure(inputs).result
    #expect(measured.slides.count == 16 && measured.slides.digests[5].status == .failed)
    return Array(measured.slides)
  }

  private func input(of slides: [SlideResult]) -> RunInput {
    RunInput(
      cases: Set(slides.map(\.caseName)).sorted().map { CaseInput(name: $0) }, slides: [],
      rejected: [RejectedInput(input: "x.png", reason: "no image", slide: "s2")])
  }

  @Test func `slides and cases from the disk are those from memory`() throws {
    let slides = try slides()
    let folder = try TemporaryFolder()
    let held = RunResult(
      of: SlideList(slides), input: input(of: slides), settings: RunSettings())
    for most in [0, 1, 7, 15, 16] {
      let list = SlideList(count: 16, mostInMemory: most, folder: folder.path) { slides[$0] }
      let run = RunResult(of: list, input: input(of: slides), settings: RunSettings())
      #expect(run.slides.elementsEqual(held.slides))
      #expect(run.slides.digests == held.slides.digests && run.slides.failure == nil)
      #expect(run.slides[2].flags.first == .someTilesFailed)
      #expect(run.slides.named("s7") == slides[7] && run.slides.named("s16") == nil)
      #expect(run.cases.map { "\($0)" } == held.cases.map { "\($0)" })
      #expect(run.cases.inputs.map(\.name) == held.cases.map(\.input.name))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func `a run keeps few results in memory and gives the same`() throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 4, width: 500, height: 500, micronsPerPixel: 0.5)
    let inputs = try run.tiles(side: 50, overlap: 0, in: folder).tiles.map {
      SlideInput(slide: $0.image, caseName: $0.image, tiles: [$0], statedPixelSize: run.pixelSize)
    }
    func measured(_ memory: Int) throws -> RunResult {
      try SyntheticRun.measure(inputs, threads: 2, memoryLimitBytes: memory).result
    }
    let (tight, plenty) = (try measured(12 << 20), try measured(1 << 30))
    #expect(tight.settings.mostSlidesInMemory < 100 && plenty.settings.mostSlidesInMemory > 100)
    func timeless(_ run: RunResult) -> [SlideResult] {
      run.slides.map { slide in
        var slide = slide
        slide.seconds = 0
        return slide
      }
    }
    #expect(timeless(tight) == timeless(plenty))
    #expect(tight.cases.map { "\($0)" } == plenty.cases.map { "\($0)" })
  }

  @Test func `what cannot be written stays in memory`() throws {
    let slides = try slides()
    let list = SlideList(count: 16, mostInMemory: 2, folder: "/nonexistent") { slides[$0] }
    #expect(list.elementsEqual(slides) && list.failure == nil)
  }

  @Test func `what cannot be read back shows as failed, and the list says so`() throws {
    let slides = try slides()
    let folder = try TemporaryFolder()
    let list = SlideList(count: 16, mostInMemory: 2, folder: folder.path) { slides[$0] }
    let files = FileManager.default
    for name in try files.contentsOfDirectory(atPath: "/proc/self/fd") {
      let target = try? files.destinationOfSymbolicLink(atPath: "/proc/self/fd/\(name)")
      guard let target, target.hasPrefix("\(folder.path)/.ki67-spill") else { continue }
      let file = try #require(FileHandle(forWritingAtPath: "/proc/self/fd/\(name)"))
      try file.truncate(atOffset: 0)
      try file.close()
    }
    #expect(list[1] == slides[1] && list.failure == nil)
    let lost = list[9]
    #expect(lost.status == .failed && lost.slide == "s9" && lost.caseName == "c3")
    #expect(try #require(lost.error).contains("cannot be read back"))
    #expect("\(try #require(list.failure))".contains(folder.path))
  }
}
