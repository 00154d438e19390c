import Quantification

/// `regions.csv`: one row per region of interest, by slide in input order, then as in its file.
///
/// A nucleus in several regions counts in each; the slide's own row counts it once.
public enum RegionsTable {
  /// Column names, in order.
  public static let columns =
    ["slide", "case", "region", "class", "role", "area_mm2"]
    + CSVTable.indexColumns() + CSVTable.censusColumns
    + ["tissue_area_mm2", "nuclei_per_mm2"]

  /// The table as CSV; regions of slides that were not measured are left out.
  public static func bytes(of run: RunResult) -> [UInt8] {
    var table = CSVTable(columns: columns)
    for slide in run.slides { append(slide, to: &table) }
    return table.bytes
  }

  /// Adds a row for each region of a slide, if that was measured.
  static func append(_ slide: SlideResult, to table: inout CSVTable) {
    guard slide.status == .measured else { return }
    for region in slide.regions {
      let isCounted = region.role == .include
      table.text(slide.slide)
      table.text(slide.caseName)
      table.text(region.name)
      table.text(region.className)
      table.text(region.role.rawValue)
      table.decimal(region.areaSquareMillimeters, places: 6)
      table.index(isCounted ? region.counts : nil)
      table.census(isCounted ? region.census : nil)
      table.decimal(region.tissueSquareMillimeters, places: 6)
      table.decimal(region.nucleiPerSquareMillimeter, places: 1)
      table.endRow()
    }
  }
}
