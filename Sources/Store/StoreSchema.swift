import GRDB

/// Tables of `ki67.sqlite`; a change is a new migration, never an edit of one that was released.
enum StoreSchema {
  /// Brings a database of any earlier version to the present one.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 run, slides, nuclei") { try $0.execute(sql: firstVersion) }
    migrator.registerMigration("2 review") { try $0.execute(sql: reviewVersion) }
    migrator.registerMigration("3 places of inputs") { try $0.execute(sql: placesVersion) }
    migrator.registerMigration("4 seals") { db in
      try db.execute(sql: sealsVersion)
      try AuditTrail.sealAll(db)
      try Seal.sealAll(db)
    }
    return migrator
  }

  /// `document` columns hold what the program reads back, as JSON; the columns beside them repeat
  /// what people ask for. Corrections and audit name slides instead of referring to them, because
  /// they stay when a slide is measured again or leaves the run.
  private static let firstVersion = """
    CREATE TABLE facts (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

    CREATE TABLE settings (hash TEXT PRIMARY KEY, text TEXT NOT NULL);

    CREATE TABLE cases (
      name TEXT PRIMARY KEY, position INTEGER NOT NULL, status TEXT NOT NULL,
      positive INTEGER NOT NULL, total INTEGER NOT NULL, hotspot_slide TEXT,
      hotspot_positive INTEGER, hotspot_total INTEGER, flags TEXT NOT NULL, grade TEXT,
      document TEXT NOT NULL);

    CREATE TABLE slides (
      id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, case_name TEXT NOT NULL,
      status TEXT NOT NULL, positive INTEGER NOT NULL, total INTEGER NOT NULL,
      in_tables INTEGER NOT NULL DEFAULT 0,
      settings TEXT NOT NULL REFERENCES settings(hash), profile TEXT,
      contents TEXT NOT NULL, fingerprint TEXT NOT NULL,
      input TEXT NOT NULL, document TEXT NOT NULL, pictures TEXT NOT NULL);

    CREATE TABLE inputs (
      slide INTEGER NOT NULL REFERENCES slides(id) ON DELETE CASCADE, number INTEGER NOT NULL,
      role TEXT NOT NULL, path TEXT NOT NULL, hash TEXT NOT NULL, bytes INTEGER NOT NULL,
      PRIMARY KEY (slide, number)) WITHOUT ROWID;

    CREATE TABLE tiles (
      slide INTEGER NOT NULL REFERENCES slides(id) ON DELETE CASCADE, tile INTEGER NOT NULL,
      image TEXT NOT NULL, status TEXT NOT NULL, positive INTEGER NOT NULL,
      total INTEGER NOT NULL, document TEXT NOT NULL,
      PRIMARY KEY (slide, tile)) WITHOUT ROWID;

    CREATE TABLE nuclei (
      slide INTEGER NOT NULL REFERENCES slides(id) ON DELETE CASCADE, part INTEGER NOT NULL,
      tile INTEGER NOT NULL, count INTEGER NOT NULL, records BLOB NOT NULL,
      PRIMARY KEY (slide, part));

    CREATE TABLE files (
      slide INTEGER NOT NULL REFERENCES slides(id) ON DELETE CASCADE, path TEXT NOT NULL,
      bytes INTEGER NOT NULL, PRIMARY KEY (slide, path)) WITHOUT ROWID;
    CREATE INDEX files_by_path ON files(path);

    CREATE TABLE failures (
      name TEXT PRIMARY KEY, case_name TEXT NOT NULL, status TEXT NOT NULL, error TEXT,
      document TEXT NOT NULL);

    CREATE TABLE rejected (
      position INTEGER PRIMARY KEY, input TEXT NOT NULL, reason TEXT NOT NULL, slide TEXT);

    CREATE TABLE corrections (
      id INTEGER PRIMARY KEY, slide TEXT NOT NULL, x REAL, y REAL, kind TEXT NOT NULL,
      value TEXT NOT NULL, author TEXT NOT NULL, made_at TEXT NOT NULL, note TEXT,
      replaces INTEGER REFERENCES corrections(id));

    CREATE TABLE audit (
      id INTEGER PRIMARY KEY, at TEXT NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL,
      subject TEXT NOT NULL, details TEXT NOT NULL);

    CREATE TRIGGER corrections_stay BEFORE UPDATE ON corrections
      BEGIN SELECT RAISE(ABORT, 'corrections are never changed, only replaced'); END;
    CREATE TRIGGER corrections_remain BEFORE DELETE ON corrections
      BEGIN SELECT RAISE(ABORT, 'corrections are never deleted, only replaced'); END;
    CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
      BEGIN SELECT RAISE(ABORT, 'the audit trail is never changed'); END;
    CREATE TRIGGER audit_remains BEFORE DELETE ON audit
      BEGIN SELECT RAISE(ABORT, 'the audit trail is never deleted'); END;
    """

  /// The audit trail holds everything that people say; what stands follows from it, so that
  /// corrections are a view of it. An edit has a name, by which one sent twice is told.
  private static let reviewVersion = """
    DROP TABLE corrections;

    ALTER TABLE audit ADD COLUMN edit TEXT;
    CREATE UNIQUE INDEX audit_by_edit ON audit(edit);
    CREATE INDEX audit_by_subject ON audit(subject, id);

    CREATE VIEW corrections AS
      SELECT audit.id AS id, audit.subject AS slide, mark.value ->> '$.nucleus' AS nucleus,
        mark.value ->> '$.x' AS x, mark.value ->> '$.y' AS y,
        mark.value ->> '$.state' AS state, audit.who AS author, audit.at AS made_at
      FROM audit, json_each(audit.details) AS mark WHERE audit.action = 'correct';
    """

  /// Paths of inputs are as they were given, so that what they are relative to is kept beside them.
  private static let placesVersion = """
    ALTER TABLE slides ADD COLUMN working_folder TEXT;
    ALTER TABLE slides ADD COLUMN output_folder TEXT;
    """

  /// Every slide and every line of the audit trail has a hash of what was stored, see ``Seal``, and
  /// every file one of its content.
  private static let sealsVersion = """
    ALTER TABLE slides ADD COLUMN seal TEXT;
    ALTER TABLE audit ADD COLUMN seal TEXT;
    ALTER TABLE files ADD COLUMN hash TEXT;
    """
}
