import GRDB

/// A line of an audit trail as it is stored, which may be damaged.
struct TrailLine: Equatable {
  /// Columns in the order in which they are stored.
  static let columns = ["at", "who", "action", "subject", "details", "edit", "seal"]
  /// Values of the columns.
  let values: [DatabaseValue]

  /// Reads a line; one that has no seal is sealed as it is, and a damaged one stays known as such.
  init(_ row: Row) {
    values = Self.columns.map { column in
      row.hasColumn(column)
        ? row[column] as DatabaseValue : AuditTrail.seal(row).databaseValue
    }
  }

  private func text(_ column: Int) -> String { String.fromDatabaseValue(values[column]) ?? "" }

  /// What tells it from every other line: the name of its edit.
  private var name: String { values[5].isNull ? text(6) : text(5) }

  /// By time, then by what the lines are; never by the trail that they are in.
  private static func precedes(_ first: TrailLine, _ second: TrailLine) -> Bool {
    (first.text(0), first.name, first.text(6)) < (second.text(0), second.name, second.text(6))
  }

  /// Joins trails by time; what is in several stands once.
  ///
  /// Times are told to a second, and clocks are set: lines of one trail keep their order in any case,
  /// and which trail is named first makes no difference.
  static func joined(_ trails: [[TrailLine]]) -> [TrailLine] {
    JointOrder.joined(trails, name: \.name, precedes: precedes)
  }

  /// The lines of a trail in their order; none of a database that is older than trails.
  static func all(_ db: Database) throws -> [TrailLine] {
    guard try AuditTrail.isThere(db) else { return [] }
    return try Row.fetchAll(db, sql: "SELECT * FROM audit ORDER BY id").map(TrailLine.init)
  }

  /// Appends the line to the trail.
  func insert(_ db: Database) throws {
    try db.cachedStatement(
      sql: """
        INSERT INTO audit (\(Self.columns.joined(separator: ", "))) VALUES (?, ?, ?, ?, ?, ?, ?)
        """
    ).execute(arguments: StatementArguments(values))
  }
}

extension RunStore {
  /// Takes over what people said in other runs; what was said last stands, wherever it was said.
  ///
  /// What is here already stays. Lines that are older than some of those get in between them.
  public func adoptTrail(from runs: [StoredRun]) throws(StoreError) {
    var trails: [[TrailLine]] = []
    for run in runs { trails.append(try run.read { try TrailLine.all($0) }) }
    try write { db in
      let own = try TrailLine.all(db)
      let lines = TrailLine.joined([own] + trails)
      if lines.starts(with: own) {
        for line in lines.dropFirst(own.count) { try line.insert(db) }
      } else {
        try Self.replaceTrail(by: lines, db)
      }
    }
  }

  /// Writes a trail in another order, which its guard against deleting would refuse.
  private static func replaceTrail(by lines: [TrailLine], _ db: Database) throws {
    let remains = try String.fetchOne(
      db, sql: "SELECT sql FROM sqlite_schema WHERE name = 'audit_remains'")
    try db.execute(sql: "DROP TRIGGER IF EXISTS audit_remains; DELETE FROM audit")
    for line in lines { try line.insert(db) }
    if let remains { try db.execute(sql: remains) }
  }
}
