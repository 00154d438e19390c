import GRDB
import Quantification

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

  /// Lines about a slide or a case, in order.
  static func entries(
    about subject: String, after sequence: Int = 0, _ db: Database
  ) throws -> [ReviewEntry] {
    guard try isThere(db) else { return [] }
    return try Row.fetchAll(
      db, sql: "SELECT * FROM audit WHERE subject = ? AND id > ? ORDER BY id",
      arguments: [subject, sequence]
    ).compactMap(entry)
  }

  /// Whether the database was made or opened by a version that keeps a trail.
  private static func isThere(_ db: Database) throws -> Bool {
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

  private static func entry(_ row: Row) throws -> ReviewEntry? {
    // Databases of older versions are read as they are.
    guard try !row.hasColumn("seal") || row.decode(String?.self, forColumn: "seal") == seal(row)
    else { throw DamagedLine(number: try row.decode(forColumn: "id")) }
    guard let action = try ReviewAction(name: row["action"], details: row["details"]) else {
      return nil
    }
    return ReviewEntry(
      sequence: row["id"], edit: row["edit"] ?? "", at: row["at"], who: row["who"],
      subject: row["subject"], action: action)
  }

  /// What people did with each case; cases nobody touched are left out.
  static func reviews(_ db: Database) throws -> [String: CaseReview] {
    guard try isThere(db) else { return [:] }
    let rows = try Row.fetchCursor(db, sql: "SELECT name, case_name FROM slides")
    var cases: [String: String] = [:]
    while let row = try rows.next() { cases[row["name"]] = row["case_name"] }
    let entries = try Row.fetchAll(db, sql: "SELECT * FROM audit ORDER BY id").compactMap(entry)
    var reviews: [String: CaseReview] = [:]
    for entry in entries {
      switch entry.action {
      case .sign(let signature):
        reviews[entry.subject, default: CaseReview()].signed = CaseReview.Signed(
          who: entry.who, at: entry.at, signature: signature, isOutdated: false)
      case .correct:
        guard let name = cases[entry.subject] else { continue }
        reviews[name]?.signed?.isOutdated = true
      case .count: break
      }
    }
    for count in ReaderCount.all(of: entries) where count.isFinished {
      guard let name = cases[count.slide] else { continue }
      reviews[name, default: CaseReview()].counts.append(count)
    }
    return reviews
  }
}

/// A line of the audit trail that is not as it was written.
struct DamagedLine: Error { var number: Int64 }

extension RunStore {
  /// What people did with each case, by its name; cases nobody signed or counted are left out.
  public func reviews() throws(StoreError) -> [String: CaseReview] {
    try read { try AuditTrail.reviews($0) }
  }

  /// Takes over what people said in another run; what is here already stays.
  public func adoptTrail(from run: StoredRun) throws(StoreError) {
    do {
      try queue.writeWithoutTransaction { db in
        try db.execute(sql: "ATTACH DATABASE ? AS part", arguments: [run.path])
        defer { try? db.execute(sql: "DETACH DATABASE part") }
        let columns = try String.fetchAll(
          db, sql: "SELECT name FROM pragma_table_info('audit', 'part')")
        guard columns.contains("edit") else { return }
        // A line that was damaged there is to be known as such here.
        let hasSeals = columns.contains("seal")
        let lines = try Row.fetchAll(db, sql: "SELECT * FROM part.audit ORDER BY id")
        for line in lines {
          try db.execute(
            sql: """
              INSERT OR IGNORE INTO main.audit (at, who, action, subject, details, edit, seal)
              VALUES (?, ?, ?, ?, ?, ?, ?)
              """,
            arguments: [
              line["at"], line["who"], line["action"], line["subject"], line["details"],
              line["edit"], hasSeals ? line["seal"] : AuditTrail.seal(line),
            ])
        }
      }
    } catch {
      throw Self.failure(error, path: path)
    }
  }
}

extension StoredRun {
  /// What people did with each case, by its name; cases nobody signed or counted are left out.
  public func reviews() throws(StoreError) -> [String: CaseReview] {
    try read { try AuditTrail.reviews($0) }
  }

  /// Lines of the audit trail about a slide or a case, in order.
  ///
  /// - Parameters:
  ///   - subject: name of the slide or case.
  ///   - sequence: lines up to this one are left out.
  /// - Returns: lines that this version understands.
  /// - Throws: what keeps the database from being read.
  public func trail(
    about subject: String, after sequence: Int = 0
  ) throws(StoreError) -> [ReviewEntry] {
    try read { try AuditTrail.entries(about: subject, after: sequence, $0) }
  }
}
