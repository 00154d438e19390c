import Nuclei
import Quantification
import Raster

/// `tiles.csv`: one row per image file, in input order, then one per input that never became a tile.
public enum TilesTable {
  /// Column names, in order.
  public static let columns =
    ["slide", "image", "x", "y", "width", "height", "downsample"]
    + CSVTable.indexColumns() + ["status", "error", "warnings"]
    + ["tissue_share", "excluded_share", "focus", "black_share", "white_share", "outlying"]

  /// The table as CSV.
  public static func bytes(of run: RunResult) -> [UInt8] {
    var table = CSVTable(columns: columns)
    for slide in run.slides { append(slide, to: &table) }
    append(run.rejected, to: &table)
    return table.bytes
  }

  /// Adds a row for each tile of a slide.
  static func append(_ slide: SlideResult, to table: inout CSVTable) {
    for tile in slide.tiles {
      table.text(tile.slide)
      table.text(tile.image)
      table.integer(tile.placement?.x)
      table.integer(tile.placement?.y)
      table.integer(tile.placement?.width)
      table.integer(tile.placement?.height)
      table.decimal(tile.downsample, places: 4)
      table.index(tile.status == .measured ? tile.counts : nil)
      table.text(tile.status.rawValue)
      table.text(tile.error)
      table.list(tile.warnings)
      append(tile.quality, to: &table)
      table.integer(tile.counts.total > 0 ? tile.isOutlying == true ? 1 : 0 : nil)
      table.endRow()
    }
  }

  /// Adds a row for each input that never became a tile.
  static func append(_ list: [RejectedInput], to table: inout CSVTable) {
    for rejected in list {
      table.text(rejected.slide)
      table.text(rejected.input)
      for _ in 0..<5 { table.text(nil) }
      table.index(nil)
      table.text(MeasurementStatus.failed.rawValue)
      table.text(rejected.reason)
      table.text(nil)
      append(nil, to: &table)
      table.text(nil)
      table.endRow()
    }
  }

  private static func append(_ quality: TissueQuality?, to table: inout CSVTable) {
    table.decimal(quality?.tissueShare, places: 4)
    table.decimal(quality?.excludedShare, places: 4)
    table.decimal(quality?.focus, places: 4)
    table.decimal(quality?.blackShare, places: 4)
    table.decimal(quality?.whiteShare, places: 4)
  }
}
