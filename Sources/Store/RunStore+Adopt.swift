import GRDB

extension RunStore {
  /// Takes slides of another run over as they are, in place of what was kept of them before.
  public func adopt(_ slides: [String], from run: StoredRun) throws(StoreError) {
    do {
      try queue.writeWithoutTransaction { db in
        try db.execute(sql: "ATTACH DATABASE ? AS part", arguments: [run.path])
        defer { try? db.execute(sql: "DETACH DATABASE part") }
        try db.inTransaction {
          for slide in slides { try Self.adopt(slide, db) }
          return .commit
        }
      }
    } catch {
      throw Self.failure(error, path: path)
    }
  }

  /// Copies a slide from the attached database `part`.
  private static func adopt(_ slide: String, _ db: Database) throws {
    let source = try Int64.fetchOne(
      db, sql: "SELECT id FROM part.slides WHERE name = ?", arguments: [slide])
    try remove(slide, db)
    try db.execute(
      sql: """
        INSERT OR IGNORE INTO main.settings (hash, text) SELECT hash, text FROM part.settings
        WHERE hash = (SELECT settings FROM part.slides WHERE id = ?)
        """, arguments: [source])
    // A part that was written by an older version lacks some.
    let known = try String.fetchSet(
      db, sql: "SELECT name FROM pragma_table_info('slides', 'part')")
    let columns = [
      "name", "case_name", "status", "positive", "total", "settings", "profile", "contents",
      "fingerprint", "input", "document", "pictures", "working_folder", "output_folder", "seal",
    ].filter(known.contains).joined(separator: ", ")
    try db.execute(
      sql: "INSERT INTO main.slides (\(columns)) SELECT \(columns) FROM part.slides WHERE id = ?",
      arguments: [source])
    let copy = db.lastInsertedRowID
    let tables = [
      "inputs": "number, role, path, hash, bytes",
      "tiles": "tile, image, status, positive, total, document",
      "nuclei": "part, tile, count, records",
      "files": "path, bytes",
    ]
    for (table, columns) in tables.sorted(by: { $0.key < $1.key }) {
      try db.execute(
        sql: """
          INSERT INTO main.\(table) (slide, \(columns))
          SELECT ?, \(columns) FROM part.\(table) WHERE slide = ?
          """, arguments: [copy, source])
    }
    if !known.contains("seal") { try Seal.seal(slide: copy, db) }
  }
}
