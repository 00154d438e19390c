import GRDB

/// Hashes in the database by which damage to records is told.
///
/// SQLite finds damage to its own structure, but takes a changed digit in a record for what was
/// stored.
enum Seal {
  /// What is sealed of a slide: not its number, nor what changes without its result, such as folders
  /// and whether it stands in the tables.
  private static let slideQueries = [
    """
    SELECT name, case_name, status, positive, total, settings, profile, contents, fingerprint, input,
      document, pictures FROM slides WHERE id = ?
    """,
    """
    SELECT tile, image, status, positive, total, document FROM tiles WHERE slide = ? ORDER BY tile
    """,
    "SELECT number, role, path, hash, bytes FROM inputs WHERE slide = ? ORDER BY number",
    "SELECT part, tile, count, records FROM nuclei WHERE slide = ? ORDER BY part",
    "SELECT path, bytes, hash FROM files WHERE slide = ? ORDER BY path",
  ]

  /// What is sealed of a run that has ended, beside its slides.
  private static let runQueries = [
    "SELECT key, value FROM facts WHERE key <> 'seal' ORDER BY key",
    "SELECT hash, text FROM settings ORDER BY hash",
    "SELECT name FROM slides WHERE in_tables = 1 ORDER BY name",
    "SELECT * FROM cases ORDER BY position", "SELECT * FROM failures ORDER BY name",
    "SELECT * FROM rejected ORDER BY position",
  ]

  /// Seals a slide as it is stored now.
  static func seal(slide id: Int64, _ db: Database) throws {
    let digest = try RowDigest.of(slideQueries, arguments: [id], db)
    try db.cachedStatement(sql: "UPDATE slides SET seal = ? WHERE id = ?")
      .execute(arguments: [digest, id])
  }

  /// Whether a slide is stored as it was sealed; databases of older versions have no seals.
  static func isIntact(slide id: Int64, _ db: Database) throws -> Bool {
    guard try isSealed(db) else { return true }
    let statement = try db.cachedStatement(sql: "SELECT seal FROM slides WHERE id = ?")
    return try String.fetchOne(statement, arguments: [id])
      == RowDigest.of(slideQueries, arguments: [id], db)
  }

  /// Seals what is stored of the run beside its slides.
  static func sealRun(_ db: Database) throws {
    try RunStore.set(.seal, try RowDigest.of(runQueries, db), db)
  }

  /// Whether the run is stored as it was sealed when it ended; one that has not ended is not sealed.
  static func isRunIntact(_ db: Database) throws -> Bool {
    guard try isSealed(db), try RunStore.fact(.progress, db) != RunProgressState.running.rawValue
    else { return true }
    return try RunStore.fact(.seal, db) == RowDigest.of(runQueries, db)
  }

  /// Seals the slides of a database that has none, and what else is stored of its run.
  static func sealAll(_ db: Database) throws {
    for id in try Int64.fetchAll(db, sql: "SELECT id FROM slides") { try seal(slide: id, db) }
    try sealRun(db)
  }

  private static func isSealed(_ db: Database) throws -> Bool {
    try db.columns(in: "slides").contains { $0.name == "seal" }
  }
}
