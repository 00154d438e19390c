import Grading
import Nuclei

/// Grades a case from what was counted and what its manifest says.
enum CaseGrading {
  /// Adds the grade, or the reason why there is none.
  ///
  /// The hotspot's counts are used when it holds as many nuclei as were asked for; otherwise all
  /// nuclei of the case, because a maximum over small counts is hardly more than chance.
  static func grade(_ result: inout CaseResult, hotspotIsFull: Bool) {
    result.isGradedOnHotspot = hotspotIsFull
    let data: CaseData
    do throws(CaseDataError) {
      data = try CaseData(fields: result.input.gradingFields)
    } catch {
      result.gradeRefusal = "case \(result.input.name): \(error.description)"
      return
    }
    let record = data.grade(ki67: measurement(result))
    result.grade = record
    switch record.outcome {
    case .refused, .notAssigned: result.gradeRefusal = record.reason
    case .assigned, .provisional, .notGraded: break
    }
  }

  private static func measurement(_ result: CaseResult) -> Ki67Measurement? {
    let hotspot = result.isGradedOnHotspot ? result.hotspot?.hotspot.counts : nil
    let counts = hotspot ?? result.global
    // Nothing counted is no index.
    guard let index = try? LabelingIndex(positive: counts.positive, total: counts.total) else {
      return nil
    }
    return Ki67Measurement(index, region: hotspot == nil ? .global : .hotspot)
  }
}
