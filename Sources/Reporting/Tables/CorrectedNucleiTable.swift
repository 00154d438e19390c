import Hotspots
import Nuclei
import Quantification
import Raster
import Store

/// `corrected/<slide>.csv`: one row per nucleus as it stands with what people corrected.
///
/// Measured nuclei come in stored order, those that people added after them; deleted ones are left
/// out. The first columns have the names of `nuclei/<slide>.csv` and are read by the same programs.
public struct CorrectedNucleiTable: Sendable {
  /// Column names, in order.
  public static let columns = [
    "image", "x", "y", "positive", "tumor", "slide_x", "slide_y", "hotspot", "measured",
    "corrected_by",
  ]

  private let slide: ReviewedSlide
  private let images: [[UInt8]]

  /// Prepares the table of a slide.
  public init(_ slide: ReviewedSlide) {
    self.slide = slide
    images = slide.result.tiles.map { CSVTable.prepared($0.image) }
  }

  /// The whole table.
  ///
  /// - Throws: what keeps the database from being read.
  public func bytes() throws -> [UInt8] {
    var table = CSVTable(columns: Self.columns, capacity: slide.parts.count * 64)
    let corrections = slide.corrections.byNucleus
    try slide.parts.forEachTiled { item in
      let nucleus = item.nucleus
      let name = NucleusName(of: nucleus)
      let said = corrections[name]
      let measured = NucleusState(of: nucleus)
      append(
        SIMD2(nucleus.x, nucleus.y), said?.mark.state ?? measured, tile: item.tile,
        measured: measured, by: said?.who, wasPositive: nucleus.isPositive, to: &table)
    }
    for said in slide.corrections.all where said.mark.nucleus.place == nil {
      guard let state = said.mark.state else { continue }
      append(
        said.mark.place, state, tile: tile(holding: said.mark.place), measured: nil, by: said.who,
        wasPositive: false, to: &table)
    }
    return table.bytes
  }

  private func append(
    _ place: SIMD2<Double>, _ state: NucleusState, tile: Int?, measured: NucleusState?,
    by who: String?, wasPositive: Bool, to table: inout CSVTable
  ) {
    guard state != .deleted else { return }
    let origin = tile.flatMap { slide.result.tiles[$0].placement }
      .map { SIMD2(Double($0.x), Double($0.y)) }
    let scale = tile.map { slide.result.tiles[$0].downsample } ?? 1
    table.prepared(tile.map { images[$0] } ?? [])
    table.decimal(origin.map { (place.x - $0.x) / scale }, places: 2)
    table.decimal(origin.map { (place.y - $0.y) / scale }, places: 2)
    // Of what is no tumor nucleus people say nothing about the stain.
    let isPositive = state == .positive || state == .other && wasPositive
    table.integer(isPositive ? 1 : 0)
    table.integer(state == .other ? 0 : 1)
    table.decimal(place.x, places: 2)
    table.decimal(place.y, places: 2)
    let hotspot =
      state == .other ? nil : slide.result.hotspots.first { $0.contains(x: place.x, y: place.y) }
    table.integer(hotspot?.rank)
    table.text(measured?.rawValue ?? "none")
    table.text(state == measured ? nil : who)
    table.endRow()
  }

  /// The first image that shows a place.
  private func tile(holding place: SIMD2<Double>) -> Int? {
    slide.result.tiles.firstIndex { tile in
      guard let rect = tile.placement else { return false }
      let offset = place - SIMD2(Double(rect.x), Double(rect.y))
      return offset.x >= 0 && offset.y >= 0 && offset.x < Double(rect.width)
        && offset.y < Double(rect.height)
    }
  }
}
