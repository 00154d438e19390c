/// A two-sided 95 % confidence interval.
public struct ConfidenceInterval: Sendable, Equatable {
  /// Lower bound.
  public let lower: Double
  /// Upper bound.
  public let upper: Double

  /// An interval from its bounds.
  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// Whether a value lies inside, bounds included.
  public func contains(_ value: Double) -> Bool { lower <= value && value <= upper }
}

/// A figure and, where one can be given, its 95 % confidence interval.
public struct Estimate: Sendable, Equatable {
  /// The figure.
  public let value: Double
  /// Its interval; nil where the data leave it undefined.
  public let interval: ConfidenceInterval?

  /// A figure with its interval.
  public init(value: Double, interval: ConfidenceInterval?) {
    self.value = value
    self.interval = interval
  }

  /// A figure with a symmetric interval.
  init(value: Double, halfWidth: Double) {
    self.value = value
    interval = ConfidenceInterval(lower: value - halfWidth, upper: value + halfWidth)
  }
}

/// The 97.5 % point of the standard normal distribution.
let standardNormal975 = 1.959963984540054
