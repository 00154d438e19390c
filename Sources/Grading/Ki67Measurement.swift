/// Ki-67 as it reaches the grading: counted, or only a percentage.
public struct Ki67Measurement: Sendable, Hashable {
  /// The number itself.
  public enum Value: Sendable, Hashable {
    /// Integers; the only form with an interval.
    case counts(LabelingIndex)
    /// Percent, 0...100, without counts.
    case percent(Fraction)
  }

  /// Counts or percentage.
  public let value: Value
  /// Where the nuclei were counted.
  public let region: CountingRegion
  /// The antibody clone, when known, such as MIB-1.
  public let clone: String?

  /// A counted index.
  public init(_ index: LabelingIndex, region: CountingRegion = .unspecified, clone: String? = nil) {
    value = .counts(index)
    self.region = region
    self.clone = clone
  }

  /// An index given as percent text, such as `4.5` or `4.5 %`, without counts.
  ///
  /// - Throws: ``CaseDataError`` when it is no decimal number from 0 to 100.
  public init(
    percentText text: String, region: CountingRegion = .unspecified, clone: String? = nil
  ) throws(CaseDataError) {
    let number = text.hasSuffix("%") ? String(text.dropLast()) : text
    guard let percent = Fraction(decimal: number), percent <= Fraction(100) else {
      throw CaseDataError(
        field: .ki67Percent, found: text,
        expected: "a decimal number from 0 to 100 with at most six decimals, such as 4.5")
    }
    value = .percent(percent)
    self.region = region
    self.clone = clone
  }

  /// The exact index in percent.
  public var percent: Fraction {
    switch value {
    case .counts(let index): index.percent
    case .percent(let percent): percent
    }
  }

  /// The counts, when there are any.
  public var counts: LabelingIndex? {
    if case .counts(let index) = value { index } else { nil }
  }

  static func text(_ percent: Fraction) -> String {
    percent.decimalText(places: 2, cutoffs: [2, 3, 20])
  }
}

/// Where Ki-67 was counted.
public enum CountingRegion: String, Codable, Sendable, Hashable, CaseIterable {
  /// The area of highest labelling, as WHO asks.
  case hotspot
  /// All tumor on the slides.
  case global
  /// Not stated.
  case unspecified
}
