import Foundation
import GRDB
import Grading
import Nuclei
import Quantification
import Store
import TestSupport
import Testing

@Suite("What people say about a run")
struct ReviewTests {
  private let out: TemporaryFolder
  private let data: TemporaryFolder
  private let nuclei = StoredScene.nuclei(3000, seed: 5)

  /// A finished run of one slide.
  init() throws {
    out = try TemporaryFolder()
    data = try TemporaryFolder()
    let slide = try StoredScene.slide("a", in: data)
    let store = try StoredScene.store(out)
    try StoredScene.run([slide], store, nuclei: nuclei)
    try store.close()
  }

  private func mark(_ index: Int, _ state: NucleusState?) -> NucleusMark {
    let nucleus = nuclei[index].nucleus
    return NucleusMark(nucleus: NucleusName(of: nucleus), x: nucleus.x, y: nucleus.y, state: state)
  }

  private func added(_ name: String, _ state: NucleusState?) throws -> NucleusMark {
    NucleusMark(nucleus: try #require(NucleusName(name)), x: 7, y: 9, state: state)
  }

  private func reviews(_ stored: StoredRun) throws -> [String: CaseReview] {
    try stored.reviews(of: try RunMerge([stored], isForced: true).result())
  }

  /// A signature for what the run of one slide holds.
  private func signature(measured: String?, machineMore: Int = 0) throws -> CaseSignature {
    let run = try StoredRun(folder: out.path, isShared: true)
    let result = try #require(try RunMerge([run], isForced: true).result().cases.first)
    let hotspot = result.isGradedOnHotspot ? result.hotspot?.hotspot.counts : nil
    var machine = hotspot ?? result.global
    machine = NucleusCounts(positive: machine.positive, total: machine.total + machineMore)
    return CaseSignature(
      fields: ["site": "ileum"], comment: "ok", region: hotspot == nil ? "global" : "hotspot",
      counts: NucleusCounts(positive: 2, total: 9), machine: machine, corrections: 0,
      grade: try CaseData(fields: ["site": "ileum"]).grade(ki67: nil), measured: measured)
  }

  @Test func `names of nuclei are read as they are written, and nothing else is`() throws {
    for item in nuclei {
      let name = NucleusName(of: item.nucleus)
      #expect(NucleusName(name.description) == name)
      let place = try #require(name.place)
      #expect(abs(place.x - item.nucleus.x) <= 0.0051 && abs(place.y - item.nucleus.y) <= 0.0051)
    }
    for text in ["", "a", "m", "m1", "m1-", "m-1", "m1-2-3", "mx-1", "b1", "a/..", "aA", "m١-٢"] {
      #expect(NucleusName(text) == nil, "\(text)")
    }
    #expect(NucleusName("a" + String(repeating: "1", count: 48)) == nil)
    for text in ["slide", "hotspot-1", "hotspot-12"] {
      #expect(ReviewField(text)?.description == text)
    }
    for text in ["", "hotspot-0", "hotspot-01", "hotspot--1", "hotspot-x", "Slide"] {
      #expect(ReviewField(text) == nil, "\(text)")
    }
  }

  @Test func `nuclei of an area are those that a search through all finds`() throws {
    let run = try StoredRun(folder: out.path)
    let parts = try NucleusParts(of: "a", in: run)
    #expect(parts.count == nuclei.count)
    var random = SeededGenerator(seed: 8)
    for _ in 0..<50 {
      let low = SIMD2(
        Double.random(in: 0..<50_000, using: &random), Double.random(in: 0..<50_000, using: &random)
      )
      let high = low + Double.random(in: 0..<20_000, using: &random)
      let expected = nuclei.map(\.nucleus).filter {
        $0.x >= low.x && $0.x <= high.x && $0.y >= low.y && $0.y <= high.y
      }
      #expect(try parts.nuclei(from: low, to: high) == expected)
    }
    let named = nuclei.prefix(40).map { NucleusName(of: $0.nucleus) }
    let found = try parts.nuclei(named: named)
    #expect(found.count == Set(named).count)
    #expect(found[named[7]] == nuclei[7].nucleus)
  }

  @Test func `corrected counts are those of a recount`() throws {
    var random = SeededGenerator(seed: 21)
    let store = try ReviewStore(folder: out.path)
    var states = Dictionary(
      nuclei.map { (NucleusName(of: $0.nucleus), NucleusState(of: $0.nucleus)) }
    ) { first, _ in first }
    let measured = states
    for number in 0..<60 {
      let marks = try (0..<5).map { _ -> NucleusMark in
        let state = (NucleusState.allCases + [nil]).randomElement(using: &random) ?? nil
        if Bool.random(using: &random) {
          return try added("a\(Int.random(in: 0..<9, using: &random))", state)
        }
        return mark(Int.random(in: 0..<200, using: &random), state)
      }
      for mark in marks { states[mark.nucleus] = mark.state ?? measured[mark.nucleus] }
      _ = try store.add(.correct(marks), about: "a", by: "Ada", edit: "edit-\(number)")
    }
    let result = try store.run.slide("a").kept.result
    let counts = try #require(try ReviewedSlide(result, in: store.run).counts(in: .slide))
    let expected = states.values.reduce(NucleusCounts()) { $0 + $1.counts }
    #expect(counts.corrected == expected && counts.machine == result.counts)
    #expect(counts.changes == states.count { $0.value != measured[$0.key] ?? .deleted })
    try store.close()
  }

  @Test func `the last word stands, the trail keeps all, and an edit counts once`() throws {
    let store = try ReviewStore(folder: out.path)
    let first = try store.add(
      .correct([mark(0, .other), mark(1, .deleted)]), about: "a", by: "Ada", edit: "edit-one")
    let second = try store.add(
      .correct([mark(0, .deleted), mark(2, .other)]), about: "a", by: "Bo", edit: "edit-two")
    let again = try store.add(
      .correct([mark(3, .deleted)]), about: "a", by: "Bo", edit: "edit-two")
    #expect(again == second && second.sequence > first.sequence)
    let trail = try store.run.trail(about: "a")
    #expect(trail == [first, second])
    let corrections = SlideCorrections(trail, on: nil)
    #expect(corrections.byNucleus[mark(0, nil).nucleus]?.who == "Bo")
    #expect(corrections.byNucleus[mark(0, nil).nucleus]?.mark.state == .deleted)
    #expect(corrections.byNucleus[mark(1, nil).nucleus]?.who == "Ada")
    #expect(corrections.all.count == 3 && corrections.sequence == second.sequence)
    try store.close()
    let queue = try DatabaseQueue(path: "\(out.path)/\(RunStore.fileName)")
    for sql in ["DELETE FROM audit", "UPDATE audit SET who = 'X'"] {
      #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: sql) } }
    }
    let rows = try queue.read { try Int.fetchOne($0, sql: "SELECT COUNT(*) FROM corrections") }
    #expect(rows == 4)
  }

  @Test func `corrected slides are told with their last lines, and nobody else's slides`() throws {
    let store = try ReviewStore(folder: out.path)
    #expect(try store.run.lastCorrections().isEmpty)
    let untouched = try store.run.corrections(of: ["a", "b"])
    func correct(_ slide: String, _ state: NucleusState?) throws -> Int {
      try store.add(
        .correct([mark(0, state)]), about: slide, by: "Ada", edit: UUID().uuidString.lowercased()
      ).sequence
    }
    let odd = #"b "x\"#
    let (first, second) = (try correct("a", .other), try correct(odd, .deleted))
    let step = CountStep(
      field: "slide", round: 1, marks: [], seconds: 1, isFinished: false, counted: nil)
    _ = try store.add(.count(step), about: "c", by: "Ada", edit: "edit-count")
    #expect(try store.run.lastCorrections() == ["a": first, odd: second])
    let third = try correct("a", .deleted)
    #expect(try store.run.lastCorrections(after: first) == ["a": third, odd: second])
    #expect(try store.run.lastCorrections(after: third).isEmpty)

    let all = try ["a", odd].map { ($0, SlideCorrections(try store.run.trail(about: $0), on: nil)) }
    let hash = SlideCorrections.hash(of: Dictionary(uniqueKeysWithValues: all))
    #expect(try store.run.corrections(of: ["c", odd, "d", "a"]) == hash)
    #expect(try store.run.corrections(of: ["c", "d"]) == untouched && hash != untouched)
    try store.close()
  }

  @Test func `a count is put together from its steps and does not change once finished`() throws {
    let store = try ReviewStore(folder: out.path)
    func step(
      _ marks: [NucleusMark], _ seconds: Double, round: Int = 1, isFinished: Bool = false,
      by who: String = "Ada"
    ) throws {
      _ = try store.add(
        .count(
          CountStep(
            field: "hotspot-1", round: round, marks: marks, seconds: seconds,
            isFinished: isFinished, counted: nil)),
        about: "a", by: who, edit: UUID().uuidString.lowercased())
    }
    try step([try added("a1", .positive), try added("a2", .negative)], 3)
    try step([try added("a3", .negative)], 1, by: "Bo")
    try step([try added("a1", .negative), try added("a4", .positive)], 9)
    try step([try added("a2", nil)], 8)
    try step([], 12, isFinished: true)
    try step([try added("a5", .positive)], 20)
    try step([try added("a1", .other)], 2, round: 2)
    let counts = ReaderCount.all(of: try store.run.trail(about: "a"))
    #expect(counts.map(\.reader) == ["Ada", "Bo", "Ada"])
    #expect(counts.map(\.isFinished) == [true, false, false])
    #expect(counts[0].marks.map(\.nucleus.description) == ["a1", "a4"])
    #expect(counts[0].counts == NucleusCounts(positive: 1, total: 2) && counts[0].seconds == 12)
    #expect(counts[2].counts == NucleusCounts())
    let reviews = try reviews(store.run)
    #expect(reviews["case of a"]?.counts == [counts[0]] && reviews.count == 1)
    try store.close()
  }

  @Test func `a signature stays, and later corrections are told`() throws {
    let store = try ReviewStore(folder: out.path)
    let signature = try signature(measured: try store.run.measurement(of: ["a"]))
    _ = try store.add(.sign(signature), about: "case of a", by: "Ada", edit: "sign-one")
    let signed = try #require(try reviews(store.run)["case of a"]?.signed)
    #expect(signed.signature == signature && signed.who == "Ada" && !signed.isOutdated)
    _ = try store.add(.correct([mark(0, .deleted)]), about: "a", by: "Bo", edit: "edit-one")
    #expect(try reviews(store.run)["case of a"]?.signed?.isOutdated == true)
    try store.close()
  }

  @Test func `a run measured anew keeps what people said, and says what no longer fits`() throws {
    var store = try ReviewStore(folder: out.path)
    _ = try store.add(
      .correct([mark(0, .deleted), try added("a1", .positive)]), about: "a", by: "Ada",
      edit: "edit-one")
    try store.close()
    let slide = try StoredScene.slide("a", in: data)
    let other = StoredScene.nuclei(50, seed: 99)
    let again = try StoredScene.store(out, isFresh: true)
    _ = again.recall(slide, profile: Profile())
    let result = StoredScene.result(slide, nuclei: other)
    _ = try again.keep(result, nuclei: other, files: [], pictures: "{}")
    let input = RunInput(cases: [CaseInput(name: slide.caseName)], slides: [slide], rejected: [])
    _ = try again.finish(
      RunResult(of: SlideList([result]), input: input, settings: RunSettings()), isComplete: true)
    try again.close()
    store = try ReviewStore(folder: out.path)
    let reviewed = try ReviewedSlide(result, in: store.run)
    #expect(reviewed.unplaced.map(\.mark.nucleus) == [mark(0, nil).nucleus])
    let counts = try #require(reviewed.counts(in: .slide))
    #expect(counts.changes == 1)
    #expect(counts.corrected.total == result.counts.total + 1)
    try store.close()
  }

  @Test func `what is said of one case is what is said of it among all`() throws {
    let store = try ReviewStore(folder: out.path)
    let signature = try signature(measured: try store.run.measurement(of: ["a"]))
    let image = try store.run.image(of: "a")
    let count = CountStep(
      field: "slide", round: 1, marks: [], seconds: 1, isFinished: true, counted: image,
      count: "count-1")
    // A slide of this case, a case that has the name of this slide, and one that is unknown.
    let said: [(edit: String, subject: String, action: ReviewAction)] = [
      ("sign-1", "a", .sign(signature)), ("sign-2", "case of a", .sign(signature)),
      ("count-1", "a", .count(count)), ("count-2", "b", .count(count)),
      ("edit-1", "case of a", .correct([mark(0, .deleted)])),
    ]
    for (edit, subject, action) in said {
      _ = try store.add(action, about: subject, by: "Ada", edit: edit)
    }
    let run = try RunMerge([store.run], isForced: true).result()
    func expectSame() throws -> CaseReview {
      let review = try #require(try store.run.reviews(of: run)["case of a"])
      #expect(try store.run.review(of: "case of a", in: run) == review)
      return review
    }
    let review = try expectSame()
    #expect(review.counts.map(\.slide) == ["a"] && review.signed?.isOutdated == false)
    _ = try store.add(.correct([mark(0, .deleted)]), about: "a", by: "Bo", edit: "edit-2")
    #expect(try expectSame().signed?.isCorrectedSince == true)
    #expect(try store.run.review(of: "b", in: run) == nil)
    try store.close()
  }

  @Test func `a trail is taken over from another run once`() throws {
    let store = try ReviewStore(folder: out.path)
    let line = try store.add(
      .correct([mark(0, .deleted)]), about: "a", by: "Ada", edit: "edit-one")
    try store.close()
    let joint = try TemporaryFolder()
    let part = try StoredRun(folder: out.path)
    for _ in 0..<2 {
      let target = try StoredScene.store(joint)
      try target.adoptTrail(from: [part])
      try target.close()
    }
    let trail = try StoredRun(folder: joint.path).trail(about: "a")
    #expect(trail.map(\.edit) == [line.edit] && trail.map(\.action) == [line.action])
    #expect(trail.map(\.at) == [line.at])
  }

  @Test func `a signature of an older version holds as long as as much is measured`() throws {
    let store = try ReviewStore(folder: out.path)
    for (number, more) in [1, 0].enumerated() {
      let old = try signature(measured: nil, machineMore: more)
      #expect(
        !(try #require(String(data: JSONEncoder().encode(old), encoding: .utf8))
          .contains("measured\"")))
      _ = try store.add(.sign(old), about: "case of a", by: "Ada", edit: "sign-\(number)")
      let signed = try #require(try reviews(store.run)["case of a"]?.signed)
      #expect(signed.isOfOtherMeasurement == (more == 1) && signed.isOutdated == (more == 1))
    }
    let other = try signature(measured: String(repeating: "0", count: 32))
    _ = try store.add(.sign(other), about: "case of a", by: "Ada", edit: "sign-other")
    #expect(try reviews(store.run)["case of a"]?.signed?.isOfOtherMeasurement == true)
    try store.close()
  }
}
