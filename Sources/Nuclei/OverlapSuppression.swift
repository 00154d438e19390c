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
  private let buckets: [Bucket: [Int32]]

  private struct Bucket: Hashable {
    var column: Int32
    var row: Int32
  }

  /// Selects candidates.
  ///
  /// - Returns: indices of the kept candidates, best first.
  static func select(
    _ candidates: [CandidateNucleus], parameters: DetectionParameters
  ) -> [Int] {
    OverlapSuppression(candidates, parameters: parameters).select()
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
    var buckets: [Bucket: [Int32]] = [:]
    for (index, position) in positions.enumerated() {
      buckets[Self.bucket(of: position), default: []].append(Int32(index))
    }
    self.buckets = buckets
  }

  private static func bucket(of position: SIMD2<Double>) -> Bucket {
    Bucket(
      column: Int32((position.x / reachMicrons).rounded(.down)),
      row: Int32((position.y / reachMicrons).rounded(.down)))
  }

  private func select() -> [Int] {
    var dropped = [Bool](repeating: false, count: candidates.count)
    var kept: [Int] = []
    for index in candidates.indices.sorted(by: precedes) where !dropped[index] {
      kept.append(index)
      dropped[index] = true
      let home = Self.bucket(of: positions[index])
      for row in (home.row - 1)...(home.row + 1) {
        for column in (home.column - 1)...(home.column + 1) {
          for other in buckets[Bucket(column: column, row: row)] ?? []
          where !dropped[Int(other)] && overlap(index, Int(other)) {
            dropped[Int(other)] = true
          }
        }
      }
    }
    return kept
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
    return distance <= enlargement * candidates[outline].radiusMicrons(towards: offset)
  }
}
