/// Ki-67 as it reaches the grading: counted, or only a percentage.
public struct Ki67Measurement: Sendable, Hashable {
  /// The number itself.
  public enum Value: Sendable, Hashable {
    /// Integers; the only form with an interval.
    case counts(LabelingIndex)
    /// Percent, 0...100, without counts.
    case percent(Fraction)
    /// An estimate in percent, and the counts that say how sure it is.
    case estimate(percent: Fraction, counts: LabelingIndex)
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

  /// An index estimated from `total` nuclei, such as one that takes the choice of a region out.
  ///
  /// The grade is made from the share, to a millionth; intervals and probabilities from the nearest
  /// whole number of positive nuclei. `nil` unless the share lies in 0...1 and `total` is counted.
  public init?(
    estimatedShare share: Double, total: Int, region: CountingRegion, clone: String? = nil
  ) {
    guard (0...1).contains(share),
      let counts = try? LabelingIndex(
        positive: Int((share * Double(total)).rounded()), total: total)
    else { return nil }
    // A share that is a fraction of whole numbers may end a rounding error below a cut-off.
    let millionths = UInt128((share * 1e6 + 1e-4).rounded())
    value = .estimate(percent: Fraction(reducing: millionths, 10_000), counts: counts)
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
    case .percent(let percent), .estimate(let percent, _): percent
    }
  }

  /// The counts, when there are any.
  public var counts: LabelingIndex? {
    switch value {
    case .counts(let counts), .estimate(_, let counts): counts
    case .percent: nil
    }
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
