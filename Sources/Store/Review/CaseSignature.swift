import Grading
import Nuclei

/// What a person signed: the data of a case, its counts at that time, and the grade they make.
public struct CaseSignature: Sendable, Hashable, Codable {
  /// Columns that grading reads, by manifest column name; empty ones are left out.
  public var fields: [String: String]
  /// Free text.
  public var comment: String
  /// Region the counts are of: `hotspot` or `global`.
  public var region: String
  /// Positive nuclei with the corrections.
  public var positive: Int
  /// Nuclei with the corrections.
  public var total: Int
  /// Positive nuclei as measured in the same region.
  public var machinePositive: Int
  /// Nuclei as measured in the same region.
  public var machineTotal: Int
  /// Nuclei in that region that people changed, added or deleted.
  public var corrections: Int
  /// The grade by the corrected counts and `fields`.
  public var grade: GradeRecord
  /// Hash of what was measured of the case: names, files and settings of its slides, and their
  /// counts; nil in signatures of older versions.
  public var measured: String?
  /// Hash of the corrections that stood on its slides; nil in signatures of older versions.
  public var corrected: String?

  /// Makes a signature from its parts.
  public init(
    fields: [String: String], comment: String, region: String, counts: NucleusCounts,
    machine: NucleusCounts, corrections: Int, grade: GradeRecord, measured: String?,
    corrected: String? = nil
  ) {
    self.fields = fields
    self.comment = comment
    self.region = region
    positive = counts.positive
    total = counts.total
    machinePositive = machine.positive
    machineTotal = machine.total
    self.corrections = corrections
    self.grade = grade
    self.measured = measured
    self.corrected = corrected
  }
}

/// What people did with a case, as tables and the report show it.
public struct CaseReview: Sendable, Equatable {
  /// Its last signature.
  public struct Signed: Sendable, Equatable {
    /// Who signed.
    public var who: String
    /// When, ISO 8601, UTC.
    public var at: String
    /// What was signed.
    public var signature: CaseSignature
    /// Whether other corrections stand in the case than when it was signed.
    public var isCorrectedSince = false
    /// Whether other images stand under the name of the case, or they were measured otherwise.
    public var isOfOtherMeasurement = false

    /// Whether it no longer is about what the run holds.
    public var isOutdated: Bool { isCorrectedSince || isOfOtherMeasurement }
  }

  /// The last signature; nil while nobody signed.
  public var signed: Signed?
  /// Finished counts of readers, in the order in which they were begun.
  public var counts: [ReaderCount]

  /// Makes a review from its parts.
  public init(signed: Signed? = nil, counts: [ReaderCount] = []) {
    self.signed = signed
    self.counts = counts
  }
}
