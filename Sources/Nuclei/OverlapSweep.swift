/// Keeps one candidate per nucleus: the best-scored first, dropping those it overlaps.
///
/// Candidates are taken from the top of a slide to its bottom. What can no longer change is given out
/// and forgotten, so that memory holds a band of the slide; the outcome is that of all at once.
public struct OverlapSweep: Sendable {
  /// Candidates farther apart than this, in µm, never overlap; with room for rounding.
  private static let safeReachMicrons = OverlapRule.reachMicrons + 0.01

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

  private let parameters: DetectionParameters
  private var candidates: [CandidateNucleus] = []
  private var fates: [Fate] = []

  /// Starts at the top of a slide.
  ///
  /// - Parameter parameters: what overlaps.
  public init(parameters: DetectionParameters) { self.parameters = parameters }

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
    let rule = OverlapRule(candidates, parameters: parameters)
    decide(rule, completeAbove: line)
    var release = line
    for index in fates.indices where fates[index] == .open {
      release = min(release, rule.centers[index].y)
    }
    let given = fates.indices.filter {
      fates[$0] == .kept && rule.centers[$0].y < release
    }.sorted {
      let (a, b) = (rule.centers[$0], rule.centers[$1])
      return (a.y, a.x) < (b.y, b.x)
    }
    let result = given.map { candidates[$0] }
    for index in given { fates[index] = .released }
    forget(rule, above: release - Self.safeReachMicrons)
    return result
  }

  /// The kept candidates that were not yet given out, when there are no more to come.
  public mutating func finish() -> [CandidateNucleus] { add([], completeAbove: .infinity) }

  /// Drops what was decided and lies too far up to matter.
  private mutating func forget(_ rule: OverlapRule, above line: Double) {
    let needed = fates.indices.filter { index in
      switch fates[index] {
      case .unknown, .open, .kept: true
      case .released: rule.centers[index].y >= line
      case .dropped: false
      }
    }
    candidates = needed.map { candidates[$0] }
    fates = needed.map { fates[$0] == .open ? .unknown : fates[$0] }
  }

  private mutating func decide(_ rule: OverlapRule, completeAbove line: Double) {
    let certain = line - Self.safeReachMicrons
    var undecided: [Int] = []
    for index in fates.indices {
      if fates[index] == .unknown { undecided.append(index) } else { drop(besides: index, rule) }
    }
    for index in rule.inOrder(undecided) where fates[index] == .unknown {
      if rule.centers[index].y < certain && !isBesideOpen(index, rule) {
        fates[index] = .kept
        drop(besides: index, rule)
      } else {
        fates[index] = .open
      }
    }
  }

  /// Drops the undecided candidates that a kept one overlaps.
  private mutating func drop(besides kept: Int, _ rule: OverlapRule) {
    var lost: [Int] = []
    rule.forNeighbors(of: kept) { other in
      if fates[other] == .unknown && rule.overlap(kept, other) { lost.append(other) }
    }
    for other in lost { fates[other] = .dropped }
  }

  /// Whether a better candidate overlaps that may be kept or not.
  private func isBesideOpen(_ index: Int, _ rule: OverlapRule) -> Bool {
    var found = false
    rule.forNeighbors(of: index) { other in
      if fates[other] == .open && rule.overlap(index, other) { found = true }
    }
    return found
  }
}
