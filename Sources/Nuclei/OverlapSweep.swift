/// Keeps one candidate per nucleus: the best-scored first, dropping those it overlaps.
///
/// Two candidates overlap when the center of one lies in the other's outline (a fifth enlarged), or
/// when their centers are nearer than the smaller mean radius. The order is by score, then by
/// position, so the outcome does not depend on the order in which candidates were found.
///
/// Candidates are taken from the top of a slide to its bottom. What can no longer change is given out
/// and forgotten, so that memory holds a band of the slide; the outcome is that of all at once.
public struct OverlapSweep: Sendable {
  /// Candidates farther apart than this, in µm, never overlap.
  static let reachMicrons = 10.0
  /// The same with room for rounding.
  private static let safeReachMicrons = reachMicrons + 0.01
  /// Factor by which an outline is enlarged for the test.
  private static let enlargement: Float = 1.2

  private enum Fate {
    /// Not yet looked at.
    case unknown
    /// Depends on candidates that are still to come.
    case open
    case kept
    /// Kept and already given out.
    case released
    case dropped
  }

  private let workingMicronsPerPixel: Double
  private var candidates: [CandidateNucleus] = []
  private var fates: [Fate] = []

  /// Starts at the top of a slide.
  public init(workingMicronsPerPixel: Double) {
    self.workingMicronsPerPixel = workingMicronsPerPixel
  }

  /// Takes further candidates.
  ///
  /// - Parameters:
  ///   - more: candidates in any order.
  ///   - line: µm from the slide's top; no candidate with a center above it is still to come.
  /// - Returns: the kept candidates that became certain, in reading order (by y, then x), all of them
  ///   before those of later calls.
  public mutating func add(
    _ more: [CandidateNucleus], completeAbove line: Double
  ) -> [CandidateNucleus] {
    add(parts: [more], completeAbove: line)
  }

  /// Takes further candidates that stand in several lists; see `add(_:completeAbove:)`.
  public mutating func add(
    parts: [[CandidateNucleus]], completeAbove line: Double
  ) -> [CandidateNucleus] {
    let count = parts.reduce(candidates.count) { $0 + $1.count }
    candidates.reserveCapacity(count)
    for part in parts { candidates += part }
    fates += [Fate](repeating: .unknown, count: count - fates.count)
    let places = OverlapPlaces(candidates, workingMicronsPerPixel: workingMicronsPerPixel)
    decide(places, completeAbove: line)
    var release = line
    for index in fates.indices where fates[index] == .open {
      release = min(release, places.centers[index].y)
    }
    let given = fates.indices.filter {
      fates[$0] == .kept && places.centers[$0].y < release
    }.sorted {
      let (a, b) = (places.centers[$0], places.centers[$1])
      return (a.y, a.x) < (b.y, b.x)
    }
    let result = given.map { candidates[$0] }
    for index in given { fates[index] = .released }
    forget(places, above: release - Self.safeReachMicrons)
    return result
  }

  /// The kept candidates that were not yet given out, when there are no more to come.
  public mutating func finish() -> [CandidateNucleus] { add([], completeAbove: .infinity) }

  /// Drops what was decided and lies too far up to matter.
  private mutating func forget(_ places: OverlapPlaces, above line: Double) {
    let needed = fates.indices.filter { index in
      switch fates[index] {
      case .unknown, .open, .kept: true
      case .released: places.centers[index].y >= line
      case .dropped: false
      }
    }
    candidates = needed.map { candidates[$0] }
    fates = needed.map { fates[$0] == .open ? .unknown : fates[$0] }
  }

  private mutating func decide(_ places: OverlapPlaces, completeAbove line: Double) {
    let certain = line - Self.safeReachMicrons
    var undecided: [Int] = []
    for index in fates.indices {
      if fates[index] == .unknown { undecided.append(index) } else { drop(besides: index, places) }
    }
    undecided.sort { precedes($0, $1) }
    for index in undecided where fates[index] == .unknown {
      if places.centers[index].y < certain && !isBesideOpen(index, places) {
        fates[index] = .kept
        drop(besides: index, places)
      } else {
        fates[index] = .open
      }
    }
  }

