import ArgumentParser
import Foundation
import Grading

/// `ki67 grade`: a grade from numbers alone, no image read.
struct GradeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grade",
    abstract: "Grade a neuroendocrine neoplasm from counts and case data, without images.",
    discussion: """
      The higher of Ki-67 and mitoses decides, by the scheme for the site. Grades are made from \
      integers and exact decimals, never from rounded percentages.

      Example:
        ki67 grade --site pancreas --differentiation well \\
          --positive 15 --total 500 --mitoses 9 --mitosis-area-mm2 10

      Exit code: 0 a grade, or the stated reason why this neoplasm has none; 1 no scheme for the \
      site, or nothing to grade from; 64 wrong usage.
      """)

  @OptionGroup(title: "Ki-67") var ki67: Ki67Options
  @OptionGroup(title: "Mitoses") var mitoses: MitosisOptions
  @OptionGroup(title: "Case") var caseOptions: CaseOptions

  @Option(
    help: ArgumentHelp(
      "A component of a mixed neoplasm (MiNEN), repeatable: key=value pairs separated by ';'.",
      discussion: """
        Keys: name, percent (of the tumor), differentiation, positive, total, ki67_percent, \
        mitoses, mitosis_area_mm2, mitosis_fields, field_diameter_mm, necrosis. Example: \
        "name=NEC; differentiation=poor, large cell; positive=410; total=500; mitoses=30/2mm2"
        """, valueName: "pairs"))
  var component: [String] = []

  @Flag(help: "Print the result as JSON.")
  var json = false
  @Flag(help: "List the schemes with their editions and end.")
  var listSchemes = false
  @Flag(help: "List the sites that are understood and end.")
  var listSites = false

  /// What the options say, read once.
  struct Request {
    let data: CaseData
    let ki67: Ki67Measurement?
    let components: [TumorComponent]
  }

  func validate() throws {
    if !listSchemes && !listSites { _ = try request() }
  }

  func run() throws {
    if listSchemes { return print(GradeListing.schemes) }
    if listSites { return print(GradeListing.sites) }
    let request = try request()
    let record = request.data.grade(ki67: request.ki67, components: request.components)
    if json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(record), as: UTF8.self))
    } else {
      print(GradeListing.text(record))
    }
    if let complaint = complaint(record) {
      Message.write("ki67 grade: \(complaint)")
      throw ExitCode(1)
    }
  }

  private func request() throws -> Request {
    do {
      let fields = caseOptions.columns.merging(mitoses.columns) { first, _ in first }
      let parts = try component.enumerated().map { index, text in
        try ComponentOption(text, number: index + 1, caseFields: caseOptions.columns).component
      }
      try Self.checkShares(parts)
      var data = try CaseData(fields: fields)
      if !parts.isEmpty {
        guard [.mixed, .unknown].contains(data.differentiation.level) else {
          throw ValidationError("--component is for mixed neoplasms: use --differentiation minen")
        }
        data.differentiation = Differentiation(.mixed)
      }
      return Request(data: data, ki67: try ki67.measurement(), components: parts)
    } catch let error as CaseDataError {
      throw ValidationError(Self.message(error))
    } catch let error as LabelingIndexError {
      throw ValidationError(error.description)
    }
  }

  private static func checkShares(_ parts: [TumorComponent]) throws {
    let shares = parts.compactMap(\.percentOfTumor)
    let sum = shares.reduce(Fraction(0)) { $0 + $1 }
    guard sum <= Fraction(100) else {
      throw ValidationError(
        "--component: the shares add up to \(sum.decimalText(places: 0)) %, expected 100 % at most")
    }
  }

  /// Why the command did not succeed; `nil` when it did.
  private func complaint(_ record: GradeRecord) -> String? {
    let isEmpty = record.ki67 == nil && record.mitoses == nil
    guard record.outcome == .refused || (record.outcome == .notAssigned && isEmpty) else {
      return nil
    }
    return "\(record.label): \(record.reason ?? "")"
  }

  /// The error in terms of options where it speaks of columns.
  private static func message(_ error: CaseDataError) -> String {
    func option(_ field: CaseField) -> String { "--" + field.rawValue.replacing("_", with: "-") }
    let columns = CaseField.allCases.filter { $0.rawValue.contains("_") }
    return columns.reduce(error.message(naming: option(error.field))) { text, field in
      text.replacing(" \(field.rawValue)", with: " \(option(field))")
    }
  }
}
