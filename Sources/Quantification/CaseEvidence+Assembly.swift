import Grading
import Hotspots
import Nuclei

extension CaseEvidence {
  /// Fewest fields worth joining to larger ones.
  private static let fewestLargeFields = 20

  /// Gathers what follows from the slides alone.
  ///
  /// - Parameters:
  ///   - slides: measured slides of the case.
  ///   - hottest: the case's hotspot; nil when there is none.
  init(slides: [SlideResult], hottest: Hotspot?) {
    self.init()
    if let hottest, let selection = hottest.selection {
      self.selection = selection.among(
        Self.hottestByChance(slides), index: hottest.counts.labelingShare)
    }
    // The largest fields of which there are enough: nuclei of a small one are much like their
    // neighbors in the next, and would pass for more evidence than they are.
    for factor in [8, 4, 2, 1] {
      let fields = slides.flatMap { $0.fields.counts(joining: factor) }
      guard fields.count >= Self.fewestLargeFields || factor == 1 else { continue }
      variation = FieldVariation(
        fields.compactMap { FieldVariation.Field(positive: $0.positive, total: $0.total) })
      if variation != nil { fieldSideMicrons = Double(factor) * FieldGrid.sideMicrons }
      return
    }
  }

  /// Index of the hottest region of all slides in each deal.
  private static func hottestByChance(_ slides: [SlideResult]) -> [Double] {
    let dealt = slides.map(\.hottestByChance).filter { !$0.isEmpty }
    let count = dealt.map(\.count).min() ?? 0
    return (0..<count).map { deal in dealt.reduce(0) { max($0, $1[deal]) } }
  }
}

extension NucleusCounts {
  /// Share of positive nuclei, 0 without nuclei.
  var labelingShare: Double { total > 0 ? Double(positive) / Double(total) : 0 }
}

extension CaseResult {
  /// Doubts that follow from the evidence.
  var evidenceFlags: Set<ResultFlag> {
    var flags: Set<ResultFlag> = []
    if evidence.selection?.isAboveChance == false { flags.insert(.hotspotNotAboveChance) }
    if let raw = hotspotGrade, let adjusted = evidence.adjustedGrade?.ki67?.grade, raw != adjusted {
      flags.insert(.gradeDependsOnSelection)
    }
    if let certain = grade?.gradeProbabilities, let doubted = evidence.probabilitiesWithErrors,
      certain.mostProbable != doubted.mostProbable
    {
      flags.insert(.gradeDependsOnErrors)
    }
    return flags
  }

  /// The grade by the hotspot's own index; nil where Ki-67 gives none.
  private var hotspotGrade: Grade? {
    guard let counts = hotspot?.hotspot.counts, evidence.adjustedGrade?.ki67?.grade != nil,
      let index = try? LabelingIndex(positive: counts.positive, total: counts.total),
      let data = try? CaseData(fields: input.gradingFields)
    else { return nil }
    return data.grade(ki67: Ki67Measurement(index, region: .hotspot)).ki67?.grade
  }
}
