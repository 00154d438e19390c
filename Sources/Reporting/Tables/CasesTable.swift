import Hotspots
import Nuclei
import Quantification
import Store

/// `cases.csv`: one row per case, in input order.
public enum CasesTable {
  /// Manifest columns about the case, repeated as written.
  static let manifestColumns = [
    "site", "differentiation", "mitoses", "mitosis_area_mm2", "mitosis_fields",
    "field_diameter_mm", "necrosis", "specimen",
  ]

  /// Names of the columns that every run has, in order; columns carried from a manifest follow.
  public static let columns =
    ["case", "slides", "status", "error"] + CSVTable.indexColumns()
    + ["hotspot_slide", "hotspot_x", "hotspot_y", "hotspot_diameter_um", "hotspot_area_mm2"]
    + CSVTable.indexColumns(prefix: "hotspot_")
    + [
      "graded_region", "ki67_grade", "mitotic_grade", "grade", "category", "grade_outcome",
      "grade_condition",
      "deciding_index", "scheme", "edition",
    ]
    + ["p_g1", "p_g2", "p_g3", "mitoses_per_2mm2"] + manifestColumns + ["flags", "refusal"]
    + CSVTable.censusColumns + ["hotspot_expected_positive", "hotspot_expected_index_percent"]
    + CSVTable.selectionColumns(prefix: "hotspot_")
    + ["adjusted_ki67_grade", "adjusted_grade", "adjusted_category"]
    + ["fields", "field_um", "field_ci_low", "field_ci_high", "field_dispersion"]
    + ["field_significance", "field_sd_points", "corrected_index_percent"]
    + ["p_g1_with_errors", "p_g2_with_errors", "p_g3_with_errors", "nuclei_to_settle"]
    + CSVTable.reviewColumns

  /// The table as CSV.
  ///
  /// - Parameters:
  ///   - run: the run.
  ///   - reviews: what people did with its cases, by name.
  /// - Returns: the bytes of the file.
  public static func bytes(of run: RunResult, reviews: [String: CaseReview] = [:]) -> [UInt8] {
    let carried = carriedNames(of: run)
    var table = empty(carrying: carried)
    for result in run.cases {
      append(result, review: reviews[result.input.name], carrying: carried, to: &table)
    }
    return table.bytes
  }

  /// The header.
  static func empty(carrying carried: [String]) -> CSVTable {
    CSVTable(columns: columns + carried.map(columnName))
  }

  /// Adds the row of a case.
  static func append(
    _ result: CaseResult, review: CaseReview?, carrying carried: [String], to table: inout CSVTable
  ) {
    table.text(result.input.name)
    table.list(result.slides)
    table.text(result.status.rawValue)
    table.text(result.error)
    table.index(result.status == .measured ? result.global : nil)
    appendHotspot(of: result, to: &table)
    appendGrade(of: result, to: &table)
    for column in manifestColumns { table.text(result.input.gradingFields[column]) }
    table.list(CaseFlag.all(of: result).map(\.code))
    table.text(result.gradeRefusal)
    table.census(result.status == .measured ? result.census : nil)
    table.decimal(result.hotspot?.hotspot.census.expectedPositive, places: 2)
    table.decimal(result.hotspot?.hotspot.census.expectedIndexPercent, places: 4)
    table.evidence(result.evidence)
    table.review(review)
    for name in carried {
      table.text(result.input.carriedFields.first { $0.name == name }?.value)
    }
    table.endRow()
  }

  private static func appendHotspot(of result: CaseResult, to table: inout CSVTable) {
    let hotspot = result.hotspot?.hotspot
    table.text(result.hotspot?.slide)
    table.decimal(hotspot?.centerX, places: 2)
    table.decimal(hotspot?.centerY, places: 2)
    table.decimal(hotspot?.diameterMicrons, places: 2)
    table.decimal(hotspot?.areaSquareMillimeters, places: 6)
    table.index(hotspot?.counts)
  }

  private static func appendGrade(of result: CaseResult, to table: inout CSVTable) {
    let grade = result.grade.map(GradeSummary.init)
    table.text(grade == nil ? nil : result.gradedRegion)
    table.text(grade?.ki67Grade)
    table.text(grade?.mitoticGrade)
    table.text(grade?.grade)
    table.text(grade.flatMap { $0.isGraded ? $0.label : nil })
    table.text(grade?.outcome)
    table.text(grade?.condition)
    table.text(grade?.decidingIndex)
    table.text(grade?.scheme)
    table.text(grade?.edition)
    for index in 0..<3 { table.decimal(grade?.probabilities?[index], places: 4) }
    table.text(grade?.mitosesPer2SquareMillimeters)
  }

  /// Carried columns of all cases, in order of first appearance.
  static func carriedNames(of run: RunResult) -> [String] {
    var seen: Set<String> = []
    var names: [String] = []
    for input in run.cases.inputs {
      for field in input.carriedFields where seen.insert(field.name).inserted {
        names.append(field.name)
      }
    }
    return names
  }

  /// Name of a carried column; one that is taken already gets the prefix "manifest_".
  private static func columnName(_ carried: String) -> String {
    columns.contains(carried) ? "manifest_\(carried)" : carried
  }
}
