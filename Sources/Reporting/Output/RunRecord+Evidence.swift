import Grading
import Hotspots
import Quantification

extension RunRecord.Evidence {
  init(_ evidence: CaseEvidence) {
    self.init(
      selection: evidence.selection.map(RunRecord.Selection.init),
      adjustedGrade: evidence.adjustedGrade,
      variation: evidence.variation.map {
        RunRecord.Variation(
          fields: $0.fields, fieldSideMicrons: evidence.fieldSideMicrons, interval: $0.interval,
          dispersion: $0.dispersion, significance: $0.significance,
          standardDeviationPoints: $0.standardDeviationPoints)
      }, correctedPercent: evidence.correctedPercent,
      probabilitiesWithErrors: evidence.probabilitiesWithErrors,
      nucleiToSettle: evidence.nucleiToSettle)
  }
}

extension RunRecord.Selection {
  init(_ selection: HotspotSelection) {
    self.init(
      slideIndexPercent: 100 * selection.slideIndex,
      expectedMaximumPercent: 100 * selection.expectedMaximum,
      highestByChancePercent: 100 * selection.highestByChance,
      significance: selection.significance, weight: selection.weight,
      localIndexPercent: 100 * selection.localIndex,
      adjustedIndexPercent: 100 * selection.adjustedIndex,
      isAboveChance: selection.isAboveChance, deals: selection.deals)
  }
}
