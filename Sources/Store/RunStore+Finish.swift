import GRDB
import Hotspots
import Nuclei
import Quantification
import Raster

/// How far a run has come; the raw value is what its database holds.
public enum RunProgressState: String, Sendable {
  /// It is at work, or was ended by force; tables in its folder may be of an earlier run.
  case running
  /// It was stopped and wrote what it had.
  case interrupted
  /// It came to its end.
  case finished
}

extension RunStore {
  /// Names of single facts about the run.
  enum Fact: String {
    case settings
    case shard
    case whole
    case terms
    case progress
    case parts
    case joined
    case wholes
    case seal
  }

  /// Notes what is to be measured and how, or that other runs are joined.
  func begin(part: RunPart?, isJoined: Bool) throws(StoreError) {
    try write { db in
      let hasSlides = try Bool.fetchOne(db, sql: "SELECT EXISTS (SELECT 1 FROM slides)") ?? false
      let known = try Self.fact(.shard, db)
      let wanted = part?.shard.description ?? ""
      if !isFresh && hasSlides, let known, known != wanted {
        throw StoreError.otherShard(
          folder: folder, found: known.isEmpty ? nil : known, wanted: part?.shard.description)
      }
      try db.execute(
        sql: """
          INSERT INTO settings (hash, text) VALUES (?, ?)
          ON CONFLICT (hash) DO UPDATE SET text = excluded.text
          """,
        arguments: [settings.hash.text, settings.text])
      try Self.set(.settings, settings.hash.text, db)
      try Self.set(.shard, wanted, db)
      try Self.set(.whole, part?.whole ?? "", db)
      try Self.set(.terms, part?.terms?.description ?? "", db)
      try Self.set(.parts, "", db)
      try Self.set(.wholes, "", db)
      try Self.set(.joined, isJoined ? "1" : "", db)
      try Self.set(.progress, RunProgressState.running.rawValue, db)
    }
  }

  /// Notes which runs were joined here: parts of those of which some are missing, and identities of
  /// those that are whole, so that nothing of these is looked for later.
  ///
  /// - Parameters:
  ///   - parts: the parts.
  ///   - wholes: the identities.
  ///   - runs: the runs that were joined; none where slides were measured.
  /// - Throws: what kept the database from being written.
  public func note(
    parts: [RunPart], wholes: Set<String>, from runs: [StoredRun] = []
  ) throws(StoreError) {
    try write { db in
      if !runs.isEmpty {
        let joined = runs.map { MergeTarget.identity(ofRunIn: $0.folder) }
        try Self.set(.joined, joined.sorted().joined(separator: " "), db)
      }
      try Self.set(.wholes, wholes.sorted().joined(separator: " "), db)
      try Self.set(.parts, parts.map(\.description).joined(separator: " "), db)
    }
  }

  static func fact(_ fact: Fact, _ db: Database) throws -> String? {
    try String.fetchOne(
      db, sql: "SELECT value FROM facts WHERE key = ?", arguments: [fact.rawValue])
  }

  static func set(_ fact: Fact, _ value: String, _ db: Database) throws {
    try db.execute(
      sql: "INSERT OR REPLACE INTO facts (key, value) VALUES (?, ?)",
      arguments: [fact.rawValue, value])
  }

