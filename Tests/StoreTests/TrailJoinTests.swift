import Foundation
import Quantification
import Store
import TestSupport
import Testing

@Suite("Trails of several runs")
struct TrailJoinTests {
  private let start = Date(timeIntervalSince1970: 1_700_000_000)

  /// A finished run without slides in which things were said about slide `a`.
  private func run(_ said: [(seconds: Double, edit: String)]) throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    let store = try StoredScene.store(folder)
    _ = try store.finish(StoredScene.nothing, isComplete: true)
    try store.close()
    try say(said, in: folder)
    return folder
  }

  private func say(
    _ said: [(seconds: Double, edit: String)], in folder: TemporaryFolder
  ) throws {
    let review = try ReviewStore(folder: folder.path)
    let name = try #require(NucleusName("a1"))
    for (seconds, edit) in said {
      let mark = NucleusMark(nucleus: name, x: 1, y: 1, state: .positive)
      _ = try review.add(
        .correct([mark]), about: "a", by: "Ada", edit: edit,
        at: start.addingTimeInterval(seconds))
    }
    try review.close()
  }

  private func adopt(_ runs: [TemporaryFolder], into folder: TemporaryFolder) throws -> [String] {
    let store = try StoredScene.store(folder)
    try store.adoptTrail(from: try runs.map { try StoredRun(folder: $0.path) })
    _ = try store.finish(StoredScene.nothing, isComplete: true)
    try store.close()
    return try StoredRun(folder: folder.path).trail(about: "a").map(\.edit)
  }

  @Test func `lines stand in the order of time, whatever the order of the runs`() throws {
    let runs = [
      try run([(0, "x-0"), (4, "b-4"), (4, "a-4"), (9, "x-9")]),
      try run([(0, "x-0"), (2, "y-2"), (4, "c-4")]), try run([(7, "z-7"), (3, "z-3")]),
    ]
    for order in [[0, 1, 2], [2, 1, 0], [1, 2, 0]] {
      let trail = try adopt(order.map { runs[$0] }, into: try TemporaryFolder())
      // Within a second, and when a clock was set back, a run keeps its own order.
      #expect(trail == ["x-0", "y-2", "b-4", "a-4", "c-4", "z-7", "z-3", "x-9"])
    }
  }

  @Test func `what was said after a clock was ahead stands in the order of time`() throws {
    let first = try run([(7200, "ahead"), (57, "positive")])
    let second = try run([(7200, "ahead"), (59, "deleted")])
    for runs in [[first, second], [second, first]] {
      let trail = try adopt(runs, into: try TemporaryFolder())
      #expect(trail == ["ahead", "positive", "deleted"])
    }
  }

  @Test func `trails are joined alike in all orders, and each keeps its own`() throws {
    var random = SeededGenerator(seed: 12)
    for _ in 0..<6 {
      // Few seconds, so that many lines are of the same one, and in no order, as clocks are set.
      let said = (0..<12).map { number in
        (seconds: Double(Int.random(in: 0..<5, using: &random)), edit: "edit-\(number)")
      }
      let trails = (0..<3).map { _ in said.filter { _ in random.next() % 3 > 0 } }
      let runs = try trails.map { try run($0) }
      var joined: Set<[String]> = []
      for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let folder = try TemporaryFolder()
        joined.insert(try adopt(order.map { runs[$0] }, into: folder))
        joined.insert(try adopt(order.reversed().map { runs[$0] }, into: folder))
      }
      #expect(joined.count == 1)
      for trail in trails {
        let edits = trail.map { $0.edit }
        #expect(joined.first?.filter { edits.contains($0) } == edits)
      }
    }
  }

  @Test func `trails that contradict each other are joined alike in both orders`() throws {
    let first = try run([(1, "a"), (3, "b"), (5, "c")])
    let second = try run([(3, "b"), (1, "a"), (4, "d")])
    for runs in [[first, second], [second, first]] {
      #expect(try adopt(runs, into: try TemporaryFolder()) == ["a", "b", "d", "c"])
    }
  }

  @Test func `older lines get in between those that are there, and nothing is lost`() throws {
    let joint = try TemporaryFolder()
    let (first, second) = (try run([(1, "a-1"), (5, "a-5")]), try run([(3, "b-3")]))
    #expect(try adopt([first], into: joint) == ["a-1", "a-5"])
    try say([(8, "own-8")], in: joint)
    #expect(try adopt([second], into: joint) == ["a-1", "b-3", "a-5", "own-8"])
    #expect(try adopt([second, first], into: joint) == ["a-1", "b-3", "a-5", "own-8"])
    let store = try ReviewStore(folder: joint.path)
    try store.close()
    #expect(try StoredRun(folder: joint.path).trail(about: "a").map(\.sequence) == [1, 2, 3, 4])
  }
}
