/// A grade with all that it rests on: never a grade without scheme, edition, deciding index, flags.
///
/// As JSON its keys are snake_case and stable; a key is left out when its value is not known.
public struct GradeRecord: Codable, Sendable, Hashable {
  /// How the grading ended.
  public enum Outcome: String, Codable, Sendable, Hashable, CaseIterable {
    /// A grade or category was given.
    case assigned
    /// A grade or category that holds under the condition told in ``reason``.
    case provisional
    /// By the scheme this neoplasm carries no grade (NEC, MiNEN as a whole).
    case notGraded = "not_graded"
    /// Something needed is missing; ``reason`` says what.
    case notAssigned = "not_assigned"
    /// No scheme here covers the site; ``reason`` says why.
    case refused
  }

  /// Whether a pathologist has confirmed the grade.
  public enum Confirmation: String, Codable, Sendable, Hashable {
    case unconfirmed
    case confirmed
  }

  /// How the grading ended.
  public let outcome: Outcome
  /// The grade; `nil` when there is none, and for carcinoids of the lung, which have a category.
  public let grade: Grade?
  /// What the neoplasm is called; `nil` when it could not be told.
  public let category: Category?
  /// What it may be, when it hangs on something that is not known.
  public let alternatives: [Alternative]
  /// What decided; empty when there is no grade.
  public let decidedBy: [Criterion]
  /// Why there is no grade, or on what it depends; one sentence without a full stop.
  public let reason: String?
  /// The scheme; `nil` when none applies.
  public let scheme: SchemeReference?
  /// The primary site; `nil` when not given.
  public let site: SiteReference?
  /// Differentiation as given.
  public let differentiation: Differentiation.Level
  /// Cell type of a carcinoma as given.
  public let carcinomaType: Differentiation.CarcinomaType?
  /// Necrosis as given.
  public let necrosis: Necrosis
  /// The specimen as given.
  public let specimen: Specimen?
  /// Ki-67; `nil` when not given.
  public let ki67: Ki67Evidence?
  /// Mitoses; `nil` when not given.
  public let mitoses: MitosisEvidence?
  /// Probability of each grade given the Ki-67 counts, mitoses and necrosis taken as certain.
  ///
  /// `nil` without counts, and where Ki-67 does not classify.
  public let gradeProbabilities: GradeProbabilities?
  /// Doubts and decisions, in the order of ``GradeFlag/allCases``.
  public let flags: [GradeFlag]
  /// The components of a mixed neoplasm; empty otherwise.
  public let components: [Component]
  /// Whether a pathologist has confirmed it.
  public let confirmation: Confirmation
  /// ``statement``, kept with the record.
  public let notice: String

  /// What every grade is printed with.
  public static let statement =
    "Research use: a pathologist must confirm the grade, and differentiation, mitoses and necrosis "
    + "are taken as given."

  /// What the neoplasm is called if a condition holds.
  public struct Alternative: Codable, Sendable, Hashable {
    /// Such as `well differentiated`.
    public let condition: String
    /// Such as `NET G3`.
    public let label: String
  }

  /// A graded component of a mixed neoplasm.
  public struct Component: Codable, Sendable, Hashable {
    /// Its name.
    public let name: String
    /// Its share of the tumor in percent.
    public let percentOfTumor: Double?
    /// Its own grade.
    public let record: GradeRecord

    enum CodingKeys: String, CodingKey {
      case name
      case percentOfTumor = "percent_of_tumor"
      case record
    }
  }

  enum CodingKeys: String, CodingKey {
    case outcome, grade, category, alternatives, reason, scheme, site, differentiation, necrosis
    case specimen, ki67, mitoses, flags, components, confirmation, notice
    case decidedBy = "deciding_index"
    case carcinomaType = "carcinoma_type"
    case gradeProbabilities = "grade_probabilities"
  }
}

/// The scheme a grade was made by.
public struct SchemeReference: Codable, Sendable, Hashable {
  /// Stable name, such as `who-gep-2022`.
  public let id: String
  /// Title of the classification.
  public let title: String
  /// Edition and year.
  public let edition: String
  /// Where the cut-offs stand.
  public let citation: String

  init(_ scheme: GradingScheme) {
    id = scheme.id
    title = scheme.title
    edition = scheme.edition
    citation = scheme.citation
  }
}

/// The primary site of a graded case.
public struct SiteReference: Codable, Sendable, Hashable {
  /// Stable code.
  public let code: String
  /// Name in words.
  public let name: String

  init(_ site: PrimarySite) {
    code = site.code
    name = site.name
  }
}