  /// Stores how the run ended: cases, failed slides, rejected inputs.
  ///
  /// Slides that are no longer among the inputs are removed, unless the run was interrupted, some
  /// inputs could not be read or a folder of theirs is empty: it may only be away for a while.
  /// Those that another part of the run has stay.
  ///
  /// - Parameters:
  ///   - run: its results.
  ///   - isComplete: whether it came to its end.
  /// - Returns: files of the output folder that belong to removed results.
  /// - Throws: what kept the database from being written.
  public func finish(_ run: RunResult, isComplete: Bool) throws(StoreError) -> [String] {
    let files = try write { db in
      var files = try removeOutdated(run, db)
      files.formUnion(try removeAbsent(run, isComplete: isComplete, db))
      try db.execute(sql: "UPDATE slides SET in_tables = 0")
      for slide in run.slides.digests where slide.status == .measured {
        try db.execute(
          sql: "UPDATE slides SET in_tables = 1 WHERE name = ?", arguments: [slide.slide])
      }
      try Self.write(run, db)
      try db.execute(
        sql: """
          DELETE FROM settings WHERE hash NOT IN (SELECT settings FROM slides)
          AND hash <> (SELECT value FROM facts WHERE key = 'settings')
          """)
      let progress: RunProgressState = isComplete ? .finished : .interrupted
      try Self.set(.progress, progress.rawValue, db)
      try Seal.sealRun(db)
      return files.subtracting(try String.fetchSet(db, sql: "SELECT path FROM files"))
    }
    if isComplete {
      removeJournals(but: run.slides.digests.filter { $0.status == .failed }.map(\.slide))
    }
    return files.sorted()
  }

  /// Removes results of slides whose files changed and can no longer be measured.
  private func removeOutdated(_ run: RunResult, _ db: Database) throws -> Set<String> {
    let pending = state.withLock { $0.pending }
    var files: Set<String> = []
    for slide in run.slides.digests where slide.status == .failed {
      guard let known = pending[slide.slide]?.fingerprint.whole.text,
        let stored = try String.fetchOne(
          db, sql: "SELECT fingerprint FROM slides WHERE name = ?", arguments: [slide.slide]),
        stored != known
      else { continue }
      files.formUnion(try Self.files(of: slide.slide, db))
      try Self.remove(slide.slide, db)
    }
    return files
  }

  private static func write(_ run: RunResult, _ db: Database) throws {
    for table in ["cases", "failures", "rejected"] { try db.execute(sql: "DELETE FROM \(table)") }
    for (position, result) in run.cases.enumerated() { try write(result, position, db) }
    for (place, digest) in run.slides.digests.enumerated() where digest.status != .measured {
      let slide = run.slides[place]
      try db.execute(
        sql: """
          INSERT INTO failures (name, case_name, status, error, document) VALUES (?, ?, ?, ?, ?)
          """,
        arguments: [
          slide.slide, slide.caseName, slide.status.rawValue, slide.error,
          try StoreDocument.text(slide),
        ])
    }
    for (position, rejected) in run.rejected.enumerated() {
      try db.execute(
        sql: "INSERT INTO rejected (position, input, reason, slide) VALUES (?, ?, ?, ?)",
        arguments: [position, rejected.input, rejected.reason, rejected.slide])
    }
  }

  private static func write(_ result: CaseResult, _ position: Int, _ db: Database) throws {
    try db.execute(
      sql: """
        INSERT INTO cases (name, position, status, positive, total, hotspot_slide,
          hotspot_positive, hotspot_total, flags, grade, document)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """,
      arguments: [
        result.input.name, position, result.status.rawValue, result.global.positive,
        result.global.total, result.hotspot?.slide, result.hotspot?.hotspot.counts.positive,
        result.hotspot?.hotspot.counts.total,
        result.flags.map(\.rawValue).joined(separator: ";"),
        try result.grade.map { try StoreDocument.text($0) },
        try StoreDocument.text(result.input),
      ])
  }

  /// What this run took over, measured again and removed.
  public var changes: RunChanges { state.withLock { $0.changes } }

  /// Gives up what was noted to keep a slide, because its earlier result stands.
  public func settle(_ slide: String) { state.withLock { $0.pending[slide] = nil } }

  /// Takes back that a slide was kept, because it must be measured after all.
  ///
  /// - Parameters:
  ///   - slide: the slide.
  ///   - lacksPictures: whether that is because of its pictures.
  public func forget(_ slide: String, lacksPictures: Bool) {
    state.withLock {
      // Kept just now by the same worker, so that it stands near the end.
      if let place = $0.changes.kept.lastIndex(of: slide) { $0.changes.kept.remove(at: place) }
      if lacksPictures { $0.changes.missingPictures.append(slide) }
    }
  }
}
