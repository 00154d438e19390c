import Hotspots
import Nuclei
import Quantification
import Raster

/// `nuclei/<slide>.csv`: one row per nucleus, by tile, then y, then x.
public enum NucleiTable {
  /// Column names, in order.
  public static let columns = [
    "image", "x", "y", "positive", "dab_od", "hematoxylin_od", "area_um2", "probability", "tumor",
    "slide_x", "slide_y", "hotspot", "intensity", "kind", "region",
  ]

  /// Rows that are gathered before they go to disk.
  private static let chunkRows = 20_000

  /// Writes the table of one slide piece by piece.
  ///
  /// - Parameters:
  ///   - slide: the slide the nuclei lie on, with outlines if it would lack them.
  ///   - nuclei: its nuclei, each with the tile that owns it.
  ///   - path: the file to write.
  /// - Throws: what kept the file from being written.
  public static func write(_ slide: SlideResult, nuclei: SlideNuclei, to path: String)
    throws(OutputError)
  {
    let file = try OutputFile(path: path)
    var table = CSVTable(columns: columns, capacity: chunkRows * 128)
    let tiles = slide.tiles.map(Tile.init)
    let regions = slide.regions.map { CSVTable.prepared($0.name) }
    var locator = RegionLocator(slide)
    for (index, item) in nuclei.enumerated() {
      append(item, of: slide, tiles[item.tile], to: &table)
      let inside = locator.regions(holding: SIMD2(item.nucleus.x, item.nucleus.y))
      if let only = inside.first, inside.count == 1 {
        table.prepared(regions[only])
      } else {
        table.list(inside.map { slide.regions[$0].name })
      }
      table.endRow()
      if (index + 1) % chunkRows == 0 { try file.write(table.takeBytes()) }
    }
    try file.write(table.takeBytes())
    try file.finish(waitsForDisk: false)
  }

  /// What the rows of a tile share.
  private struct Tile {
    let image: [UInt8]
    let origin: SIMD2<Double>
    let downsample: Double

    init(_ tile: TileResult) {
      image = CSVTable.prepared(tile.image)
      origin = tile.placement.map { SIMD2(Double($0.x), Double($0.y)) } ?? .zero
      downsample = tile.downsample
    }
  }

  private static func append(
    _ item: TiledNucleus, of slide: SlideResult, _ tile: Tile, to table: inout CSVTable
  ) {
    let nucleus = item.nucleus
    table.prepared(tile.image)
    table.decimal((nucleus.x - tile.origin.x) / tile.downsample, places: 2)
    table.decimal((nucleus.y - tile.origin.y) / tile.downsample, places: 2)
    table.integer(nucleus.isPositive ? 1 : 0)
    table.decimal(Double(nucleus.dabOD), places: 4)
    table.decimal(Double(nucleus.hematoxylinOD), places: 4)
    table.decimal(slide.pixelSize == nil ? nil : Double(nucleus.areaSquareMicrons), places: 2)
    table.decimal(Double(nucleus.positiveProbability), places: 4)
    table.integer(nucleus.isCounted ? 1 : 0)
    table.decimal(nucleus.x, places: 2)
    table.decimal(nucleus.y, places: 2)
    let hotspot =
      nucleus.isCounted
      ? slide.hotspots.first { $0.contains(x: nucleus.x, y: nucleus.y) } : nil
    table.integer(hotspot?.rank)
    table.integer(Int(nucleus.intensity.rawValue))
    table.text(nucleus.kind.rawValue)
  }
}
