import Grading
import Hotspots
import Nuclei
import Quantification

extension CaseView {
  /// The index as it comes out in several ways, one row each.
  var indices: [TemplateValues] {
    guard isMeasured else { return [] }
    var rows: [TemplateValues] = []
    if let hotspot = result.hotspot?.hotspot {
      rows.append(
        row(
          "Hotspot", hotspot.counts, decides: result.isGradedOnHotspot && !isAdjusted,
          expected: hotspot.census.expectedIndexPercent))
    }
    if let selection = result.evidence.selection {
      rows.append([
        "name": "Hotspot, choice taken out", "index": Self.share(selection.adjustedIndex),
        "grade": result.evidence.adjustedGrade?.ki67?.grade?.rawValue ?? "–",
        "decides": isAdjusted,
      ])
    }
    var all = row(
      "All nuclei", result.global, decides: !result.isGradedOnHotspot,
      expected: result.census.expectedIndexPercent)
    if let interval = result.evidence.variation?.interval {
      all["fieldInterval"] = "\(interval.text)\u{A0}%"
    }
    rows.append(all)
    if let percent = result.evidence.correctedPercent {
      rows.append([
        "name": "\(shortRegion.prefix(1).uppercased())\(shortRegion.dropFirst()), errors taken out",
        "index": "about \(Self.percent(percent))", "grade": "–",
      ])
    }
    return rows
  }

  /// How much of the index may be chance or error, in words.
  var evidence: [TemplateValues] {
    let evidence = result.evidence
    var facts: [TemplateValues] = []
    func add(_ name: String, _ value: String) {
      facts.append(TemplateValues(name: name, value: value))
    }
    if let text = summary?.probabilitiesText {
      add("Probability of the grade, by chance of counting", Self.unbroken(text))
    }
    if let probabilities = evidence.probabilitiesWithErrors {
      add("The same, errors of the call included", Self.unbroken(probabilities.text))
    }
    if let selection = evidence.selection {
      add(
        "Hotspot against chance",
        "\(selection.isAboveChance ? "above" : "not above") chance "
          + "(p\u{A0}\(Self.significance(selection.significance)))")
      add(
        "Hottest region by chance alone",
        "\(Self.share(selection.expectedMaximum)) on average, "
          + "\(Self.share(selection.highestByChance)) in one of twenty")
      if let grade = evidence.adjustedGrade.map(GradeSummary.init), grade.isGraded {
        add("Grade with the choice taken out", grade.label)
      }
    }
    if let variation = evidence.variation {
      add(
        "True index between fields",
        "varies by \(DecimalText.text(variation.standardDeviationPoints, places: 2)) points (SD); "
          + "\(DecimalText.text(variation.dispersion, places: 1)) times the variance of chance")
    }
    if let nuclei = evidence.nucleiToSettle {
      add("Nuclei that would settle the cut-off", "\(nuclei), were the index to stay")
    }
    add("Positive by intensity, all nuclei", result.census.intensityText)
    return facts
  }

  private var isAdjusted: Bool { result.isGradedOnHotspot && result.gradedIndex == .adjusted }

  private func row(
    _ name: String, _ counts: NucleusCounts, decides: Bool, expected: Double?
  ) -> TemplateValues {
    [
      "name": name, "index": Self.unbroken(counts.indexText), "counts": counts.countsText,
      "interval": counts.intervalText.map(Self.unbroken), "decides": decides,
      "grade": ki67Grade(counts) ?? "–", "expected": expected.map(Self.percent),
    ]
  }

  /// The grade by Ki-67 alone that counts would give.
  private func ki67Grade(_ counts: NucleusCounts) -> String? {
    guard let index = counts.labelingIndex,
      let data = try? CaseData(fields: result.input.gradingFields)
    else { return nil }
    return data.grade(ki67: Ki67Measurement(index)).ki67?.grade?.rawValue
  }

  static func share(_ share: Double) -> String { percent(100 * share) }

  static func percent(_ percent: Double) -> String {
    "\(DecimalText.text(percent, places: 2))\u{A0}%"
  }

  private static func significance(_ value: Double) -> String {
    value < 0.0001
      ? "<\u{A0}0.0001" : "=\u{A0}\(DecimalText.text(value, places: value < 0.01 ? 4 : 2))"
  }
}
