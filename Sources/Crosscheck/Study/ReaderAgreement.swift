import Agreement

/// How readers agree with the run, with each other and with themselves.
public struct ReaderAgreement: Sendable, Equatable {
  /// One reader against the run.
  public struct Reader: Sendable, Equatable {
    /// Who; "" when nobody is named.
    public var name: String
    /// Subjects read.
    public var count: Int
    /// Measured minus the reader's index, mean in points.
    public var biasPoints: Double
    /// Mean absolute difference in points.
    public var meanAbsoluteError: Double
    /// Lin's concordance with the run.
    public var concordance: Estimate?
    /// Linear kappa of the grades with the run.
    public var kappa: Estimate?
    /// ICC(1,1) of the reader's repeats, and how many subjects it rests on.
    public var repeatability: (count: Int, coefficient: Estimate)?

    /// Whether all figures are the same.
    public static func == (first: Reader, second: Reader) -> Bool {
      first.name == second.name && first.count == second.count
        && first.biasPoints == second.biasPoints && first.concordance == second.concordance
        && first.kappa == second.kappa
        && first.repeatability?.coefficient == second.repeatability?.coefficient
    }
  }

  /// Readers by name.
  public let readers: [Reader]
  /// ICC(2,1) between readers on the subjects that all of them read; nil for a single reader.
  public let between: IntraclassCorrelation?

  /// Computes the figures of all readers.
  init(_ subjects: [ComparedSubject]) {
    let names = Set(subjects.flatMap { $0.readings.map(\.reader) }).sorted()
    readers = names.compactMap { name in Self.reader(name, subjects) }
    let ratings = subjects.compactMap { subject -> [Double]? in
      let values = names.compactMap { Self.value(of: $0, in: subject)?.percent }
      return values.count == names.count ? values : nil
    }
    between = names.count > 1 ? try? IntraclassCorrelation(ratings: ratings) : nil
  }

  /// What a reader says of a subject, repeats together.
  private static func value(of reader: String, in subject: ComparedSubject) -> IndexValue? {
    IndexValue(together: subject.readings.filter { $0.reader == reader }.map(\.value))
  }

  private static func reader(_ name: String, _ subjects: [ComparedSubject]) -> Reader? {
    let values = subjects.compactMap { subject in
      value(of: name, in: subject).map { (manual: $0, measured: subject.measured) }
    }
    guard let agreement = IndexAgreement(values), let bias = agreement.pairs.differences.mean
    else { return nil }
    let repeats = subjects.map { subject in
      subject.readings.filter { $0.reader == name }.map(\.value.percent)
    }
    let most = repeats.map(\.count).max() ?? 0
    let complete = repeats.filter { $0.count == most }
    let coefficient = try? IntraclassCorrelation(ratings: complete).oneWay
    return Reader(
      name: name, count: values.count, biasPoints: bias,
      meanAbsoluteError: agreement.meanAbsoluteError,
      concordance: agreement.concordance?.coefficient, kappa: agreement.kappas[.linear]?.kappa,
      repeatability: coefficient.map { (complete.count, $0) })
  }
}
