import Foundation
import Nuclei
import Raster
import TestSupport
import Testing

@Suite struct OverlapSweepTests {
  private func candidates(count: Int, seed: UInt64) -> [CandidateNucleus] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      var steps = SIMD16<UInt8>()
      let base = Int.random(in: 4...10, using: &random)
      for ray in 0..<16 { steps[ray] = UInt8(base + Int.random(in: 0...1, using: &random)) }
      return CandidateNucleus(
        x2: Int32.random(in: 0..<600, using: &random),
        y2: Int32.random(in: 0..<600, using: &random),
        radiusSteps: steps, centroidMicrons: SIMD2(0.1, -0.1), areaSquareMicrons: 30,
        dabOD: 0, hematoxylinOD: 0.3,
        // Few distinct scores, so that ties are met.
        score: Float(Int.random(in: 3...9, using: &random)) / 10)
    }
  }

  private let grid = WorkingGrid(
    over: PixelRect(x: 0, y: 0, width: 300, height: 300), micronsPerPixel: SIMD2(0.5, 0.5),
    workingMicronsPerPixel: 0.5)

  private func kept(_ candidates: [CandidateNucleus]) -> [Nucleus] {
    NucleusSelection.nuclei(
      from: candidates, grid: grid, detection: DetectionParameters(),
      parameters: PositivityParameters(), accepts: { _, _ in true }
    ).nuclei
  }

  @Test func `keeps nuclei apart and explains every dropped one`() {
    let all = candidates(count: 400, seed: 5)
    let nuclei = kept(all)
    #expect(nuclei.count > 20 && nuclei.count < all.count)
    for (i, a) in nuclei.enumerated() {
      for b in nuclei[(i + 1)...] {
        let distance = 0.5 * hypot(a.x - b.x, a.y - b.y)
        let smaller = Double(
          min(a.outline.radiiMicrons.sum() / 16, b.outline.radiiMicrons.sum() / 16))
        #expect(distance > 0.8 * smaller)
      }
    }
    for candidate in all {
      let x = Double(candidate.x2) / 2 + 0.5 + 0.2
      let y = Double(candidate.y2) / 2 + 0.5 - 0.2
      let isNearKept = nuclei.contains { 0.5 * hypot($0.x - x, $0.y - y) < 10 }
      #expect(isNearKept || x < 0 || y < 0 || x >= 300 || y >= 300)
    }
  }

  @Test func `does not depend on the order of candidates`() {
    let all = candidates(count: 300, seed: 9)
    var random = SeededGenerator(seed: 10)
    let reference = kept(all)
    for _ in 0..<5 { #expect(kept(all.shuffled(using: &random)) == reference) }
  }

  /// All candidates at once, in the plainest way.
  private func bruteForce(_ all: [CandidateNucleus]) -> [CandidateNucleus] {
    func steps(_ candidate: CandidateNucleus) -> [UInt8] {
      (0..<16).map { candidate.radiusSteps[$0] }
    }
    let sorted = all.sorted { a, b in
      if a.score != b.score { return a.score > b.score }
      if a.y2 != b.y2 { return a.y2 < b.y2 }
      if a.x2 != b.x2 { return a.x2 < b.x2 }
      return steps(b).lexicographicallyPrecedes(steps(a))
    }
    var kept: [CandidateNucleus] = []
    for candidate in sorted where !kept.contains(where: { overlap($0, candidate) }) {
      kept.append(candidate)
    }
    return kept.sorted {
      ($0.position(on: grid).y, $0.position(on: grid).x)
        < ($1.position(on: grid).y, $1.position(on: grid).x)
    }
  }

  private func overlap(_ a: CandidateNucleus, _ b: CandidateNucleus) -> Bool {
    let apart = 0.5 * (b.position(on: grid) - a.position(on: grid))
    let distance = hypot(apart.x, apart.y)
    if distance >= 10 { return false }
    return holds(a, b) || holds(b, a)
  }

  /// Whether a center lies in the outline of another, enlarged.
  private func holds(_ outer: CandidateNucleus, _ inner: CandidateNucleus) -> Bool {
    let center = SIMD2(Double(outer.x2), Double(outer.y2)) * 0.25 + SIMD2(0.25, 0.25)
    let offset = 0.5 * inner.position(on: grid) - center
    var turn = atan2(offset.y, offset.x) / (2 * Double.pi) * 16
    if turn < 0 { turn += 16 }
    let ray = Int(turn) % 16
    let share = turn - Double(Int(turn))
    let radius =
      Double(outer.radiusSteps[ray]) * (1 - share) + Double(outer.radiusSteps[(ray + 1) % 16])
      * share
    return hypot(offset.x, offset.y)
      <= DetectionParameters().overlapEnlargement * radius / 2
  }

  @Test(arguments: [21, 22, 23] as [UInt64])
  func `any cut into bands keeps what brute force keeps`(seed: UInt64) {
    let all = candidates(count: 700, seed: seed)
    let expected = bruteForce(all)
    #expect(expected.count > 50)
    var random = SeededGenerator(seed: seed + 100)
    for height in [1.0, 4, 9, 40, 150, 1000] {
      var sweep = OverlapSweep(parameters: DetectionParameters())
      var rest = all.shuffled(using: &random)
      var found: [CandidateNucleus] = []
      var line = 0.0
      while !rest.isEmpty {
        line += height
        // What lies below may come early, as it does from units that find it beyond their edge.
        let early = rest.filter {
          let y = 0.5 * $0.position(on: grid).y
          return y < line || (y < line + 6 && Bool.random(using: &random))
        }
        rest.removeAll { early.contains($0) }
        let part = sweep.add(early, completeAbove: line)
        if let last = found.last, let next = part.first {
          #expect(last.position(on: grid).y <= next.position(on: grid).y)
        }
        found += part
      }
      found += sweep.finish()
      #expect(found == expected, "bands of \(height) µm")
    }
  }

  @Test func `leaves out what is not accepted before calibrating`() {
    let all = candidates(count: 200, seed: 12)
    let left = NucleusSelection.nuclei(
      from: all, grid: grid, detection: DetectionParameters(), parameters: PositivityParameters(),
      accepts: { x, _ in x < 150 })
    #expect(left.nuclei.allSatisfy { $0.x < 150 })
    #expect(left.positivity.nucleusCount == left.nuclei.count)
  }
}
