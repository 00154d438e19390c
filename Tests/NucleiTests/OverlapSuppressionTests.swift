import Foundation
import Nuclei
import TestSupport
import Testing

@Suite struct OverlapSuppressionTests {
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
    slideWidth: 300, slideHeight: 300, micronsPerPixel: SIMD2(0.5, 0.5),
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

  @Test func `leaves out what is not accepted before calibrating`() {
    let all = candidates(count: 200, seed: 12)
    let left = NucleusSelection.nuclei(
      from: all, grid: grid, detection: DetectionParameters(), parameters: PositivityParameters(),
      accepts: { x, _ in x < 150 })
    #expect(left.nuclei.allSatisfy { $0.x < 150 })
    #expect(left.positivity.nucleusCount == left.nuclei.count)
  }
}
