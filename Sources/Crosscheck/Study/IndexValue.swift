import Grading

/// A Ki-67 index in a comparison, with counts when there are any.
public struct IndexValue: Sendable, Equatable {
  /// The counts; nil for an index that was only estimated.
  public let counts: LabelingIndex?
  /// The index in percent.
  public let percent: Double
  /// The grade by Ki-67 alone (3 and 20 %), from the exact counts or the number as it was given.
  public let grade: Grade

  /// An index from counts.
  public init(_ counts: LabelingIndex) {
    self.init(
      counts: counts, percent: Double(100 * counts.positive) / Double(counts.total),
      grade: Self.grade(counts.percent))
  }

  /// An index as it was given.
  public init(_ value: Ki67Measurement.Value) {
    switch value {
    case .counts(let counts): self.init(counts)
    case .percent(let percent), .estimate(let percent, _):
      self.init(counts: nil, percent: percent.doubleValue, grade: Self.grade(percent))
    }
  }

  /// What several readings say together: their pooled counts or, when any has none, their mean.
  ///
  /// - Parameter readings: at least one; at most 10⁹ nuclei in all.
  public init?(together readings: [IndexValue]) {
    guard let first = readings.first else { return nil }
    if readings.count == 1 {
      self = first
      return
    }
    let counts = readings.compactMap(\.counts)
    if counts.count == readings.count {
      guard
        let pooled = try? LabelingIndex(
          positive: counts.reduce(0) { $0 + $1.positive },
          total: counts.reduce(0) { $0 + $1.total })
      else { return nil }
      self.init(pooled)
      return
    }
    let mean = readings.reduce(0) { $0 + $1.percent } / Double(readings.count)
    self.init(counts: nil, percent: mean, grade: mean > 20 ? .g3 : mean >= 3 ? .g2 : .g1)
  }

  private init(counts: LabelingIndex?, percent: Double, grade: Grade) {
    self.counts = counts
    self.percent = percent
    self.grade = grade
  }

  private static func grade(_ percent: Fraction) -> Grade {
    // Every percentage has a grade in this scheme.
    GradingScheme.whoGEP2022.grade(ki67Percent: percent) ?? .g1
  }
}
