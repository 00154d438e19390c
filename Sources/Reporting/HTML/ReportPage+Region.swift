import Nuclei
import Quantification

extension ReportPage.Region {
  /// Describes a region of interest and what was counted in it.
  init(_ region: RegionResult) {
    let isCounted = region.role == .include
    regionName = region.name
    className = region.className.isEmpty ? "–" : region.className
    role = isCounted ? "measured" : "left out"
    area = region.areaSquareMillimeters.map { "\(DecimalText.text($0, places: 3)) mm²" } ?? "–"
    tissue = region.tissueSquareMillimeters.map { "\(DecimalText.text($0, places: 3)) mm²" } ?? "–"
    countsText = isCounted ? region.counts.countsText : "–"
    indexText = isCounted ? region.counts.indexText : "–"
    intervalText = isCounted ? region.counts.intervalText ?? "–" : "–"
  }
}
