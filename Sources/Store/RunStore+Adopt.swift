import GRDB

extension RunStore {
  /// Takes slides of another run over as they are, in place of what was kept of them before.
  public func adopt(_ slides: [String], from run: StoredRun) throws(StoreError) {
    do {
      try queue.writeWithoutTransaction { db in
        try db.execute(sql: "ATTACH DATABASE ? AS part", arguments: [Self.plain(run.path)])
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
    let columns = try known(
      [
        "name", "case_name", "status", "positive", "total", "settings", "profile", "contents",
        "fingerprint", "input", "document", "pictures", "working_folder", "output_folder", "seal",
      ], of: "slides", db)
    let list = columns.joined(separator: ", ")
    try db.execute(
      sql: "INSERT INTO main.slides (\(list)) SELECT \(list) FROM part.slides WHERE id = ?",
      arguments: [source])
    let copy = db.lastInsertedRowID
    let tables = [
      "inputs": ["number", "role", "path", "hash", "bytes"],
      "tiles": ["tile", "image", "status", "positive", "total", "document"],
      "nuclei": ["part", "tile", "count", "records"], "files": ["path", "bytes", "hash"],
    ]
    for (table, columns) in tables.sorted(by: { $0.key < $1.key }) {
      let list = try known(columns, of: table, db).joined(separator: ", ")
      try db.execute(
        sql: """
          INSERT INTO main.\(table) (slide, \(list))
          SELECT ?, \(list) FROM part.\(table) WHERE slide = ?
          """, arguments: [copy, source])
    }
    if !columns.contains("seal") { try Seal.seal(slide: copy, db) }
  }

  /// Those columns that the attached database has; a part of an older version lacks some.
  private static func known(
    _ columns: [String], of table: String, _ db: Database
  ) throws -> [String] {
    let known = try String.fetchSet(
      db, sql: "SELECT name FROM pragma_table_info(?, 'part')", arguments: [table])
    return columns.filter(known.contains)
  }
}
