import Grading
import Hotspots
import Quantification

extension CSVTable {
  /// Columns of a hotspot compared with chance; `prefix` is empty or ends in an underscore.
  static func selectionColumns(prefix: String = "") -> [String] {
    [
      "p_adjusted", "expected_maximum_percent", "highest_by_chance_percent",
      "adjusted_index_percent", "above_chance",
    ].map { prefix + $0 }
  }

  /// Appends what chance gives and what is left of the index; nil appends empty cells.
  mutating func selection(_ selection: HotspotSelection?) {
    decimal(selection?.significance, places: 6)
    decimal(selection.map { 100 * $0.expectedMaximum }, places: 4)
    decimal(selection.map { 100 * $0.highestByChance }, places: 4)
    decimal(selection.map { 100 * $0.adjustedIndex }, places: 4)
    integer(selection.map { $0.isAboveChance ? 1 : 0 })
  }

  /// Appends what stands beside the grade of a case.
  mutating func evidence(_ evidence: CaseEvidence) {
    selection(evidence.selection)
    let adjusted = evidence.adjustedGrade.map(GradeSummary.init)
    text(adjusted?.ki67Grade)
    text(adjusted?.grade)
    text(adjusted.flatMap { $0.isGraded ? $0.label : nil })
    let variation = evidence.variation
    integer(variation?.fields)
    decimal(evidence.fieldSideMicrons, places: 0)
    decimal(variation?.interval?.lowerPercent, places: 4)
    decimal(variation?.interval?.upperPercent, places: 4)
    decimal(variation?.dispersion, places: 4)
    decimal(variation?.significance, places: 4)
    decimal(variation?.standardDeviationPoints, places: 4)
    decimal(evidence.correctedPercent, places: 4)
    let probabilities = evidence.probabilitiesWithErrors
    decimal(probabilities?.g1, places: 4)
    decimal(probabilities?.g2, places: 4)
    decimal(probabilities?.g3, places: 4)
    integer(evidence.nucleiToSettle)
  }
}

extension Hotspot {
  /// Form of the region as tables name it.
  var shapeName: String {
    switch outline {
    case .disc: "disc"
    case .square: "square"
    case .drawn: "drawn"
    }
  }
}
