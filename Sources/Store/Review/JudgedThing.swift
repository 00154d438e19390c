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

  /// Where a reader counts, see ``StoredRun/places(of:on:)``.
  static func places(of field: String, on slide: String, _ db: Database) throws -> [String] {
    guard let field = ReviewField(field), let image = try image(of: slide, db),
      let row = try Row.fetchOne(
        try db.cachedStatement(
          sql: "SELECT contents, input, document FROM slides WHERE name = ?"), arguments: [slide])
    else { return [] }
    var outline: [String] = []
    if case .hotspot(let rank) = field {
      let known = try StoreDocument.value(Fields.self, try row.decode(forColumn: "document"))
      guard let hotspot = known.hotspots.first(where: { $0.rank == rank }) else { return [] }
      outline = [
        "\(hotspot.centerX) \(hotspot.centerY) \(hotspot.radiusPixels) \(hotspot.aspect)",
        try StoreDocument.text(hotspot.outline),
      ]
    }
    let input = try StoreDocument.value(SlideInput.self, try row.decode(forColumn: "input"))
    // Older versions hashed the files of regions as well, and tiles in the order of their names.
    let older =
      [try row.decode(String.self, forColumn: "contents"), field.description]
      + input.tiles.map { "\($0.x) \($0.y) \($0.downsample)" }
    return [RowDigest.of([image, field.description] + outline), RowDigest.of(older + outline)]
  }

  /// What is to be seen of a slide, see ``StoredRun/image(of:)``.
  static func image(of slide: String, _ db: Database) throws -> String? {
    guard
      let row = try Row.fetchOne(
        try db.cachedStatement(sql: "SELECT id, input FROM slides WHERE name = ?"),
        arguments: [slide])
    else { return nil }
    let id: Int64 = try row.decode(forColumn: "id")
    let input = try StoreDocument.value(SlideInput.self, try row.decode(forColumn: "input"))
    // Not the regions: nuclei are the same whichever are measured.
    let hashes = try String.fetchAll(
      try db.cachedStatement(
        sql: "SELECT hash FROM inputs WHERE slide = ? AND role = ? ORDER BY number"),
      arguments: [id, SlideFingerprint.File.Role.image.rawValue])
    let places = input.tiles.map { "\($0.x) \($0.y) \($0.downsample)" }
    guard hashes.count == places.count else { return RowDigest.of(hashes + places) }
    // In whatever order tiles are named.
    let tiles: [String] = zip(places, hashes).map { "\($0) \($1)" }
    return RowDigest.of(tiles.sorted())
  }

  /// What is needed of a slide's result.
  private struct Fields: Decodable { var hotspots: [Hotspot] }
}

extension StoredRun {
  /// What was measured of slides, as a signature holds it; see ``CaseSignature/measured``.
  public func measurement(of slides: [String]) throws(StoreError) -> String {
    try read { try JudgedThing.measurement(of: slides, $0) }
  }

  /// Where a reader counts: hash of the slide's images, the places of its tiles, and the outline of
  /// the field.
  ///
  /// - Parameters:
  ///   - field: the field.
  ///   - slide: name of the slide.
  /// - Returns: what ``CountStep/counted`` of a new count holds, then what counts of older versions
  ///   hold of the same field; nothing when the slide has no such field. Finding it out takes reading
  ///   all tiles of the slide.
  /// - Throws: what keeps the database from being read.
  public func places(of field: ReviewField, on slide: String) throws(StoreError) -> [String] {
    try read { try JudgedThing.places(of: field.description, on: slide, $0) }
  }

  /// What is to be seen of a slide: hash of its images and the places of its tiles.
  ///
  /// - Returns: nil when the run holds no such slide.
  public func image(of slide: String) throws(StoreError) -> String? {
    try read { try JudgedThing.image(of: slide, $0) }
  }

  /// Finished counts of readers on a measured slide, in the order in which they were begun.
  public func finishedCounts(of slide: String) throws(StoreError) -> [ReaderCount] {
    try read { db in
      var fields = JudgedFields(measured: [slide])
      let counts = ReaderCount.all(of: try AuditTrail.entries(about: slide, only: .count, db))
      return try fields.compared(counts.filter(\.isFinished), db)
    }
  }
}
