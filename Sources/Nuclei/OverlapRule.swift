/// Which of some candidates overlap, and which of two is the better one.
///
/// Two candidates overlap when the center of one lies in the other's outline, somewhat enlarged. The
/// order is by score, then by position, so that the outcome does not depend on the order in which
/// candidates were found.
struct OverlapRule {
  /// Candidates farther apart than this, in µm, never overlap.
  static let reachMicrons = 10.0

  /// The candidates.
  let candidates: [CandidateNucleus]
  /// Their centers in µm.
  let centers: [SIMD2<Double>]
  private let rayCenters: [SIMD2<Double>]
  private let neighborhood: PointCells
  /// Factor by which an outline is enlarged for the test.
  private let enlargement: Float

  init(_ candidates: [CandidateNucleus], parameters: DetectionParameters) {
    let workingMicronsPerPixel = parameters.workingMicronsPerPixel
    enlargement = Float(parameters.overlapEnlargement)
    self.candidates = candidates
    centers = candidates.map {
      $0.positionMicrons(workingMicronsPerPixel: workingMicronsPerPixel)
    }
    rayCenters = candidates.map {
      $0.rayCenterMicrons(workingMicronsPerPixel: workingMicronsPerPixel)
    }
    neighborhood = PointCells(centers, reach: Self.reachMicrons)
  }

  /// Visits at least all other candidates that may overlap one, in no particular order.
  func forNeighbors(of index: Int, _ body: (_ other: Int) -> Void) {
    neighborhood.forNeighbors(of: centers[index]) { other in if other != index { body(other) } }
  }

  /// Sorts indices of candidates by preference.
  func inOrder(_ indices: some Sequence<Int>) -> [Int] {
    // Scores are not negative, so their bits are in their order; most differ, and numbers sort fast.
    let keys = indices.map { index in
      UInt64(~candidates[index].score.bitPattern) << 32 | UInt64(index)
    }.sorted()
    var order = keys.map { Int($0 & 0xffff_ffff) }
    // As a buffer: otherwise each comparison would retain and release the candidates.
    candidates.withUnsafeBufferPointer { candidates in
      var first = 0
      while first < order.count {
        var end = first + 1
        while end < order.count, keys[end] >> 32 == keys[first] >> 32 { end += 1 }
        if end - first > 1 {
          order[first..<end].sort { Self.precedes($0, $1, among: candidates) }
        }
        first = end
      }
    }
    return order
  }

  /// Best score first; ties by position, then by outline, so that equals are interchangeable.
  private static func precedes(
    _ first: Int, _ second: Int, among candidates: UnsafeBufferPointer<CandidateNucleus>
  ) -> Bool {
    let (a, b) = (candidates[first], candidates[second])
    if a.score != b.score { return a.score > b.score }
    if a.y2 != b.y2 { return a.y2 < b.y2 }
    if a.x2 != b.x2 { return a.x2 < b.x2 }
    for ray in 0..<StarFit.rays where a.radiusSteps[ray] != b.radiusSteps[ray] {
      return a.radiusSteps[ray] > b.radiusSteps[ray]
    }
    return first < second
  }

  /// Whether two candidates overlap.
  func overlap(_ first: Int, _ second: Int) -> Bool {
    let offset = SIMD2<Float>(centers[second] - centers[first])
    let apart = (offset * offset).sum().squareRoot()
    guard apart < Float(Self.reachMicrons) else { return false }
    return contains(outline: first, centerOf: second)
      || contains(outline: second, centerOf: first)
  }

  private func contains(outline: Int, centerOf other: Int) -> Bool {
    let offset = SIMD2<Float>(centers[other] - rayCenters[outline])
    let distance = (offset * offset).sum().squareRoot()
    // The radius between two rays lies between theirs, so that most directions need not be computed.
    let steps = candidates[outline].radiusSteps
    let shortest = Float(steps.min()) * StarFit.stepMicrons
    let longest = Float(steps.max()) * StarFit.stepMicrons
    if distance <= enlargement * shortest { return true }
    if distance > enlargement * longest { return false }
    return distance <= enlargement * candidates[outline].radiusMicrons(towards: offset)
  }
}
