/// A doubt or a decision that belongs to a grade; raw values are stable codes.
public enum GradeFlag: String, Sendable, Hashable, CaseIterable {
  case fewerThan500Cells = "FEWER_THAN_500_CELLS"
  case nearCutoff = "NEAR_CUTOFF"
  case ciStraddlesCutoff = "CI_STRADDLES_CUTOFF"
  case mitosesNearCutoff = "MITOSES_NEAR_CUTOFF"
  case ki67Missing = "KI67_MISSING"
  case countsNotGiven = "COUNTS_NOT_GIVEN"
  case ki67NotUsedByScheme = "KI67_NOT_USED_BY_SCHEME"
  case ki67Exactly20 = "KI67_EXACTLY_20_PERCENT"
  case ki67In2010Gap = "KI67_BETWEEN_2_AND_3_PERCENT"
  case mitosesMissing = "MITOSES_MISSING"
  case mitoticAreaBelow10 = "MITOTIC_AREA_BELOW_10_MM2"
  case mitoticAreaNotStated = "MITOTIC_AREA_NOT_STATED"
  case hpfAreaAssumed = "HPF_AREA_ASSUMED"
  case hpfRangeChangesGrade = "HPF_RANGE_CHANGES_GRADE"
  case indicesDisagree = "INDICES_DISAGREE"
  case necrosisUnknown = "NECROSIS_UNKNOWN"
  case differentiationUnknown = "DIFFERENTIATION_UNKNOWN"
  case necWithLowKi67 = "NEC_WITH_LOW_KI67"
  case necWithLowMitoses = "NEC_WITH_LOW_MITOSES"
  case mitosesAboveCarcinoidRange = "MITOSES_ABOVE_CARCINOID_RANGE"
  case minenComponentsApart = "MINEN_COMPONENTS_APART"
  case minenComponentBelow30 = "MINEN_COMPONENT_BELOW_30_PERCENT"
  case siteMissing = "SITE_MISSING"
  case siteOutsideEdition = "SITE_OUTSIDE_EDITION"
  case siteOftenMetastatic = "SITE_OFTEN_METASTATIC"
  case metastaticSite = "METASTATIC_SITE"
  case postTherapy = "POST_THERAPY"
  case smallSpecimen = "BIOPSY_OR_CYTOLOGY"
  case legacyScheme = "LEGACY_SCHEME"
  case noNetG3InScheme = "NO_NET_G3_IN_SCHEME"

  /// One sentence that says what the flag means for the grade.
  public var explanation: String {
    switch self {
    case .fewerThan500Cells, .nearCutoff, .ciStraddlesCutoff, .ki67Missing, .countsNotGiven,
      .ki67NotUsedByScheme, .ki67Exactly20, .ki67In2010Gap:
      ki67Explanation
    case .mitosesNearCutoff, .mitosesMissing, .mitoticAreaBelow10, .mitoticAreaNotStated,
      .hpfAreaAssumed, .hpfRangeChangesGrade, .mitosesAboveCarcinoidRange, .necWithLowMitoses:
      mitosisExplanation
    default: caseExplanation
    }
  }

  private var ki67Explanation: String {
    switch self {
    case .fewerThan500Cells:
      "Fewer than the 500 tumor cells that WHO asks for were counted."
    case .nearCutoff:
      "The labelling index lies close to a cut-off (within 0.5 points of 3 %, 2 points of 20 %)."
    case .ciStraddlesCutoff:
      "The 95 % interval of the labelling index includes a cut-off, so the counts leave the grade "
        + "by Ki-67 open."
    case .ki67Missing: "No Ki-67 index was given, which could raise the grade."
    case .countsNotGiven:
      "Ki-67 was given as a percentage without counts, so it has no interval and the number of "
        + "cells is not known."
    case .ki67NotUsedByScheme:
      "Ki-67 is reported but plays no role in the classification by this scheme."
    case .ki67Exactly20:
      "The labelling index is exactly 20 %, which the scheme's wording (below 20 %, above 20 %) "
        + "leaves open; it is read as not above 20 %."
    default:
      "The labelling index lies above 2 % and below 3 %, between G1 and G2 of the 2010 edition; it "
        + "is read as G1, as the later editions do."
    }
  }

  private var mitosisExplanation: String {
    switch self {
    case .mitosesNearCutoff: "One mitosis more or less would change the grade by mitoses."
    case .mitosesMissing: "No mitotic count was given, which could raise the grade."
    case .mitoticAreaBelow10:
      "Mitoses were counted in less than 10 mm² (50 fields of 0.2 mm²)."
    case .mitoticAreaNotStated:
      "Mitoses were given as a rate per 2 mm²; the area counted is not known."
    case .hpfAreaAssumed:
      "Mitoses were given per high-power field without its size; 10 HPF were taken as 2 mm²."
    case .hpfRangeChangesGrade:
      "The grade changes within the usual sizes of a high-power field (0.44 to 0.65 mm across); the "
        + "field diameter is needed."
    case .mitosesAboveCarcinoidRange:
      "More than 10 mitoses per 2 mm² lie above the range of carcinoids; large cell "
        + "neuroendocrine carcinoma has to be considered."
    default:
      "The mitotic count is lower than a poorly differentiated carcinoma has by definition; "
        + "differentiation and count should be checked."
    }
  }

  private var caseExplanation: String {
    switch self {
    case .indicesDisagree: "The criteria give different grades; the highest decides."
    case .necrosisUnknown: "Necrosis was not stated, and its presence would raise the category."
    case .differentiationUnknown:
      "Differentiation was not stated; it cannot be told from Ki-67 and has to be judged on the "
        + "slide."
    case .necWithLowKi67:
      "A poorly differentiated carcinoma has a Ki-67 index above 20 %; this one has not, so "
        + "differentiation and index should be checked."
    case .minenComponentsApart: "The components of a mixed neoplasm are graded each on their own."
    case .minenComponentBelow30:
      "A component of a mixed neoplasm is expected to make up at least 30 % of the tumor."
    case .siteMissing: "No primary site was given, and the site decides which scheme applies."
    case .siteOutsideEdition: "The 2017 edition was written for the pancreas only."
    case .siteOftenMetastatic:
      "Neuroendocrine neoplasms in the liver are mostly metastases; the grade is for a primary there."
    case .metastaticSite:
      "The specimen is a metastasis; its index can differ from the primary's, and registries do not "
        + "take it."
    case .postTherapy: "The specimen was taken after treatment, which can change the index."
    case .smallSpecimen:
      "The specimen is a biopsy or cytology, whose grade can differ from that of the whole tumor."
    case .legacyScheme: "The scheme is outdated and kept for comparison with older reports."
    default:
      "The 2010 edition has no well differentiated G3: its G3 is neuroendocrine carcinoma."
    }
  }
}

extension GradeFlag: Codable {
  private enum CodingKeys: String, CodingKey {
    case code
    case explanation
  }

  /// Reads the code; the explanation is not read back.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let code = try container.decode(String.self, forKey: .code)
    guard let flag = GradeFlag(rawValue: code) else {
      throw DecodingError.dataCorruptedError(
        forKey: .code, in: container, debugDescription: "unknown flag \(code)")
    }
    self = flag
  }

  /// Writes code and explanation.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(rawValue, forKey: .code)
    try container.encode(explanation, forKey: .explanation)
  }
}
