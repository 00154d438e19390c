import Grading
import Nuclei
import Quantification
import Store

extension CaseView {
  /// Values of the case's row in the overview.
  var overviewRow: TemplateValues {
    var row: TemplateValues = [
      "anchor": anchor, "name": result.input.name, "grade": grade, "gradeClass": gradeClass,
      "gradeRank": gradeRank, "scheme": summary?.scheme, "edition": summary?.edition,
      "decidedBy": summary?.decidingIndexText,
      "mitoses": summary?.mitosesPer2SquareMillimeters, "flagCount": flags.count,
      "hasFlags": !flags.isEmpty,
      // Codes break after their underscores only.
      "flags": flags.map { $0.code.replacing("_", with: "_<wbr>") },
      "indexRank": -1.0, "globalRank": -1.0,
    ]
    row["mitosesRank"] =
      result.grade?.mitoses.map { DecimalText.text($0.perTwoMm2, places: 4) } ?? "-1"
    guard isMeasured else { return row }
    row["index"] = Self.unbroken(result.gradedIndexText)
    row["indexRank"] = DecimalText.text(result.gradedCounts.indexPercent, places: 6)
    row["interval"] = result.gradedCounts.intervalText.map(Self.unbroken)
    row["counts"] = result.gradedCounts.countsText
    row["shortRegion"] = shortRegion
    row["global"] = Self.unbroken(result.global.indexText)
    row["globalRank"] = DecimalText.text(result.global.indexPercent, places: 6)
    row["globalCounts"] = result.global.countsText
    row["chart"] = chart(withFields: nil).small()
    return row
  }

  /// Values of the case's page.
  func page(slides views: [TemplateValues]) -> TemplateValues {
    let fields = FieldIndices(of: result, slides: slides)
    var page: TemplateValues = [
      "anchor": anchor, "name": result.input.name, "grade": grade, "gradeClass": gradeClass,
      "scheme": summary?.scheme, "schemeTitle": summary?.schemeTitle,
      "edition": summary?.edition, "decidedBy": isGraded ? summary?.decidingIndexText : nil,
      "condition": summary?.condition, "refusal": result.gradeRefusal, "error": result.error,
      "synopsis": Self.facts(synopsis.filter { $0.name != "Flags" }),
      "clinical": Self.facts(clinicalFields), "hasOther": !otherFields.isEmpty,
      "other": Self.facts(otherFields), "hasFlags": !flags.isEmpty,
      "flags": flags.map { ["code": $0.code, "explanation": $0.explanation] as TemplateValues },
      "plainText": plainText, "confirmation": Self.confirmation, "slides": views,
    ]
    page["alternatives"] = (summary?.alternatives ?? []).map {
      TemplateValues(name: "If \($0.condition)", value: $0.label)
    }
    let meaning = CategoryMeaning(of: result.grade)
    page["meaningTitle"] = meaning.title
    page["meaning"] = meaning.sentences.map(\.values)
    let said = ReviewFacts(review).facts
    page["hasReview"] = !said.isEmpty
    page["reviewTitle"] = review?.signed == nil ? "Counted by people" : "Signed off"
    page["reviewFacts"] = said
    guard isMeasured else { return page }
    page["hasIndex"] = true
    page["index"] = Self.unbroken(result.gradedIndexText)
    page["region"] = region
    page["counts"] = result.gradedCounts.countsText
    page["interval"] = result.gradedCounts.intervalText.map(Self.unbroken)
    page["chart"] = chart(withFields: fields).full()
    page["fieldText"] = fields.map { Self.unbroken($0.text) }
    page["fieldNote"] = fields.flatMap { Self.note(on: $0) }
    page["hotspotNote"] = hotspotNote
    page["indices"] = indices
    page["evidence"] = evidence
    return page
  }

  private func chart(withFields fields: FieldIndices?) -> IntervalChart {
    IntervalChart(
      main: result.gradedCounts, global: result.isGradedOnHotspot ? result.global : nil,
      cutoffs: cutoffs, fields: fields)
  }

  private static func note(on fields: FieldIndices) -> String? {
    fields.leftOut == 0
      ? nil : "\(fields.leftOut) with fewer than \(FieldIndices.fewestNuclei) nuclei are left out"
  }

  private static func facts(_ fields: [(name: String, value: String)]) -> [TemplateValues] {
    fields.map { field in
      var values = TemplateValues(name: field.name, value: field.value)
      values["isMissing"] = field.value == notGiven
      return values
    }
  }
}