  /// Drops the undecided candidates that a kept one overlaps.
  private mutating func drop(besides kept: Int, _ places: OverlapPlaces) {
    var lost: [Int] = []
    places.forNeighbors(of: kept) { other in
      if fates[other] == .unknown && overlap(kept, other, places) { lost.append(other) }
    }
    for other in lost { fates[other] = .dropped }
  }

  /// Whether a better candidate overlaps that may be kept or not.
  private func isBesideOpen(_ index: Int, _ places: OverlapPlaces) -> Bool {
    var found = false
    places.forNeighbors(of: index) { other in
      if fates[other] == .open && overlap(index, other, places) { found = true }
    }
    return found
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

  private func overlap(_ first: Int, _ second: Int, _ places: OverlapPlaces) -> Bool {
    let apart = SIMD2<Float>(places.centers[second] - places.centers[first])
    let distance = (apart * apart).sum().squareRoot()
    guard distance < Float(Self.reachMicrons) else { return false }
    return distance < min(candidates[first].meanRadiusMicrons, candidates[second].meanRadiusMicrons)
      || contains(outline: first, centerOf: second, places)
      || contains(outline: second, centerOf: first, places)
  }

  private func contains(outline: Int, centerOf other: Int, _ places: OverlapPlaces) -> Bool {
    let center = candidates[outline].rayCenterMicrons(
      workingMicronsPerPixel: workingMicronsPerPixel)
    let offset = SIMD2<Float>(places.centers[other] - center)
    let distance = (offset * offset).sum().squareRoot()
    return distance <= Self.enlargement * candidates[outline].radiusMicrons(towards: offset)
  }
}

/// Centers of candidates, sorted into squares as wide as overlaps reach.
private struct OverlapPlaces {
  /// Centers in µm.
  let centers: [SIMD2<Double>]
  private let origin: SIMD2<Double>
  private let columns: Int
  private let rows: Int
  /// First place in `members` of every square, and one past the last.
  private let starts: [Int32]
  private let members: [Int32]

  init(_ candidates: [CandidateNucleus], workingMicronsPerPixel: Double) {
    let centers = candidates.map {
      $0.positionMicrons(workingMicronsPerPixel: workingMicronsPerPixel)
    }
    let low = centers.reduce(centers.first ?? .zero) { pointwiseMin($0, $1) }
    let high = centers.reduce(centers.first ?? .zero) { pointwiseMax($0, $1) }
    let side = OverlapSweep.reachMicrons
    let across = Int((high.x - low.x) / side) + 1
    rows = Int((high.y - low.y) / side) + 1
    let keys = centers.map {
      Int32(Int(($0.y - low.y) / side) * across + Int(($0.x - low.x) / side))
    }
    var starts = [Int32](repeating: 0, count: across * rows + 1)
    for key in keys { starts[Int(key) + 1] += 1 }
    for key in 1..<starts.count { starts[key] += starts[key - 1] }
    var next = starts
    var members = [Int32](repeating: 0, count: keys.count)
    for (index, key) in keys.enumerated() {
      members[Int(next[Int(key)])] = Int32(index)
      next[Int(key)] += 1
    }
    self.centers = centers
    origin = low
    columns = across
    self.starts = starts
    self.members = members
  }

  /// Visits the other candidates in a candidate's square and the eight around it.
  func forNeighbors(of index: Int, _ body: (Int) -> Void) {
    let place = (centers[index] - origin) / OverlapSweep.reachMicrons
    let (column, row) = (Int(place.x), Int(place.y))
    for y in max(0, row - 1)...min(rows - 1, row + 1) {
      let first = starts[y * columns + max(0, column - 1)]
      let last = starts[y * columns + min(columns - 1, column + 1) + 1]
      for place in first..<last where members[Int(place)] != Int32(index) {
        body(Int(members[Int(place)]))
      }
    }
  }
}
