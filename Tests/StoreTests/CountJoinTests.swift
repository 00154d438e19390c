import Foundation
import Nuclei
import Quantification
import Store
import TestSupport
import Testing

@Suite("Readers' counts in joined trails")
struct CountJoinTests {
  private let start = Date(timeIntervalSince1970: 1_700_000_000)

  /// A step of a count of slide `a`.
  private struct Said {
    var edit: String
    var who: String
    var step: CountStep
  }

  private func step(
    _ round: Int, _ marks: [NucleusMark] = [], isFinished: Bool = false, count: String?,
    counted: String? = "here"
  ) -> CountStep {
    CountStep(
      field: "slide", round: round, marks: marks, seconds: 1, isFinished: isFinished,
      counted: counted, count: count)
  }

  private func mark(_ name: String, _ state: NucleusState?) throws -> NucleusMark {
    NucleusMark(nucleus: try #require(NucleusName(name)), x: 1, y: 1, state: state)
  }

  /// A finished run without slides in which something was counted on slide `a`.
  private func run(_ said: [Said]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let store = try StoredScene.store(folder)
    _ = try store.finish(StoredScene.nothing, isComplete: true)
    try store.close()
    let review = try ReviewStore(folder: folder.path)
    for (second, line) in said.enumerated() {
      _ = try review.add(
        .count(line.step), about: "a", by: line.who, edit: line.edit,
        at: start.addingTimeInterval(Double(second)))
    }
    try review.close()
    return folder
  }

  /// Counts of slide `a` in a new run that took over the trails of others.
  private func joined(_ runs: [TemporaryFolder]) throws -> [ReaderCount] {
    let folder = try TemporaryFolder()
    let store = try StoredScene.store(folder)
    try store.adoptTrail(from: try runs.map { try StoredRun(folder: $0.path) })
    _ = try store.finish(StoredScene.nothing, isComplete: true)
    try store.close()
    return ReaderCount.all(of: try StoredRun(folder: folder.path).trail(about: "a"))
  }

  @Test(arguments: [false, true])
  func `first counts of one reader in two runs stay two`(isFirstFinished: Bool) throws {
    let positive = try (1...7).map { try mark("a\($0)", .positive) }
    let negative = try (1...5).map { try mark("a\($0)", .negative) }
    let first = try run([
      Said(edit: "one-1", who: "Ada", step: step(1, Array(positive[..<4]), count: "one-1")),
      Said(
        edit: "one-2", who: "Ada",
        step: step(1, Array(positive[4...]), isFinished: isFirstFinished, count: "one-1")),
    ])
    let second = try run([
      Said(edit: "two-1", who: "Ada", step: step(1, negative, isFinished: true, count: "two-1"))
    ])
    for runs in [[first, second], [second, first]] {
      let counts = try joined(runs)
      #expect(counts.map(\.id) == ["one-1", "two-1"])
      #expect(counts.map(\.round) == [1, 2])
      #expect(counts.map(\.isFinished) == [isFirstFinished, true])
      #expect(counts.map(\.counts.positive) == [7, 0])
      #expect(counts.map(\.counts.total) == [7, 5])
    }
  }

  @Test func `every count keeps its own marks, however runs are joined`() throws {
    var random = SeededGenerator(seed: 31)
    for _ in 0..<8 {
      var expected: [String: [NucleusName: NucleusState]] = [:]
      var runs: [TemporaryFolder] = []
      for place in 0..<Int.random(in: 2...3, using: &random) {
        var said: [Said] = []
        var open: [String: (round: Int, count: String)] = [:]
        for number in 0..<Int.random(in: 5...25, using: &random) {
          let who = Bool.random(using: &random) ? "Ada" : "Bo"
          let edit = "run\(place)-\(number)"
          let begun = open[who]?.count.isEmpty == false ? open[who] : nil
          let (round, count) = begun ?? (round: (open[who]?.round ?? 0) + 1, count: edit)
          let state = (NucleusState.allCases + [nil]).randomElement(using: &random) ?? nil
          let mark = try mark("a\(Int.random(in: 0..<6, using: &random))", state)
          expected[count, default: [:]][mark.nucleus] = state
          let isFinished = Int.random(in: 0..<4, using: &random) == 0
          open[who] = (round, isFinished ? "" : count)
          said.append(
            Said(
              edit: edit, who: who,
              step: step(round, [mark], isFinished: isFinished, count: count)))
        }
        runs.append(try run(said))
      }
      let counts = try joined(runs.shuffled(using: &random))
      #expect(Set(counts.map(\.id)) == Set(expected.keys) && counts.count == expected.count)
      for count in counts {
        var marks: [NucleusName: NucleusState] = [:]
        for mark in count.marks { marks[mark.nucleus] = mark.state }
        #expect(marks == expected[count.id])
      }
      for who in ["Ada", "Bo"] {
        let rounds = counts.filter { $0.reader == who }.map(\.round)
        #expect(rounds == Array(1..<(rounds.count + 1)))
      }
    }
  }

  @Test func `a count of an older version goes on, and is told from others as before`() throws {
    let old = step(1, [try mark("a1", .positive)], count: nil)
    let text = try #require(String(data: try JSONEncoder().encode(old), encoding: .utf8))
    #expect(!text.contains(#""count""#))
    #expect(try JSONDecoder().decode(CountStep.self, from: Data(text.utf8)) == old)
    let counts = try joined([
      try run([
        Said(edit: "old-1", who: "Ada", step: old),
        Said(edit: "old-2", who: "Ada", step: step(1, [try mark("a2", .negative)], count: nil)),
        Said(
          edit: "new-3", who: "Ada",
          step: step(1, [try mark("a3", .negative)], isFinished: true, count: "old-1")),
        Said(edit: "old-4", who: "Ada", step: step(2, count: nil)),
        Said(edit: "old-5", who: "Ada", step: step(1, count: nil, counted: "elsewhere")),
      ])
    ])
    #expect(counts.map(\.id) == ["old-1", "old-4", "old-5"])
    #expect(counts.map(\.round) == [1, 2, 3])
    #expect(counts[0].counts == NucleusCounts(positive: 1, total: 3) && counts[0].isFinished)
    #expect(counts[1].marks.isEmpty && counts[2].marks.isEmpty)
  }

  @Test func `steps are numbered as the counts that they belong to`() throws {
    let first = try run([
      Said(edit: "one-1", who: "Ada", step: step(1, isFinished: true, count: "one-1")),
      Said(edit: "one-2", who: "Bo", step: step(1, count: "one-2")),
    ])
    let second = try run([
      Said(edit: "two-1", who: "Ada", step: step(1, count: "two-1")),
      Said(edit: "two-2", who: "Ada", step: step(1, isFinished: true, count: "two-1")),
      Said(edit: "two-3", who: "Ada", step: step(2, count: "two-3")),
    ])
    let folder = try TemporaryFolder()
    let store = try StoredScene.store(folder)
    try store.adoptTrail(from: [try StoredRun(folder: first.path), StoredRun(folder: second.path)])
    _ = try store.finish(StoredScene.nothing, isComplete: true)
    try store.close()
    let trail = try StoredRun(folder: folder.path).trail(about: "a")
    let rounds = ReaderCount.rounds(of: trail)
    let byEdit = Dictionary(uniqueKeysWithValues: trail.map { ($0.edit, rounds[$0.sequence] ?? 0) })
    #expect(byEdit == ["one-1": 1, "one-2": 1, "two-1": 2, "two-2": 2, "two-3": 3])
  }
}
