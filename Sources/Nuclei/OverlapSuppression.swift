/// Drops candidates of a part of a slide that surely lose to others of the same part.
enum OverlapSuppression {
  /// Candidates of a part that are kept unless others, which are not known here, prevent it.
  ///
  /// A candidate is surely kept when it is not exposed and only overlaps better ones that are
  /// dropped; what it overlaps is dropped.
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
    let rule = OverlapRule(candidates, parameters: parameters)
    var isDropped = [Bool](repeating: false, count: candidates.count)
    var isDoubtful = isDropped
    var isDone = isDropped
    var kept: [Int] = []
    for index in rule.inOrder(candidates.indices) where !isDropped[index] {
      kept.append(index)
      isDone[index] = true
      let doubt = isDoubtful[index] || isExposed(rule.centers[index])
      rule.forNeighbors(of: index) { other in
        guard !isDropped[other], !isDone[other], rule.overlap(index, other) else { return }
        if doubt { isDoubtful[other] = true } else { isDropped[other] = true }
      }
    }
    return kept.sorted()
  }
}
