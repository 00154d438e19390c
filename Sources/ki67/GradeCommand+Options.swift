import ArgumentParser
import Grading

/// Options that give the Ki-67 index.
struct Ki67Options: ParsableArguments {
  @Option(help: ArgumentHelp("Positive tumor nuclei, with --total.", valueName: "n"))
  var positive: Int?
  @Option(
    help: ArgumentHelp(
      "All tumor nuclei counted (WHO: at least 500 in the hotspot).", valueName: "n"))
  var total: Int?
  @Option(
    name: .customLong("ki67-percent"),
    help: ArgumentHelp(
      "The index in percent when counts are not known; gives no interval and a flag.",
      valueName: "percent"))
  var percent: String?
  @Option(help: "Where it was counted.")
  var region: CountingRegion = .unspecified
  @Option(help: "Antibody clone, such as MIB-1; carried into the record.")
  var clone: String?

  /// The measurement; `nil` when none is given.
  func measurement() throws -> Ki67Measurement? {
    if let percent {
      guard positive == nil, total == nil else {
        throw ValidationError("give either --positive and --total, or --ki67-percent, not both")
      }
      return try Ki67Measurement(percentText: percent, region: region, clone: clone)
    }
    switch (positive, total) {
    case (let positive?, let total?):
      let index = try LabelingIndex(positive: positive, total: total)
      return Ki67Measurement(index, region: region, clone: clone)
    case (nil, nil): return nil
    case (_, nil): throw ValidationError("--positive needs --total")
    case (nil, _): throw ValidationError("--total needs --positive")
    }
  }
}

extension CountingRegion: ExpressibleByArgument {}

/// Options that give the mitotic count.
struct MitosisOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Mitoses: a number with one of the areas below, or with its unit.",
      discussion:
        "With its unit: \"1.8 per 2 mm2\", \"5/10 HPF\" (flagged, since the size of a field "
        + "is then assumed). A bare number is refused.", valueName: "text"))
  var mitoses: String?
  @Option(
    name: .customLong("mitosis-area-mm2"),
    help: ArgumentHelp(
      "Area in mm² the mitoses were counted in (WHO: 10, that is 50 fields of 0.2 mm²).",
      valueName: "mm2"))
  var areaMm2: String?
  @Option(
    name: .customLong("mitosis-fields"),
    help: ArgumentHelp("Number of fields counted.", valueName: "n"))
  var fields: String?
  @Option(
    name: .customLong("field-diameter-mm"),
    help: ArgumentHelp("Diameter of one field in mm, such as 0.55.", valueName: "mm"))
  var fieldDiameterMm: String?
  @Option(
    help: ArgumentHelp(
      "Field number of the eyepiece in mm, such as 22; with --objective instead of a diameter.",
      valueName: "mm"))
  var fieldNumber: String?
  @Option(
    help: ArgumentHelp(
      "Magnification of the objective, such as 40; with --field-number.", valueName: "times"))
  var objective: String?

  /// The texts by case field.
  var fieldTexts: [CaseField: String?] {
    [
      .mitoses: mitoses, .mitosisAreaMm2: areaMm2, .mitosisFields: fields,
      .fieldDiameterMm: fieldDiameterMm, .fieldNumber: fieldNumber, .objective: objective,
    ]
  }
}

/// Options that describe the case.
struct CaseOptions: ParsableArguments {
  @Option(help: "Primary site, such as pancreas, ileum, lung, larynx (see --list-sites).")
  var site: String?
  @Option(
    help: ArgumentHelp(
      "well, poor (also \"poor, small cell\", \"poor, large cell\"), minen or unknown.",
      discussion: "As the pathologist saw it: it is never inferred from Ki-67.", valueName: "text"))
  var differentiation: String?
  @Option(help: "Tumor necrosis: present, absent or unknown (thoracic, head and neck).")
  var necrosis: String?
  @Option(
    help:
      "The specimen in words, such as \"resection\" or \"liver metastasis, biopsy, post-therapy\".")
  var specimen: String?
  @Option(help: "Scheme by id; the default is the current one for the site (see --list-schemes).")
  var scheme: String?

  /// The texts by case field.
  var fieldTexts: [CaseField: String?] {
    [
      .site: site, .differentiation: differentiation, .necrosis: necrosis, .specimen: specimen,
      .scheme: scheme,
    ]
  }
}

extension MitosisOptions {
  /// The texts given, by manifest column.
  var columns: [String: String] { given(fieldTexts) }
}

extension CaseOptions {
  /// The texts given, by manifest column.
  var columns: [String: String] { given(fieldTexts) }
}

private func given(_ texts: [CaseField: String?]) -> [String: String] {
  var columns: [String: String] = [:]
  for (field, text) in texts {
    if let text { columns[field.rawValue] = text }
  }
  return columns
}
