import GRDB

/// The audit trail in the database: lines are added, never changed.
enum AuditTrail {
  /// Adds a line, or gives back the one that has the edit already.
  static func add(
    edit: String, at: String, who: String, subject: String, action: ReviewAction, _ db: Database
  ) throws -> ReviewEntry {
    if let known = try Row.fetchOne(
      db, sql: "SELECT * FROM audit WHERE edit = ?", arguments: [edit]
    ).flatMap(entry) {
      return known
    }
    let details = try action.details()
    try db.execute(
      sql: """
        INSERT INTO audit (at, who, action, subject, details, edit, seal)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        at, who, action.name, subject, details, edit,
        RowDigest.of([at, who, action.name, subject, details, edit]),
      ])
    return ReviewEntry(
      sequence: Int(db.lastInsertedRowID), edit: edit, at: at, who: who, subject: subject,
      action: action)
  }

  /// Lines about a slide or a case, in order; of one kind when it is named.
  static func entries(
    about subject: String, after sequence: Int = 0, only kind: ReviewAction.Kind? = nil,
    _ db: Database
  ) throws -> [ReviewEntry] {
    guard try isThere(db) else { return [] }
    return try Row.fetchAll(
      db,
      sql: """
        SELECT * FROM audit WHERE subject = ? AND id > ? AND action = coalesce(?, action)
        ORDER BY id
        """,
      arguments: [subject, sequence, kind?.rawValue]
    ).compactMap(entry)
  }

  /// Slides that were corrected after a line, with the last line about each.
  static func lastCorrections(after sequence: Int, _ db: Database) throws -> [String: Int] {
    guard try isThere(db) else { return [:] }
    let rows = try Row.fetchCursor(
      try db.cachedStatement(
        sql: "SELECT id, subject FROM audit WHERE id > ? AND action = ? ORDER BY id"),
      arguments: [sequence, ReviewAction.Kind.correct.rawValue])
    var last: [String: Int] = [:]
    while let row = try rows.next() {
      let slide: String = try row.decode(forColumn: "subject")
      last[slide] = try row.decode(forColumn: "id")
    }
    return last
  }

  /// Whether the database was made or opened by a version that keeps a trail.
  static func isThere(_ db: Database) throws -> Bool {
    try db.columns(in: "audit").contains { $0.name == "edit" }
  }

  /// Hash of what a line says.
  static func seal(_ line: Row) -> String {
    RowDigest.of(
      ["at", "who", "action", "subject", "details", "edit"].map { line[$0] as DatabaseValue })
  }

  /// Seals the lines of a database that has no seals.
  static func sealAll(_ db: Database) throws {
    let lines = try Row.fetchAll(db, sql: "SELECT * FROM audit")
    guard !lines.isEmpty else { return }
    let stays = try String.fetchOne(
      db, sql: "SELECT sql FROM sqlite_schema WHERE name = 'audit_stays'")
    try db.execute(sql: "DROP TRIGGER audit_stays")
    for line in lines {
      try db.execute(
        sql: "UPDATE audit SET seal = ? WHERE id = ?", arguments: [seal(line), line["id"]])
    }
    if let stays { try db.execute(sql: stays) }
  }

  /// Looks for lines that are not as they were written.
  ///
  /// - Throws: `DamagedLine`, and what keeps the database from being read.
  static func check(_ db: Database) throws {
    guard try isThere(db) else { return }
    let lines = try Row.fetchCursor(db, sql: "SELECT * FROM audit ORDER BY id")
    while let line = try lines.next() { try check(line) }
  }

  private static func check(_ line: Row) throws {
    // Databases of older versions are read as they are.
    guard try !line.hasColumn("seal") || line.decode(String?.self, forColumn: "seal") == seal(line)
    else { throw DamagedLine(number: try line.decode(forColumn: "id")) }
  }

  private static func entry(_ row: Row) throws -> ReviewEntry? {
    try check(row)
    guard let action = try ReviewAction(name: row["action"], details: row["details"]) else {
      return nil
    }
    return ReviewEntry(
      sequence: row["id"], edit: row["edit"] ?? "", at: row["at"], who: row["who"],
      subject: row["subject"], action: action)
  }

  /// All lines, in order.
  static func allEntries(_ db: Database) throws -> [ReviewEntry] {
    guard try isThere(db) else { return [] }
    return try Row.fetchAll(db, sql: "SELECT * FROM audit ORDER BY id").compactMap(entry)
  }
}

/// A line of the audit trail that is not as it was written.
struct DamagedLine: Error { var number: Int64 }

extension StoredRun {
  /// Lines of the audit trail about a slide or a case, in order.
  ///
  /// - Parameters:
  ///   - subject: name of the slide or case.
  ///   - sequence: lines up to this one are left out.
  ///   - kind: the only kind of lines that is wanted; nil for all.
  /// - Returns: lines that this version understands.
  /// - Throws: what keeps the database from being read.
  public func trail(
    about subject: String, after sequence: Int = 0, only kind: ReviewAction.Kind? = nil
  ) throws(StoreError) -> [ReviewEntry] {
    try read { try AuditTrail.entries(about: subject, after: sequence, only: kind, $0) }
  }

  /// Slides that people corrected, whether it stands or not.
  ///
  /// - Parameter sequence: lines of the trail up to this one are left out.
  /// - Returns: the last line of corrections by name of the slide; what lines say is not read.
  /// - Throws: what keeps the database from being read.
  public func lastCorrections(after sequence: Int = 0) throws(StoreError) -> [String: Int] {
    try read { try AuditTrail.lastCorrections(after: sequence, $0) }
  }
}
