import Foundation
import GRDB
import Nuclei
import Quantification

/// Where the stored nuclei of a slide lie, so that those of a small area are read without the others.
///
/// Blocks of nuclei are sorted by tile and height, so that an area lies in few of them.
public struct NucleusParts: Sendable {
  private struct Part {
    var number: Int
    var low: SIMD2<Double>
    var high: SIMD2<Double>
  }

  /// The slide.
  public let slide: String
  /// Number of nuclei.
  public let count: Int
  private let parts: [Part]
  private let run: StoredRun

  /// Visits the nuclei of a slide once.
  ///
  /// - Throws: `StoreError.damaged` when a block cannot be read.
  public init(of slide: String, in run: StoredRun) throws(StoreError) {
    self.slide = slide
    self.run = run
    var parts: [Part] = []
    var count = 0
    try run.read { db in
      let rows = try Self.rows(of: slide, db)
      while let row = try rows.next() {
        let nuclei = try Self.nuclei(row, of: slide, path: run.path)
        guard let first = nuclei.first?.nucleus else { continue }
        var part = Part(
          number: row["part"], low: SIMD2(first.x, first.y), high: SIMD2(first.x, first.y))
        for item in nuclei {
          part.low = pointwiseMin(part.low, SIMD2(item.nucleus.x, item.nucleus.y))
          part.high = pointwiseMax(part.high, SIMD2(item.nucleus.x, item.nucleus.y))
        }
        parts.append(part)
        count += nuclei.count
      }
    }
    self.parts = parts
    self.count = count
  }

  /// Nuclei with their center in an upright rectangle, edges included, in stored order.
  public func nuclei(
    from low: SIMD2<Double>, to high: SIMD2<Double>
  ) throws(StoreError) -> [Nucleus] {
    var found: [Nucleus] = []
    try forEach(from: low, to: high) { nucleus in
      found.append(nucleus)
      return true
    }
    return found
  }

  /// Visits the nuclei of an upright rectangle as `nuclei(from:to:)` lists them; a block of them is
  /// in memory at a time.
  ///
  /// - Parameters:
  ///   - low: the corner with the least coordinates, in full-resolution slide pixels.
  ///   - high: the opposite corner.
  ///   - body: takes a nucleus and says whether to go on.
  /// - Throws: `StoreError.damaged` when a block cannot be read.
  public func forEach(
    from low: SIMD2<Double>, to high: SIMD2<Double>, _ body: (Nucleus) -> Bool
  ) throws(StoreError) {
    let near = parts.filter { part in
      part.low.x <= high.x && part.high.x >= low.x && part.low.y <= high.y && part.high.y >= low.y
    }
    try run.read { db in
      for part in near {
        let row = try Row.fetchOne(
          db,
          sql: """
            SELECT part, tile, records FROM nuclei
            WHERE slide = (SELECT id FROM slides WHERE name = ?) AND part = ?
            """, arguments: [slide, part.number])
        guard let row else { continue }
        for item in try Self.nuclei(row, of: slide, path: run.path) {
          let nucleus = item.nucleus
          guard nucleus.x >= low.x, nucleus.x <= high.x, nucleus.y >= low.y, nucleus.y <= high.y
          else { continue }
          if !body(nucleus) { return }
        }
      }
    }
  }

  /// Visits all nuclei in stored order with the tiles that own them.
  ///
  /// - Throws: `StoreError.damaged` when a block cannot be read.
  public func forEachTiled(_ body: (TiledNucleus) -> Void) throws(StoreError) {
    try run.read { db in
      let rows = try Self.rows(of: slide, db)
      while let row = try rows.next() {
        for item in try Self.nuclei(row, of: slide, path: run.path) { body(item) }
      }
    }
  }

  /// The measured nuclei of some names; those that are not measured there, and added ones, are left
  /// out.
  public func nuclei(
    named names: some Sequence<NucleusName>
  ) throws(StoreError) -> [NucleusName: Nucleus] {
    let wanted = Set(names)
    let places = wanted.compactMap(\.place)
    guard let first = places.first else { return [:] }
    let low = places.reduce(first) { pointwiseMin($0, $1) }
    let high = places.reduce(first) { pointwiseMax($0, $1) }
    var found: [NucleusName: Nucleus] = [:]
    for nucleus in try nuclei(from: low - 0.01, to: high + 0.01) {
      let name = NucleusName(of: nucleus)
      if wanted.contains(name), found[name] == nil { found[name] = nucleus }
    }
    return found
  }

  private static func rows(of slide: String, _ db: Database) throws -> RowCursor {
    try Row.fetchCursor(
      db,
      sql: """
        SELECT part, tile, records FROM nuclei
        WHERE slide = (SELECT id FROM slides WHERE name = ?) ORDER BY part
        """, arguments: [slide])
  }

  private static func nuclei(_ row: Row, of slide: String, path: String) throws -> [TiledNucleus] {
    let records: Data = row["records"]
    guard let block = NucleusRecords.nuclei(in: Array(records), tile: row["tile"]) else {
      throw StoreError.damaged(path: path, what: "the nuclei of slide \(slide) are damaged")
    }
    return block
  }
}
