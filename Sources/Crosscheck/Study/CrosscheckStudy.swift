import Agreement
import Grading

/// Manual results compared with the results of a run.
public struct CrosscheckStudy: Sendable {
  /// What was compared, at the weakest level among the subjects.
  public let level: ComparisonLevel
  /// What was both read and measured, in order of the manual results.
  public let subjects: [ComparedSubject]
  /// What has no counterpart.
  public let unpaired: [Unpaired]
  /// Largest distance of paired nuclei in µm; nil when no nuclei were compared.
  public let radiusMicrons: Double?
  /// Agreement of indices and grades; nil without subjects.
  public let agreement: IndexAgreement?
  /// Agreement of and between readers.
  public let readers: ReaderAgreement
  /// Nuclei of all fields and readers; nil when no nuclei were compared.
  public let nuclei: NucleusComparisonCounts?
  /// The same of fields with a manual index up to 5 %.
  public let nucleiAtLowIndex: NucleusComparisonCounts?
  /// The cut that would remove the bias; nil when nuclei are not known.
  public let calibration: CutCalibration?

  /// Compares counts.
  ///
  /// - Parameters:
  ///   - counts: manual counts and indices.
  ///   - results: results of the run.
  ///   - region: index of a case that is compared.
  public init(counts: [ManualCount], results: any MeasuredResults, region: CaseRegion = .graded) {
    var pairing = CountPairing(results: results, region: region)
    pairing.pair(counts)
    self.init(
      pairing.subjects, pairing.unpaired, failedFields: [], radiusMicrons: nil)
  }

  /// Compares marked nuclei.
  ///
  /// - Parameters:
  ///   - points: marked nuclei.
  ///   - results: results of the run.
  ///   - radiusMicrons: largest distance of a pair, above 0.
  ///   - field: where nuclei were marked, for marks that do not say it.
  public init(
    points: [ManualPoints], results: any MeasuredResults, radiusMicrons: Double,
    field: FieldOption = .whole
  ) {
    var pairing = PointPairing(
      finder: MarkedField(results: results, radiusMicrons: radiusMicrons, option: field))
    pairing.pair(points)
    self.init(
      pairing.subjects, pairing.unpaired, failedFields: pairing.fieldsWithoutIndex,
      radiusMicrons: radiusMicrons)
  }

  private init(
    _ subjects: [ComparedSubject], _ unpaired: [Unpaired], failedFields: [ComparedField],
    radiusMicrons: Double?
  ) {
    self.subjects = subjects
    self.unpaired = unpaired
    self.radiusMicrons = radiusMicrons
    level = subjects.map(\.level).min() ?? (radiusMicrons == nil ? .sameCase : .sameNuclei)
    agreement = IndexAgreement(subjects.map { ($0.manual, $0.measured) })
    readers = ReaderAgreement(subjects)
    calibration = CutCalibration(subjects)
    let fields = subjects.flatMap(\.fields) + failedFields
    nuclei = Self.sum(fields)
    nucleiAtLowIndex = Self.sum(
      subjects.filter { $0.manual.percent <= IndexAgreement.lowBandPercent }.flatMap(\.fields))
  }

  private static func sum(_ fields: [ComparedField]) -> NucleusComparisonCounts? {
    fields.isEmpty
      ? nil : fields.reduce(NucleusComparisonCounts()) { $0 + $1.comparison.counts }
  }

  /// Positions of the subjects, those that differ most first.
  ///
  /// Grades that differ go before grades that agree; then the difference counts by the root of the
  /// mean index, because the same difference means more at a low index.
  public var worstFirst: [Int] {
    func key(_ subject: ComparedSubject) -> (Int, Double) {
      let mean = (subject.manual.percent + subject.measured.percent) / 2
      let difference = abs(subject.differencePoints)
      return (
        subject.manual.grade == subject.measured.grade ? 0 : 1,
        mean > 0 ? difference / mean.squareRoot() : 0
      )
    }
    return subjects.indices.sorted { first, second in
      let (a, b) = (key(subjects[first]), key(subjects[second]))
      return a == b ? first < second : a > b
    }
  }
}
