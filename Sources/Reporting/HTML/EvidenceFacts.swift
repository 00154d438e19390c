import Grading
import Hotspots
import Quantification

/// What stands beside a grade, in words for the report.
struct EvidenceFacts {
  /// Names and values, in order.
  private(set) var facts: [ReportPage.Fact] = []

  init(_ result: CaseResult) {
    let evidence = result.evidence
    addSelection(evidence)
    if let variation = evidence.variation { add(variation, side: evidence.fieldSideMicrons) }
    if let percent = evidence.correctedPercent {
      add("Index without errors of the call", "about \(Self.percent(percent))")
    }
    if let probabilities = evidence.probabilitiesWithErrors {
      add("Probability of the grade, errors of the call included", probabilities.text)
    }
    if let nuclei = evidence.nucleiToSettle {
      add("Nuclei that would settle the cut-off", "\(nuclei), were the index to stay")
    }
  }

  private mutating func addSelection(_ evidence: CaseEvidence) {
    guard let selection = evidence.selection else { return }
    add(
      "Hottest region by chance alone",
      "\(Self.share(selection.expectedMaximum)) on average, "
        + "\(Self.share(selection.highestByChance)) in one of twenty")
    add(
      "Hotspot against chance",
      "\(selection.isAboveChance ? "above" : "not above") chance "
        + "(p\u{A0}\(Self.significance(selection.significance)))")
    add("Index adjusted for the choice", Self.share(selection.adjustedIndex))
    if let grade = evidence.adjustedGrade.map(GradeSummary.init), grade.isGraded {
      add("Grade by the adjusted index", grade.label)
    }
  }

  private mutating func add(_ variation: FieldVariation, side: Double?) {
    let size = side.map { " of \(DecimalText.text($0, places: 0)) µm" } ?? ""
    if let interval = variation.interval {
      add(
        "95 % interval of all nuclei, whole fields drawn",
        "\(interval.text)\u{A0}% (\(variation.fields) fields\(size))")
    }
    add(
      "True index between fields",
      "varies by \(DecimalText.text(variation.standardDeviationPoints, places: 2)) points (SD); "
        + "\(DecimalText.text(variation.dispersion, places: 1)) times the variance of chance")
  }

  private mutating func add(_ name: String, _ value: String) {
    facts.append(ReportPage.Fact(name: name, value: value))
  }

  private static func share(_ share: Double) -> String { percent(100 * share) }

  private static func percent(_ percent: Double) -> String {
    "\(DecimalText.text(percent, places: 2))\u{A0}%"
  }

  private static func significance(_ value: Double) -> String {
    value < 0.0001 ? "< 0.0001" : "= \(DecimalText.text(value, places: value < 0.01 ? 4 : 2))"
  }
}
