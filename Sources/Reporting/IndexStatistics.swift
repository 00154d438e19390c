import Grading
import Hotspots
import Nuclei
import Quantification

extension NucleusCounts {
  /// The counts as an index; nil without nuclei.
  var labelingIndex: LabelingIndex? { try? LabelingIndex(positive: positive, total: total) }

  /// Ki-67 index in percent; nil without nuclei.
  var indexPercent: Double? { labelingIndex.map { 100 * $0.proportion } }

  /// 95 % Wilson interval of the index in percent; nil without nuclei.
  var wilsonPercent: (low: Double, high: Double)? {
    labelingIndex.map { ($0.wilsonInterval.lowerPercent, $0.wilsonInterval.upperPercent) }
  }

  /// Index for people: "2.80 %", or "–" without nuclei; never on the wrong side of a cut-off.
  var indexText: String { labelingIndex.map { "\($0.percentText) %" } ?? "–" }

  /// Interval for people: "1.68–4.64 %"; nil without nuclei.
  var intervalText: String? {
    wilsonPercent.map {
      "\(DecimalText.text($0.low, places: 2))–\(DecimalText.text($0.high, places: 2)) %"
    }
  }

  /// Counts for people: "14 of 500".
  var countsText: String { "\(positive) of \(total)" }
}

extension NucleusCensus {
  /// Index by probability for people: "2.71 % (13.6 of 500 expected)"; nil without nuclei.
  var expectedIndexText: String? {
    expectedIndexPercent.map {
      "\(DecimalText.text($0, places: 2))\u{A0}% "
        + "(\(DecimalText.text(expectedPositive, places: 1)) of \(total) expected to be positive)"
    }
  }

  /// Intensity classes for people: "8 weak (1+), 4 moderate (2+), 2 strong (3+)".
  var intensityText: String {
    "\(weak) weak (1+), \(moderate) moderate (2+), \(strong) strong (3+)"
  }

  /// Kinds for people, those without nuclei left out: "480 tumor, 12 stroma; all counted".
  var kindsText: String {
    let kinds = NucleusKind.allCases.filter { count(of: $0) > 0 }
      .map { "\(count(of: $0)) \($0.rawValue.replacing("_", with: " "))" }
    let left = excluded > 0 ? "\(excluded) not counted" : "all counted"
    return "\(kinds.joined(separator: ", ")); \(left)"
  }
}

extension CaseResult {
  /// Nuclei of the region that the grade rests on.
  ///
  /// With the adjusted index, as many of the hotspot's as that index makes positive.
  var gradedCounts: NucleusCounts {
    guard isGradedOnHotspot, let counts = hotspot?.hotspot.counts else { return global }
    guard gradedIndex == .adjusted, let ki67 = grade?.ki67, let positive = ki67.positive else {
      return counts
    }
    return NucleusCounts(positive: positive, total: counts.total)
  }

  /// The index that makes the grade, for people; the adjusted one is no fraction of whole nuclei.
  var gradedIndexText: String {
    guard gradedIndex == .adjusted, let ki67 = grade?.ki67 else { return gradedCounts.indexText }
    return "\(ki67.percentText) %"
  }

  /// The region that the grade rests on, as tables name it.
  var gradedRegion: String {
    !isGradedOnHotspot ? "global" : gradedIndex == .adjusted ? "adjusted_hotspot" : "hotspot"
  }
}
