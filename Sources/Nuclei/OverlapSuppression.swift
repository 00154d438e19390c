/// Keeps one candidate per nucleus: the best-scored first, dropping those it overlaps.
///
/// Two candidates overlap when the center of one lies in the other's outline, somewhat enlarged. The
/// order is by score, then by position, so the outcome does not depend on the order in which
/// candidates were found.
struct OverlapSuppression {
  /// Candidates farther apart than this, in µm, never overlap.
  static let reachMicrons = 10.0
  /// Factor by which an outline is enlarged for the test.
  private let enlargement: Float

  private let candidates: [CandidateNucleus]
  private let positions: [SIMD2<Double>]
  private let rayCenters: [SIMD2<Double>]
  private let neighborhood: PointCells

  /// Selects candidates.
  ///
  /// - Returns: indices of the kept candidates, best first.
  static func select(
    _ candidates: [CandidateNucleus], parameters: DetectionParameters
  ) -> [Int] {
    OverlapSuppression(candidates, parameters: parameters).select { _ in false }
  }

  /// Candidates of a part that are kept unless others, which are not known here, prevent it.
  ///
  /// - Parameters:
  ///   - candidates: candidates of the part.
  ///   - parameters: what overlaps.
  ///   - isExposed: whether a candidate at a position may overlap one of another part.
  /// - Returns: indices in ascending order. Selecting from them and those of all other parts gives
  ///   what selecting from all candidates gives.
  static func survivors(
    _ candidates: [CandidateNucleus], parameters: DetectionParameters,
    isExposed: (_ positionMicrons: SIMD2<Double>) -> Bool
  ) -> [Int] {
    OverlapSuppression(candidates, parameters: parameters).select(isExposed: isExposed).sorted()
  }

  private init(_ candidates: [CandidateNucleus], parameters: DetectionParameters) {
    let workingMicronsPerPixel = parameters.workingMicronsPerPixel
    enlargement = Float(parameters.overlapEnlargement)
    self.candidates = candidates
    positions = candidates.map {
      $0.positionMicrons(workingMicronsPerPixel: workingMicronsPerPixel)
    }
    rayCenters = candidates.map {
      $0.rayCenterMicrons(workingMicronsPerPixel: workingMicronsPerPixel)
    }
    neighborhood = PointCells(positions, reach: Self.reachMicrons)
  }

  /// Everything but what a candidate that is surely kept drops, best first.
  ///
  /// A candidate is surely kept when it is not exposed and only overlaps better ones that are
  /// dropped.
  private func select(isExposed: (SIMD2<Double>) -> Bool) -> [Int] {
    var isDropped = [Bool](repeating: false, count: candidates.count)
    var isDoubtful = isDropped
    var isDone = isDropped
    var kept: [Int] = []
    for index in inOrder() where !isDropped[index] {
      kept.append(index)
      isDone[index] = true
      let doubt = isDoubtful[index] || isExposed(positions[index])
      neighborhood.forNeighbors(of: positions[index]) { other in
        guard !isDropped[other], !isDone[other], overlap(index, other) else { return }
        if doubt { isDoubtful[other] = true } else { isDropped[other] = true }
      }
    }
    return kept
  }

  /// Indices in the order of preference.
  private func inOrder() -> [Int] {
    // Scores are not negative, so their bits are in their order; most differ, and numbers sort fast.
    let keys = candidates.indices.map { index in
      UInt64(~candidates[index].score.bitPattern) << 32 | UInt64(index)
    }.sorted()
    var order = keys.map { Int($0 & 0xffff_ffff) }
    var first = 0
    while first < order.count {
      var end = first + 1
      while end < order.count, keys[end] >> 32 == keys[first] >> 32 { end += 1 }
      if end - first > 1 { order[first..<end].sort(by: precedes) }
      first = end
    }
    return order
  }

  /// Best score first; ties by position, then by outline, so that equals are interchangeable.
  private func precedes(_ first: Int, _ second: Int) -> Bool {
    let a = candidates[first]
    let b = candidates[second]
    if a.score != b.score { return a.score > b.score }
    if a.y2 != b.y2 { return a.y2 < b.y2 }
    if a.x2 != b.x2 { return a.x2 < b.x2 }
    for ray in 0..<StarFit.rays where a.radiusSteps[ray] != b.radiusSteps[ray] {
      return a.radiusSteps[ray] > b.radiusSteps[ray]
    }
    return first < second
  }

  private func overlap(_ first: Int, _ second: Int) -> Bool {
    let offset = SIMD2<Float>(positions[second] - positions[first])
    let apart = (offset * offset).sum().squareRoot()
    guard apart < Float(Self.reachMicrons) else { return false }
    return contains(outline: first, centerOf: second)
      || contains(outline: second, centerOf: first)
  }

  private func contains(outline: Int, centerOf other: Int) -> Bool {
    let offset = SIMD2<Float>(positions[other] - rayCenters[outline])
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
