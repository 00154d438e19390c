/// Numbers of positive and of all tumor nuclei in some region.
public struct NucleusCounts: Sendable, Equatable, Codable {
  /// Ki-67 positive tumor nuclei.
  public var positive: Int
  /// All tumor nuclei, positive and negative.
  public var total: Int

  /// Makes counts; `positive` must lie in `0...total`.
  public init(positive: Int = 0, total: Int = 0) {
    precondition((0...total).contains(positive))
    self.positive = positive
    self.total = total
  }

  /// Counts nuclei, without those that do not count as tumor nuclei.
  public init(of nuclei: some Sequence<Nucleus>) {
    self.init()
    for nucleus in nuclei { add(nucleus) }
  }

  /// Negative tumor nuclei.
  public var negative: Int { total - positive }

  /// Counts one more nucleus, if it counts as a tumor nucleus.
  public mutating func add(_ nucleus: Nucleus) {
    guard nucleus.isCounted else { return }
    total += 1
    if nucleus.isPositive { positive += 1 }
  }

  /// Adds the counts of another region that shares no nucleus with this one.
  public static func + (first: NucleusCounts, second: NucleusCounts) -> NucleusCounts {
    NucleusCounts(positive: first.positive + second.positive, total: first.total + second.total)
  }
}
