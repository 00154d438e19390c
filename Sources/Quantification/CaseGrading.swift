import Grading
import Hotspots
import Nuclei

/// Grades a case from what was counted and what its manifest says.
struct CaseGrading {
  let parameters: GradingParameters

  /// Adds the grade, or the reason why there is none.
  ///
  /// The hotspot's counts are used when it holds as many nuclei as were asked for; otherwise all
  /// nuclei of the case, because a maximum over small counts is hardly more than chance.
  func grade(_ result: inout CaseResult, hotspotIsFull: Bool) {
    let wanted = parameters.index
    result.gradedIndex =
      !hotspotIsFull || wanted == .global
      ? .global : wanted == .adjusted && result.evidence.selection == nil ? .hotspot : wanted
    result.isGradedOnHotspot = result.gradedIndex != .global
    let data: CaseData
    do throws(CaseDataError) {
      data = try CaseData(fields: result.input.gradingFields)
    } catch {
      result.gradeRefusal = "case \(result.input.name): \(error.description)"
      return
    }
    let measured = measurement(result, by: result.gradedIndex)
    let record = data.grade(ki67: measured)
    result.grade = record
    switch record.outcome {
    case .refused, .notAssigned: result.gradeRefusal = record.reason
    case .assigned, .provisional, .notGraded: break
    }
    addEvidence(&result, record, data, measured)
  }

  private func addEvidence(
    _ result: inout CaseResult, _ record: GradeRecord, _ data: CaseData,
    _ measured: Ki67Measurement?
  ) {
    if hotspotIsJudged(result) {
      result.evidence.adjustedGrade = data.grade(ki67: measurement(result, by: .adjusted))
    }
    let open = record.ki67?.openCutoffs ?? []
    result.evidence.nucleiToSettle = open.compactMap(\.nucleiToSettle).min()
    guard let counts = measured?.counts else { return }
    result.evidence.correctedPercent = counts.percentCorrected(for: parameters.errors)
    result.evidence.probabilitiesWithErrors = data.gradeProbabilities(
      ki67: measured, errors: parameters.errors)
  }

  /// Whether the hotspot was chosen among others and is compared with chance.
  private func hotspotIsJudged(_ result: CaseResult) -> Bool {
    result.hotspot != nil && result.evidence.selection != nil
  }

  private func measurement(_ result: CaseResult, by index: GradedIndex) -> Ki67Measurement? {
    let hotspot = result.hotspot?.hotspot.counts
    if index == .adjusted, let hotspot, let selection = result.evidence.selection {
      return Ki67Measurement(
        estimatedShare: selection.adjustedIndex, total: hotspot.total, region: .hotspot)
    }
    let counts = index == .global ? result.global : hotspot ?? result.global
    // Nothing counted is no index.
    guard let index = try? LabelingIndex(positive: counts.positive, total: counts.total) else {
      return nil
    }
    return Ki67Measurement(index, region: result.isGradedOnHotspot ? .hotspot : .global)
  }
}
