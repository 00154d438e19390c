import Foundation
import GRDB
import Quantification
import Raster

/// The database of a run that has ended, opened for reading only.
public struct StoredRun: Sendable {
  /// The output folder.
  public let folder: String
  /// Settings of the run.
  public let settings: StoredSettings
  /// The parts of shared runs that it holds; empty when it holds all that there is.
  public let parts: [RunPart]
  /// Identities of the whole runs that were joined in it.
  let wholes: Set<String>
  /// How far it came.
  public let progress: RunProgressState
  let queue: DatabaseQueue
  /// Slides whose seals were looked at, which takes as long as reading all their nuclei.
  private let intact = Guarded<Set<String>>([])

  /// A slide as it was measured.
  public struct Slide: Sendable {
    /// What it was measured from; paths as they were given.
    public var input: SlideInput
    /// Its result and files.
    public var kept: KeptSlide
    /// Its own profile as text, nil when the run's was used.
    public var profile: String?
    /// Hash of the settings it was measured with.
    public var settings: String
    /// Hash of everything it depends on.
    public var fingerprint: String
  }

  /// Opens the database of a folder.
  ///
  /// - Parameters:
  ///   - folder: the output folder.
  ///   - isShared: whether a program that adds to the audit trail may be at work in it.
  /// - Throws: `StoreError`: missing, too new, or damaged, or a run is at work in the folder.
  public init(folder: String, isShared: Bool = false) throws(StoreError) {
    let path = "\(folder)/\(RunStore.fileName)"
    guard FileManager.default.fileExists(atPath: path) else { throw .missing(path: path) }
    if !isShared, let owner = FolderLock.owner(of: folder) {
      throw .locked(folder: folder, owner: owner)
    }
    try self.init(folder: folder, queue: try Self.reader(path))
  }

  /// Opens a database for reading.
  static func reader(_ path: String) throws(StoreError) -> DatabaseQueue {
    try RunStore.checkKind(path)
    var configuration = Configuration()
    // A run that was killed leaves its last slides in a log, which only a writer can take in.
    configuration.readonly = !FileManager.default.fileExists(atPath: "\(path)-wal")
    configuration.busyMode = .timeout(30)
    do {
      let queue = try DatabaseQueue(path: RunStore.plain(path), configuration: configuration)
      try queue.read { try RunStore.check($0, path: path) }
      return queue
    } catch {
      throw RunStore.failure(error, path: path)
    }
  }

  /// Reads an open database.
  init(folder: String, queue: DatabaseQueue) throws(StoreError) {
    self.folder = folder
    self.queue = queue
    let path = "\(folder)/\(RunStore.fileName)"
    do {
      let isNewer = try queue.read { try StoreSchema.migrator.hasBeenSuperseded($0) }
      if isNewer { throw StoreError.tooNew(path: path) }
      let isIntact = try queue.read { try Seal.isRunIntact($0) }
      guard isIntact else {
        throw StoreError.damaged(path: path, what: "the records of the run are damaged")
      }
      let facts = try queue.read { db in
        (
          text: try String.fetchOne(
            db, sql: "SELECT text FROM settings WHERE hash = ?",
            arguments: [try RunStore.fact(.settings, db)]),
          shard: try RunStore.fact(.shard, db), whole: try RunStore.fact(.whole, db),
          terms: try RunStore.fact(.terms, db),
          parts: try RunStore.fact(.parts, db), wholes: try RunStore.fact(.wholes, db),
          progress: try RunStore.fact(.progress, db)
        )
      }
      guard let text = facts.text else {
        throw StoreError.damaged(path: path, what: "the settings of the run are missing")
      }
      settings = StoredSettings(text: text)
      let shard = facts.shard.flatMap(RunShard.init)
      let joined = (facts.parts ?? "").split(separator: " ")
        .compactMap { RunPart(text: String($0)) }
      let terms = facts.terms.flatMap { PartTerms(text: $0) }
      parts = shard.map { [RunPart($0, whole: facts.whole, terms: terms)] } ?? joined
      wholes = Set((facts.wholes ?? "").split(separator: " ").map(String.init))
      progress = facts.progress.flatMap(RunProgressState.init) ?? .running
    } catch {
      throw RunStore.failure(error, path: path)
    }
  }

  var path: String { "\(folder)/\(RunStore.fileName)" }

  func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do { return try queue.read(body) } catch { throw RunStore.failure(error, path: path) }
  }

  /// Refuses a run that was killed or is at work.
  ///
  /// - Throws: `StoreError.killed`.
  public func checkEnded() throws(StoreError) {
    guard progress == .running else { return }
    throw .killed(folder: folder)
  }

  /// Looks for lines of the audit trail that are not as they were written.
  ///
  /// - Throws: `StoreError.damagedTrail`, and what keeps the database from being read.
  public func checkTrail() throws(StoreError) { try read { try AuditTrail.check($0) } }

  /// Names of the measured slides that stand in the run's tables, in order.
  public func slideNames() throws(StoreError) -> [String] {
    try read { try String.fetchAll($0, sql: "SELECT name FROM slides WHERE in_tables = 1") }
      .sorted(by: NaturalOrder.precedes)
  }

  /// Names of all slides of which something is kept, those that are not in the tables among them.
  public func keptSlides() throws(StoreError) -> Set<String> {
    try read { try String.fetchSet($0, sql: "SELECT name FROM slides") }
  }

  /// A measured slide.
  ///
  /// - Throws: `StoreError.damaged` when it is not there or cannot be read.
  public func slide(_ name: String) throws(StoreError) -> Slide {
    let isChecked = intact.withLock { $0.contains(name) }
    let slide = try read { db in
      try Row.fetchOne(db, sql: "SELECT * FROM slides WHERE name = ?", arguments: [name]).map {
        let row =
          try isChecked ? RunStore.SlideRow($0) : RunStore.intact($0, db, path: path)
        let input = try StoreDocument.value(SlideInput.self, row.input)
        var kept = try RunStore.kept(row, db)
        // The result may have been taken over for another case.
        kept.result.caseName = input.caseName
        return Slide(
          input: input, kept: kept, profile: try $0.decode(forColumn: "profile"),
          settings: row.settings, fingerprint: row.fingerprint)
      }
    }
    guard let slide else { throw .damaged(path: path, what: "slide \(name) is missing") }
    intact.withLock { _ = $0.insert(name) }
    return slide
  }

  /// The nuclei of a slide, in the order in which they were kept.
  public func nuclei(of slide: String) throws(StoreError) -> [TiledNucleus] {
    try read { try RunStore.nuclei(of: slide, $0, path: path) }
  }

  /// Slides that could not be measured.
  public func failures() throws(StoreError) -> [SlideResult] {
    try read { db in
      try String.fetchAll(db, sql: "SELECT document FROM failures ORDER BY name")
        .map { try StoreDocument.value(SlideResult.self, $0) }
    }
  }

  /// What was said about the cases, in order.
  public func cases() throws(StoreError) -> [CaseInput] {
    try read { db in
      try String.fetchAll(db, sql: "SELECT document FROM cases ORDER BY position")
        .map { try StoreDocument.value(CaseInput.self, $0) }
    }
  }

  /// Inputs that could not become part of a slide, in order.
  public func rejected() throws(StoreError) -> [RejectedInput] {
    try read { db in
      try Row.fetchAll(db, sql: "SELECT * FROM rejected ORDER BY position").map {
        RejectedInput(
          input: try $0.decode(forColumn: "input"), reason: try $0.decode(forColumn: "reason"),
          slide: try $0.decode(forColumn: "slide"))
      }
    }
  }

}
