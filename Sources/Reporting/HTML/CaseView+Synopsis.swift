import Grading
import Nuclei
import Quantification

extension CaseView {
  /// What stands for a field that the manifest leaves empty.
  static let notGiven = "not given"

  /// The fields that a pathology report has, in order.
  var synopsis: [(name: String, value: String)] {
    var fields = [
      ("Primary site", said("Site", "site")),
      ("Differentiation", said("Differentiation", "differentiation")),
      ("Specimen", said("Specimen", "specimen")),
      ("Grade", isGraded ? grade : "none"),
    ]
    if isGraded, let summary {
      fields.append(("Decided by", summary.decidingIndexText ?? "none"))
    }
    if let scheme = result.grade?.scheme {
      fields.append(("Scheme", "\(scheme.title) [\(scheme.id)]"))
      fields.append(("Edition", scheme.edition))
    } else {
      fields.append(("Scheme", "none applies"))
    }
    fields += ki67Fields + mitosisFields
    fields.append(("Necrosis", said("Necrosis", "necrosis")))
    fields.append(("Flags", flags.isEmpty ? "none" : flags.map(\.code).joined(separator: ", ")))
    fields.append(("Confirmation", result.grade?.confirmation.rawValue ?? "unconfirmed"))
    return fields
  }

  /// What the manifest says about the patient and the disease, in order.
  var clinicalFields: [(name: String, value: String)] {
    ClinicalField.allCases.compactMap { field in
      switch field {
      case .stageSystem, .stageEdition: nil
      case .stage: (field.name, stage)
      default: (field.name, result.input.clinical(field) ?? Self.notGiven)
      }
    }
  }

  /// Columns of the manifest that have no meaning here.
  var otherFields: [(name: String, value: String)] {
    result.input.carriedFields.filter {
      !$0.value.isEmpty && ClinicalField(rawValue: $0.name) == nil
    }.map { ($0.name, $0.value) }
  }

  /// The stage with its system and edition; a stage without them cannot be read.
  var stage: String {
    let input = result.input
    let system = input.clinical(.stageSystem)
    let edition = input.clinical(.stageEdition)
    guard let stage = input.clinical(.stage) else {
      return system == nil && edition == nil ? Self.notGiven : "not given, only its system"
    }
    return "\(stage) (\(system ?? "system not given"), \(edition ?? "edition not given"))"
  }

  private var ki67Fields: [(String, String)] {
    guard isMeasured else { return [("Ki-67 index", "not measured")] }
    var index = Self.unbroken(result.gradedIndexText)
    if let interval = result.gradedCounts.intervalText.map(Self.unbroken) {
      index += ", 95\u{A0}% interval \(interval) (Wilson)"
    }
    var fields = [
      ("Ki-67 index", index), ("Nuclei counted", "\(result.gradedCounts.countsText) positive"),
      ("Counted in", region), ("Method", method),
    ]
    if let grade = summary?.ki67Grade { fields.append(("Grade by Ki-67", grade)) }
    return fields
  }

  private var mitosisFields: [(String, String)] {
    guard let mitoses = result.grade?.mitoses else {
      return [("Mitoses", result.input.gradingFields["mitoses"] ?? Self.notGiven)]
    }
    var fields = [
      ("Mitoses as given", mitoses.given),
      (
        "Mitoses per 2 mm²",
        mitoses.perTwoMm2Text + (mitoses.isAreaAssumed ? " (10 HPF taken as 2 mm²)" : "")
      ),
    ]
    if let grade = summary?.mitoticGrade { fields.append(("Grade by mitoses", grade)) }
    return fields
  }

  /// What the grade record says under a name, else the manifest's own word.
  private func said(_ name: String, _ column: String) -> String {
    let known = result.grade?.synopsis.first { $0.name == name }?.value
    if let known, known != Self.notGiven { return known }
    return result.input.gradingFields[column].flatMap { $0.isEmpty ? nil : $0 } ?? Self.notGiven
  }
}
