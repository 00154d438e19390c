import Grading
import Nuclei
import Quantification
import Store
import Testing

@Suite("What people say, and the image they said it of")
struct JudgedImageTests {
  private let out: TemporaryFolder
  private let data: TemporaryFolder
  private let nuclei = StoredScene.nuclei(300, seed: 5)

  init() throws {
    out = try TemporaryFolder()
    data = try TemporaryFolder()
  }

  /// Measures slide `a` from an image of its own by seed; on all images the same nuclei are found.
  private func measure(image seed: UInt8) throws {
    let slide = try StoredScene.slide("a", in: data, seed: seed)
    let store = try StoredScene.store(out)
    try StoredScene.run([slide], store, nuclei: nuclei)
    try store.close()
  }

  private func measured(_ index: Int) -> NucleusName { NucleusName(of: nuclei[index].nucleus) }

  /// Says what nuclei are on the image that the slide shows now.
  private func correct(_ states: [NucleusName: NucleusState?], edit: String) throws {
    let store = try ReviewStore(folder: out.path)
    let image = try #require(try store.run.image(of: "a"))
    let marks = states.map { name, state in
      NucleusMark(nucleus: name, x: 7, y: 9, state: state, image: image)
    }
    _ = try store.add(.correct(marks), about: "a", by: "Ada", edit: edit)
    try store.close()
  }

  private func reviewed() throws -> ReviewedSlide {
    let run = try StoredRun(folder: out.path)
    return try ReviewedSlide(try run.slide("a").kept.result, in: run)
  }

  private func changes(_ slide: ReviewedSlide) throws -> Int {
    try #require(slide.counts(in: .slide)).changes
  }

  private func unplaced(_ slide: ReviewedSlide) -> Set<NucleusName> {
    Set(slide.unplaced.map(\.mark.nucleus))
  }

  @Test func `corrections count on the image they were made on and on no other`() throws {
    let added = try #require(NucleusName("a1"))
    try measure(image: 1)
    try correct([measured(0): .deleted, added: .positive], edit: "edit-one")
    let first = try reviewed()
    #expect(try changes(first) == 2 && unplaced(first).isEmpty)

    try measure(image: 2)
    var second = try reviewed()
    #expect(second.corrections.image != first.corrections.image)
    #expect(try changes(second) == 0 && second.corrections.byNucleus.isEmpty)
    #expect(second.counts(in: .slide)?.corrected == second.result.counts)
    #expect(unplaced(second) == [measured(0), added])

    try correct([measured(0): nil, added: nil], edit: "edit-two")
    #expect(try unplaced(reviewed()) == [measured(0), added], "stands where it was said")
    try correct([measured(1): .deleted], edit: "edit-three")
    second = try reviewed()
    #expect(try changes(second) == 1 && unplaced(second) == [measured(0), added])

    try measure(image: 1)
    let again = try reviewed()
    #expect(try changes(again) == 2 && unplaced(again) == [measured(1)])
    #expect(again.counts(in: .slide) == first.counts(in: .slide))
    #expect(again.corrections.byNucleus == first.corrections.byNucleus)
    try correct([added: nil], edit: "edit-four")
    #expect(try changes(reviewed()) == 1)
  }

  @Test func `corrections of other images leave a signature as it is`() throws {
    try measure(image: 1)
    var store = try ReviewStore(folder: out.path)
    let other = try #require(try store.run.image(of: "a"))
    try store.close()
    try measure(image: 2)
    store = try ReviewStore(folder: out.path)
    let image = try #require(try store.run.image(of: "a"))
    let run = try RunMerge([store.run], isForced: true).result()
    let result = try #require(run.cases.first)
    let hotspot = result.isGradedOnHotspot ? result.hotspot?.hotspot.counts : nil
    let signature = CaseSignature(
      fields: ["site": "ileum"], comment: "", region: hotspot == nil ? "global" : "hotspot",
      counts: hotspot ?? result.global, machine: hotspot ?? result.global, corrections: 0,
      grade: try CaseData(fields: ["site": "ileum"]).grade(ki67: nil),
      measured: try store.run.measurement(of: ["a"]))
    _ = try store.add(.sign(signature), about: "case of a", by: "Ada", edit: "sign-one")
    for (edit, place, isOutdated) in [("edit-1", other, false), ("edit-2", image, true)] {
      let mark = NucleusMark(nucleus: measured(0), x: 7, y: 9, state: .deleted, image: place)
      _ = try store.add(.correct([mark]), about: "a", by: "Bo", edit: edit)
      #expect(try store.run.review(of: "case of a", in: run)?.signed?.isOutdated == isOutdated)
    }
    try store.close()
  }

  @Test func `a count on an image that is gone is not valid, also while the run ends`() throws {
    try measure(image: 1)
    let review = try ReviewStore(folder: out.path)
    let place = try #require(try review.run.places(of: .slide, on: "a").first)
    let mark = NucleusMark(
      nucleus: try #require(NucleusName("a1")), x: 7, y: 9, state: .positive)
    let step = CountStep(
      field: "slide", round: 1, marks: [mark], seconds: 1, isFinished: true, counted: place,
      count: "edit-one")
    _ = try review.add(.count(step), about: "a", by: "Ada", edit: "edit-one")
    #expect(try review.run.finishedCounts(of: "a").map(\.isOfOtherField) == [false])
    try review.close()

    let slide = try StoredScene.slide("a", in: data, seed: 2)
    let store = try StoredScene.store(out)
    _ = store.recall(slide, profile: Profile())
    var failed = SlideResult(slide: "a", caseName: slide.caseName, status: .failed)
    failed.error = "a-0.png: it cannot be read"
    let input = RunInput(cases: [CaseInput(name: slide.caseName)], slides: [slide], rejected: [])
    let run = RunResult(of: SlideList([failed]), input: input, settings: RunSettings())
    let before = try store.reviews(of: run)
    #expect(before["case of a"]?.counts.map(\.isOfOtherField) == [true])
    _ = try store.finish(run, isComplete: true)
    #expect(try store.reviews(of: run) == before)
    try store.close()
    let stored = try StoredRun(folder: out.path)
    #expect(throws: StoreError.self) { try stored.slide("a") }
    #expect(try stored.reviews(of: try RunMerge([stored], isForced: true).result()) == before)
  }
}
