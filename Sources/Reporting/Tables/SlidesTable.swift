import Nuclei
import Quantification
import SlideIO
import Stains

/// `slides.csv`: one row per slide, in input order.
public enum SlidesTable {
  /// Column names, in order.
  public static let columns =
    ["slide", "case", "status", "error", "width", "height", "mpp_x", "mpp_y", "mpp_source"]
    + ["mpp_note"]
    + ["detection_mpp_x", "detection_mpp_y", "measured_area_mm2"]
    + ["white_r", "white_g", "white_b", "white_source"]
    + ["hematoxylin_r", "hematoxylin_g", "hematoxylin_b", "dab_r", "dab_g", "dab_b"]
    + ["vectors_source", "positivity_reference_od", "positivity_cut_od"]
    + ["positivity_nuclei", "positivity_doubt"]
    + ["tiles", "tiles_measured", "tiles_failed", "tiles_skipped"]
    + CSVTable.indexColumns() + ["hotspots", "flags"] + CSVTable.censusColumns
    + [
      "compared_area_um2", "compared_width_um", "compared_edge_sharpness",
      "compared_hematoxylin_od", "compared_contrast", "tissue_area_mm2", "skipped_area_mm2",
      "unreadable_area_mm2", "glass_area_mm2", "excluded_area_mm2",
    ] + TissueClass.excludable.map { "\($0.rawValue)_area_mm2" } + ["focus", "black_share"]

  /// The table as CSV.
  public static func bytes(of run: RunResult) -> [UInt8] {
    var table = CSVTable(columns: columns)
    for slide in run.slides { append(slide, to: &table) }
    return table.bytes
  }

  /// Adds the row of a slide.
  static func append(_ slide: SlideResult, to table: inout CSVTable) {
    table.text(slide.slide)
    table.text(slide.caseName)
    table.text(slide.status.rawValue)
    table.text(slide.error)
    let isKnown = slide.width > 0 && slide.height > 0
    table.integer(isKnown ? slide.width : nil)
    table.integer(isKnown ? slide.height : nil)
    table.decimal(slide.pixelSize?.xMicrons, places: 6)
    table.decimal(slide.pixelSize?.yMicrons, places: 6)
    table.text(slide.pixelSize?.source.rawValue)
    table.text(slide.pixelSizeNote)
    table.decimal(slide.detectionMicronsPerPixel?.x, places: 6)
    table.decimal(slide.detectionMicronsPerPixel?.y, places: 6)
    table.decimal(slide.measuredAreaSquareMillimeters, places: 6)
    appendCalibration(of: slide, to: &table)
    appendTiles(of: slide, to: &table)
    table.index(slide.status == .measured ? slide.counts : nil)
    table.integer(slide.hotspots.count)
    table.list(slide.flags.map(\.rawValue))
    table.census(slide.status == .measured ? slide.census : nil)
    appendKindReference(of: slide, to: &table)
    table.decimal(slide.areas?.tissueSquareMillimeters, places: 6)
    table.decimal(slide.skippedAreaSquareMillimeters, places: 6)
    table.decimal(slide.unreadableAreaSquareMillimeters, places: 6)
    appendTissue(of: slide, to: &table)
    table.endRow()
  }

  private static func appendCalibration(of slide: SlideResult, to table: inout CSVTable) {
    let calibration = slide.calibration
    for channel in 0..<3 { table.decimal(calibration?.white[channel], places: 2) }
    table.text(calibration?.whiteSource.rawValue)
    for channel in 0..<3 { table.decimal(calibration?.vectors.hematoxylin[channel], places: 5) }
    for channel in 0..<3 { table.decimal(calibration?.vectors.dab[channel], places: 5) }
    table.text(calibration?.vectorsSource.rawValue)
    table.decimal(slide.positivity?.referenceOD, places: 4)
    table.decimal(slide.positivity?.cutOD, places: 4)
    table.integer(slide.positivity?.nucleusCount)
    table.list(slide.calibrationDoubts.map(\.text))
  }

  private static func appendKindReference(of slide: SlideResult, to table: inout CSVTable) {
    let reference = slide.kindReference
    let isKnown = slide.pixelSize != nil
    table.decimal(isKnown ? reference?.areaSquareMicrons : nil, places: 2)
    table.decimal(isKnown ? reference?.widthMicrons : nil, places: 3)
    table.decimal(reference?.edgeSharpness, places: 4)
    table.decimal(reference?.hematoxylinOD, places: 4)
    table.decimal(reference?.contrast, places: 4)
  }

  private static func appendTissue(of slide: SlideResult, to table: inout CSVTable) {
    table.decimal(slide.areas?.squareMillimeters(.glass), places: 6)
    table.decimal(slide.areas?.excludedSquareMillimeters, places: 6)
    for value in TissueClass.excludable {
      table.decimal(slide.areas?.squareMillimeters(value), places: 6)
    }
    table.decimal(slide.quality?.focus, places: 4)
    table.decimal(slide.quality?.blackShare, places: 4)
  }

  private static func appendTiles(of slide: SlideResult, to table: inout CSVTable) {
    table.integer(slide.tiles.count)
    for status in [MeasurementStatus.measured, .failed, .skipped] {
      table.integer(slide.tiles.count { $0.status == status })
    }
  }
}
