import GRDB
import Hotspots
import Quantification

/// Hashes of what people judged, by which it is known again when a run has changed.
enum JudgedThing {
  /// What was measured of slides: names, files and settings, and the nuclei that were found.
  ///
  /// - Parameters:
  ///   - slides: names of measured slides, in any order.
  ///   - db: the database.
  /// - Returns: the hash as 32 hexadecimal digits.
  /// - Throws: what keeps the database from being read.
  static func measurement(of slides: [String], _ db: Database) throws -> String {
    let statement = try db.cachedStatement(
      sql: "SELECT name, fingerprint, positive, total FROM slides WHERE name = ?")
    var values: [(any DatabaseValueConvertible)?] = []
    for slide in slides.sorted() {
      guard let row = try Row.fetchOne(statement, arguments: [slide]) else { continue }
      for value in row.databaseValues { values.append(value) }
    }
    return RowDigest.of(values)
  }

  /// Where a reader counts: the files of a slide, the places of its tiles, and the field's outline.
  ///
  /// - Parameters:
  ///   - field: text form of the field.
  ///   - slide: name of the slide.
  ///   - db: the database.
  /// - Returns: the hash as 32 hexadecimal digits; nil when there is no such field now.
  /// - Throws: what keeps the database from being read.
  static func field(_ field: String, of slide: String, _ db: Database) throws -> String? {
    guard let field = ReviewField(field),
      let row = try Row.fetchOne(
        try db.cachedStatement(
          sql: "SELECT contents, input, document FROM slides WHERE name = ?"), arguments: [slide])
    else { return nil }
    let input = try StoreDocument.value(SlideInput.self, try row.decode(forColumn: "input"))
    var texts: [String] = [try row.decode(forColumn: "contents"), field.description]
    for tile in input.tiles { texts.append("\(tile.x) \(tile.y) \(tile.downsample)") }
    if case .hotspot(let rank) = field {
      let known = try StoreDocument.value(Fields.self, try row.decode(forColumn: "document"))
      guard let hotspot = known.hotspots.first(where: { $0.rank == rank }) else { return nil }
      texts.append(
        "\(hotspot.centerX) \(hotspot.centerY) \(hotspot.radiusPixels) \(hotspot.aspect)")
      texts.append(try StoreDocument.text(hotspot.outline))
    }
    return RowDigest.of(texts)
  }

  /// What is needed of a slide's result.
  private struct Fields: Decodable { var hotspots: [Hotspot] }
}

extension StoredRun {
  /// What was measured of slides, as a signature holds it; see ``CaseSignature/measured``.
  public func measurement(of slides: [String]) throws(StoreError) -> String {
    try read { try JudgedThing.measurement(of: slides, $0) }
  }

  /// Where a reader counts, as a step of a count holds it; see ``CountStep/counted``.
  ///
  /// - Returns: nil when the slide has no such field.
  public func place(of field: ReviewField, on slide: String) throws(StoreError) -> String? {
    try read { try JudgedThing.field(field.description, of: slide, $0) }
  }

  /// Counts of readers on a slide, in the order in which they were begun.
  public func counts(of slide: String) throws(StoreError) -> [ReaderCount] {
    try read { try AuditTrail.counts(of: try AuditTrail.entries(about: slide, $0), $0) }
  }
}
