/// What is known of a case beside grading, as a manifest may say it; the raw value is its column.
///
/// Nothing is computed from it: texts are carried through to tables and the report as written.
public enum ClinicalField: String, Sendable, CaseIterable {
  case synaptophysin
  case chromogranin
  case otherMarkers = "other_markers"
  case molecular
  case antibody
  case functioning
  case syndrome
  case bloodMarkers = "blood_markers"
  case urineMarkers = "urine_markers"
  case receptorImaging = "sstr_imaging"
  case hereditarySyndrome = "hereditary_syndrome"
  case stage
  case stageSystem = "stage_system"
  case stageEdition = "stage_edition"

  /// Name for people.
  public var name: String {
    switch self {
    case .synaptophysin: "Synaptophysin"
    case .chromogranin: "Chromogranin"
    case .otherMarkers: "Other markers"
    case .molecular: "Molecular findings"
    case .antibody: "Ki-67 antibody"
    case .functioning: "Functioning"
    case .syndrome: "Hormonal syndrome"
    case .bloodMarkers: "Markers in blood"
    case .urineMarkers: "Markers in urine"
    case .receptorImaging: "Somatostatin-receptor imaging"
    case .hereditarySyndrome: "Hereditary syndrome"
    case .stage: "Stage"
    case .stageSystem: "Staging system"
    case .stageEdition: "Staging edition"
    }
  }
}

extension CaseInput {
  /// What the manifest says about a clinical field; nil where it says nothing.
  public func clinical(_ field: ClinicalField) -> String? {
    carriedFields.first { $0.name == field.rawValue && !$0.value.isEmpty }?.value
  }
}
