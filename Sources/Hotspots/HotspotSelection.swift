#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Foundation
#endif

/// What choosing the hottest of many regions does to its index, and the index without it.
///
/// The labels of the slide are dealt out anew over the same nuclei, so that any hotspot is chance,
/// and the hottest region is sought again in each deal. All values are shares, 0 to 1.
public struct HotspotSelection: Sendable, Equatable, Codable {
  /// Largest significance at which a hotspot counts as above chance.
  public static let level = 0.05
  /// Index of all nuclei of the slide.
  public var slideIndex: Double
  /// Mean index of the hottest region when labels are dealt by chance.
  public var expectedMaximum: Double
  /// Index that the hottest region exceeds in one of twenty deals.
  public var highestByChance: Double
  /// Share of deals whose hottest region is at least as hot.
  ///
  /// Below 10 deals the tail is that of a Gumbel distribution with the deals' mean and variance.
  public var significance: Double
  /// How far the evidence goes from chance (0, at ``level``) to certainty (1): 1 − (p / 0.05)².
  public var weight: Double
  /// Index of the region less what choosing the best among its neighbors adds.
  public var localIndex: Double
  /// Index without the selection: from the slide's index to `localIndex`, by `weight`.
  public var adjustedIndex: Double
  /// Number of deals.
  public var deals: Int

  /// Whether the region is hotter than chance explains.
  public var isAboveChance: Bool { significance <= Self.level }
}

extension HotspotSelection {
  /// Compares a region with chance.
  ///
  /// - Parameters:
  ///   - index: share of positives in the region.
  ///   - slideIndex: share of positives on the slide.
  ///   - hottest: share in the hottest region of each deal.
  ///   - hottestNear: mean share in the hottest of the region and its close neighbors.
  init(index: Double, slideIndex: Double, hottest: [Double], hottestNear: Double) {
    // The gain from choosing among neighbors grows with the spread of counts, √(p (1 − p)).
    let spread = (slideIndex * (1 - slideIndex)).squareRoot()
    let scale = spread > 0 ? (index * (1 - index)).squareRoot() / spread : 0
    self.slideIndex = slideIndex
    localIndex = max(slideIndex, index - max(0, hottestNear - slideIndex) * scale)
    (expectedMaximum, highestByChance, significance, weight) = (0, 0, 1, 0)
    (adjustedIndex, deals) = (slideIndex, 0)
    compare(index, with: hottest)
  }

  /// The same hotspot where the hottest of several slides was chosen.
  ///
  /// - Parameters:
  ///   - hottest: share in the hottest region of all slides in each deal.
  ///   - index: share of positives in the region.
  /// - Returns: the comparison with all slides; the slide's index stays that of its own slide.
  public func among(_ hottest: [Double], index: Double) -> HotspotSelection {
    var selection = self
    selection.compare(index, with: hottest)
    return selection
  }

  private mutating func compare(_ index: Double, with hottest: [Double]) {
    significance = Self.significance(of: index, among: hottest)
    // At the level nothing is left of the excess, so that at most one homogeneous tumor in twenty has
    // an adjusted index above that of its slide.
    let share = min(1, significance / Self.level)
    weight = 1 - share * share
    adjustedIndex = min(index, slideIndex + weight * (localIndex - slideIndex))
    expectedMaximum = hottest.reduce(0, +) / Double(hottest.count)
    highestByChance = hottest.sorted()[hottest.count * 19 / 20]
    deals = hottest.count
  }

  /// How often the hottest region of a deal reaches an index.
  ///
  /// - Parameters:
  ///   - index: share of positives.
  ///   - hottest: share in the hottest region of each deal, at least two of them.
  /// - Returns: the share, above 0.
  public static func significance(of index: Double, among hottest: [Double]) -> Double {
    // Equal fractions of whole numbers may differ in the last digit.
    let reached = hottest.count { $0 >= index * (1 - 1e-12) }
    let count = Double(hottest.count)
    guard reached < 10 else { return Double(reached + 1) / (count + 1) }
    let mean = hottest.reduce(0, +) / count
    let variance = hottest.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    let bound = 11 / (count + 1)
    guard variance > 0 else { return index > mean ? 1 / (count + 1) : 1 }
    let scale = (6 * variance).squareRoot() / .pi
    let location = mean - 0.577_215_664_901_532_9 * scale
    return min(bound, max(-expm1(-exp(-(index - location) / scale)), 1e-12))
  }
}
