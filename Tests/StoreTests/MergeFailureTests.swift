import Quantification
import Store
import Testing

@Suite("Failed slides of several runs")
struct MergeFailureTests {
  private let data: TemporaryFolder
  private let folders: [TemporaryFolder]

  init() throws {
    data = try TemporaryFolder()
    folders = try (0..<2).map { _ in try TemporaryFolder() }
  }

  /// A finished run of the slide `bad`, which fails for a reason, or is measured when there is none.
  private func run(
    _ place: Int, of caseName: String, error: String?, status: MeasurementStatus = .failed
  ) throws -> StoredRun {
    var slide = try StoredScene.slide("bad", in: data)
    slide.caseName = caseName
    let store = try StoredScene.store(folders[place])
    var result = SlideResult(slide: slide.slide, caseName: caseName, status: status)
    result.error = error
    if error == nil {
      try StoredScene.keep([slide], store)
      result = StoredScene.result(slide, nuclei: StoredScene.nuclei(20, seed: 3))
    }
    let run = RunResult(
      of: SlideList([result]),
      input: RunInput(cases: [CaseInput(name: caseName)], slides: [slide], rejected: []),
      settings: RunSettings())
    _ = try store.finish(run, isComplete: true)
    try store.close()
    return try StoredRun(folder: folders[place].path)
  }

  private func refusal(
    _ found: (place: Int, of: String), _ first: (place: Int, of: String)
  ) -> MergeError {
    .otherCaseOfSlide(
      slide: "bad", name: found.of, folder: folders[found.place].path, otherName: first.of,
      first: folders[first.place].path)
  }

  @Test func `a slide that failed in different cases is refused`() throws {
    let runs = [try run(0, of: "c1", error: "gone"), try run(1, of: "c2", error: "gone")]
    #expect(throws: refusal((1, "c2"), (0, "c1"))) { try RunMerge(runs, isForced: false) }
    #expect(throws: refusal((0, "c1"), (1, "c2"))) {
      try RunMerge(runs.reversed(), isForced: false)
    }
    #expect(try RunMerge(runs, isForced: true).input.slides.map(\.caseName) == ["c1"])
    #expect(try RunMerge(runs.reversed(), isForced: true).input.slides.map(\.caseName) == ["c2"])
  }

  @Test func `a slide that failed in one case and was measured in another is refused`() throws {
    let runs = [try run(0, of: "c1", error: "gone"), try run(1, of: "c2", error: nil)]
    for order in [runs, Array(runs.reversed())] {
      #expect(throws: refusal((0, "c1"), (1, "c2"))) { try RunMerge(order, isForced: false) }
      let forced = try RunMerge(order, isForced: true)
      #expect(forced.input.slides.map(\.caseName) == ["c2"] && forced.failures.isEmpty)
    }
  }

  @Test func `of two failures the same stands in any order`() throws {
    for (status, error) in [(MeasurementStatus.failed, "torn"), (.skipped, "a stop")] {
      let runs = [
        try run(0, of: "c", error: "cut"), try run(1, of: "c", error: error, status: status),
      ]
      for order in [runs, Array(runs.reversed())] {
        let merge = try RunMerge(order, isForced: false)
        #expect(merge.input.slides.map(\.slide) == ["bad"])
        #expect(merge.failures["bad"]?.error == "cut")
      }
    }
  }
}
