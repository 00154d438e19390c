/// A share of a number of things.
public struct Proportion: Sendable, Equatable {
  /// Those that have the property.
  public let count: Int
  /// All.
  public let total: Int

  /// A share; `count` must lie in `0...total`.
  public init(_ count: Int, of total: Int) {
    precondition((0...total).contains(count))
    self.count = count
    self.total = total
  }

  /// The share, 0 to 1; nil of nothing.
  public var value: Double? { total > 0 ? Double(count) / Double(total) : nil }

  /// The 95 % score interval (Wilson, J Am Stat Assoc 1927;22:209–212); nil of nothing.
  public var interval: ConfidenceInterval? {
    guard let value else { return nil }
    let n = Double(total)
    let zz = standardNormal975 * standardNormal975
    let center = value + zz / (2 * n)
    let half = standardNormal975 * (value * (1 - value) / n + zz / (4 * n * n)).squareRoot()
    let scale = 1 + zz / n
    return ConfidenceInterval(
      lower: count == 0 ? 0 : (center - half) / scale,
      upper: count == total ? 1 : (center + half) / scale)
  }
}

extension PairedValues {
  /// How many measured values lie within ± `relative` of their reference, bounds included.
  ///
  /// A reference of 0 asks for a measured 0. Values within 1e-9 of a bound count as inside, so that
  /// 3.6 is within 20 % of 3 whatever the last binary digit.
  public func shareWithin(relative: Double) -> Proportion {
    let inside = zip(reference, measured).count { x, y in
      abs(y - x) <= relative * abs(x) * (1 + 1e-9)
    }
    return Proportion(inside, of: count)
  }
}
