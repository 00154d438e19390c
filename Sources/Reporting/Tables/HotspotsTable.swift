import Hotspots
import Quantification

/// `hotspots.csv`: one row per hotspot, by slide in input order, hottest first.
public enum HotspotsTable {
  /// Column names, in order.
  public static let columns =
    ["slide", "case", "rank", "x", "y", "radius_px", "aspect", "diameter_um", "area_mm2"]
    + CSVTable.indexColumns() + CSVTable.censusColumns + ["shape"] + CSVTable.selectionColumns()

  /// The table as CSV.
  public static func bytes(of run: RunResult) -> [UInt8] {
    var table = CSVTable(columns: columns)
    for slide in run.slides { append(slide, to: &table) }
    return table.bytes
  }

  /// Adds a row for each hotspot of a slide.
  static func append(_ slide: SlideResult, to table: inout CSVTable) {
    for hotspot in slide.hotspots {
      table.text(slide.slide)
      table.text(slide.caseName)
      table.integer(hotspot.rank)
      table.decimal(hotspot.centerX, places: 2)
      table.decimal(hotspot.centerY, places: 2)
      table.decimal(hotspot.radiusPixels, places: 2)
      table.decimal(hotspot.aspect, places: 5)
      table.decimal(hotspot.diameterMicrons, places: 2)
      table.decimal(hotspot.areaSquareMillimeters, places: 6)
      table.index(hotspot.counts)
      table.census(hotspot.census)
      table.text(hotspot.shapeName)
      table.selection(hotspot.selection)
      table.endRow()
    }
  }
}
