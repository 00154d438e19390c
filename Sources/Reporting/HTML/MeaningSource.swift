/// Where a sentence of the report's explanations stands.
enum MeaningSource: Int, CaseIterable {
  case guidelineAnswers = 1
  case professionalPage
  case professionalSummary
  case patientGuide
  case whoReview
  case countingMitoses
  case thoracicWHO
  case headNeckWHO

  /// Its number on the page.
  var number: String { "\(rawValue)" }

  /// Anchor in the list of sources.
  var anchor: String { "source-\(rawValue)" }

  /// What it is.
  var title: String {
    switch self {
    case .guidelineAnswers:
      "Question and answer from the guidelines on what a neuroendocrine tumor is, after the WHO 2022 "
        + "classification and a study of 2025 (source document 000 of the project)"
    case .professionalPage:
      "Novartis: Understanding neuroendocrine tumors, page for healthcare professionals, after "
        + "Oronsky 2017, Raphael 2017, Hope 2018 and Pavel 2020 (source document 001)"
    case .professionalSummary:
      "Dr.Oracle: What is the diagnosis and treatment for a neuroendocrine tumor?, summary for "
        + "professionals, 15 February 2025, marked as pending human review (source document 002)"
    case .patientGuide:
      "iMedic: Neuroendocrine tumors, complete guide to symptoms and treatment, after WHO 2019, ENETS "
        + "2023, NANETS 2023 and ESMO 2020 (source document 003)"
    case .whoReview: "Rindi et al., Endocr Pathol 2022;33:115-154 (PMID 35294740)"
    case .countingMitoses:
      "Cree et al., Mod Pathol 2021;34:1651-1657 (doi 10.1038/s41379-021-00825-7)"
    case .thoracicWHO: "WHO Classification of Tumours, Thoracic Tumours, 5th ed., IARC 2021"
    case .headNeckWHO:
      "WHO Classification of Head and Neck Tumours, 5th ed., review 2022 (PMID 35312985)"
    }
  }

  /// Values of its line in the list of sources.
  var values: TemplateValues { ["anchor": anchor, "number": number, "title": title] }
}

/// A sentence of the report's explanations, never without where it stands.
struct MeaningSentence {
  /// The sentence, in our own words.
  let text: String
  /// Where it stands.
  let sources: [MeaningSource]

  init(_ text: String, _ sources: MeaningSource...) {
    self.text = text
    self.sources = sources
  }

  /// Values for the template.
  var values: TemplateValues { ["text": text, "sources": sources.map(\.values)] }
}
