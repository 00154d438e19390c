import Foundation
import GRDB
import Quantification
import Raster

/// `ki67.sqlite` in an output folder: what a run measured, and what it was measured from.
///
/// Every finished slide is one transaction. The database is in write-ahead mode and waits for the
/// disk at checkpoints only (`synchronous=NORMAL`): a killed process loses nothing, and a power cut
/// at most the last slides, which are then measured again; it never leaves half of one.
public final class RunStore: Sendable {
  /// Name of the database inside the folder.
  public static let fileName = "ki67.sqlite"

  /// The output folder.
  public let folder: String
  /// Settings that slides are measured with now.
  public let settings: StoredSettings
  let queue: DatabaseQueue
  private let file: OpenedFile
  let isFresh: Bool
  let state = Guarded(State())
  /// Held as long as the store is open.
  private let lock: FolderLock

  /// What the present run learned.
  struct State {
    var pending: [String: Pending] = [:]
    var changes = RunChanges()
  }

  /// A slide that is being measured.
  struct Pending: Sendable {
    var input: SlideInput
    var profile: String?
    var fingerprint: SlideFingerprint
  }

  /// Locks a folder and opens its database, or makes one.
  ///
  /// - Parameters:
  ///   - folder: the output folder, which must exist.
  ///   - settings: what slides are measured with.
  ///   - part: the part of the run that the folder is for, nil for all of it.
  ///   - isFresh: whether everything is measured again; a file that is no database is then set
  ///     aside.
  ///   - givesUpTrail: whether a database is set aside for a damaged audit trail, too.
  ///   - isJoined: whether slides are taken over from other runs rather than measured.
  ///   - busySeconds: how long to wait for another program that holds the database.
  /// - Throws: `StoreError`.
  public init(
    folder: String, settings: StoredSettings, part: RunPart? = nil, isFresh: Bool = false,
    givesUpTrail: Bool = false, isJoined: Bool = false, busySeconds: Double = 30
  ) throws(StoreError) {
    self.folder = folder
    self.settings = settings
    self.isFresh = isFresh
    lock = try FolderLock(folder: folder)
    let path = "\(folder)/\(Self.fileName)"
    do throws(StoreError) {
      queue = try Self.open(path, busySeconds: busySeconds)
    } catch {
      switch error {
      case .broken where isFresh, .damagedTrail where givesUpTrail: break
      default: throw error
      }
      let name = try Self.setAside(path)
      state.withLock { $0.changes.setAside = name }
      queue = try Self.open(path)
    }
    file = OpenedFile(path)
    try begin(part: part, isJoined: isJoined)
  }

  static func open(_ path: String, busySeconds: Double = 30) throws(StoreError) -> DatabaseQueue {
    try checkKind(path)
    var configuration = Configuration()
    let isNew = isEmpty(path)
    configuration.prepareDatabase { db in
      // A new database holds nothing to lose; the library's own way into write-ahead mode makes a
      // table that nobody needs and waits for the disk twice.
      if isNew { try db.execute(sql: "PRAGMA synchronous = OFF") }
      guard try String.fetchOne(db, sql: "PRAGMA journal_mode = WAL") == "wal" else {
        throw DatabaseError(message: "the write-ahead mode cannot be used there")
      }
      if !isNew { try db.execute(sql: "PRAGMA synchronous = NORMAL") }
    }
    // A reader, such as a person's query, may hold the database for a moment.
    configuration.busyMode = .timeout(busySeconds)
    do {
      let queue = try DatabaseQueue(path: Self.plain(path), configuration: configuration)
      if !isNew { try queue.read { try check($0, path: path) } }
      try migrate(queue, path: path)
      // Found out now rather than when all is measured.
      if !isNew { try queue.read { try AuditTrail.check($0) } }
      if isNew {
        try queue.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = NORMAL") }
      }
      return queue
    } catch {
      throw failure(error, path: path)
    }
  }

  /// A path that SQLite does not take for an address, such as `file:a?mode=ro`.
  static func plain(_ path: String) -> String { path.hasPrefix("file:") ? "./\(path)" : path }

  private static func migrate(_ queue: DatabaseQueue, path: String) throws {
    let isNewer = try queue.read { try StoreSchema.migrator.hasBeenSuperseded($0) }
    if isNewer { throw StoreError.tooNew(path: path) }
    do {
      try StoreSchema.migrator.migrate(queue)
    } catch let error as DatabaseError where error.resultCode == .SQLITE_ERROR {
      throw StoreError.broken(
        path: path, reason: error.message ?? "its tables are not those of ki67")
    }
  }

  /// Refuses a database or a log that is a pipe, which would be waited for, perhaps for ever.
  static func checkKind(_ path: String) throws(StoreError) {
    for file in ["", "-wal", "-shm", "-journal"].map({ path + $0 })
    where FileKind.of(file) == .other {
      throw .unusable(path: file, reason: "it is not a regular file")
    }
  }

  private static func isEmpty(_ path: String) -> Bool {
    var status = stat()
    return unsafe stat(path, &status) != 0 || status.st_size == 0
  }

  /// Looks for damage in the structure of a database; that in records is told by ``Seal``.
  static func check(_ db: Database, path: String) throws {
    let verdict = try String.fetchOne(db, sql: "PRAGMA integrity_check(1)") ?? "damaged"
    guard verdict == "ok" else { throw StoreError.broken(path: path, reason: verdict) }
  }

  /// Renames a damaged database and its log, and returns its new name; what was set aside before
  /// stays.
  private static func setAside(_ path: String) throws(StoreError) -> String {
    let files = FileManager.default
    let names = sequence(first: 1) { $0 + 1 }.lazy.map { number in
      number == 1 ? "\(path).damaged" : "\(path).damaged-\(number)"
    }
    guard let name = names.first(where: { !files.fileExists(atPath: $0) }) else { return path }
    do {
      try files.moveItem(atPath: path, toPath: name)
      for suffix in ["-wal", "-shm"] where files.fileExists(atPath: path + suffix) {
        try files.moveItem(atPath: path + suffix, toPath: name + suffix)
      }
    } catch {
      throw .unusable(path: path, reason: "it cannot be set aside: \(SystemReason.text(error))")
    }
    return name
  }

  /// Closes the database as one file that holds everything; unless another program has it open, it
  /// can be read where nothing can be written, too.
  ///
  /// - Throws: `StoreError.logStays` when its log holds some of it, `StoreError.gone`, and what kept
  ///   it from being written.
  public func close() throws(StoreError) { try Self.close(queue, lock, file) }

  var path: String { "\(folder)/\(Self.fileName)" }

  /// Sees that the database is still in the folder, so that nothing is written beside another.
  ///
  /// - Throws: `StoreError.gone`.
  public func checkInPlace() throws(StoreError) { try file.checkInPlace() }

  func write<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    try file.checkInPlace()
    let value: Value
    do { value = try queue.write(body) } catch { throw Self.failure(error, path: path) }
    try file.checkInPlace()
    return value
  }

  func read<Value>(_ body: (Database) throws -> Value) throws(StoreError) -> Value {
    do { return try queue.read(body) } catch { throw Self.failure(error, path: path) }
  }

  static func failure(_ error: any Error, path: String) -> StoreError {
    if let error = error as? StoreError { return error }
    if let error = error as? DamagedLine { return .damagedTrail(path: path, line: error.number) }
    guard let error = error as? DatabaseError else {
      return .damaged(path: path, what: "a record cannot be read: \(error)")
    }
    if error.resultCode == .SQLITE_FULL { return .diskFull(path: path) }
    if error.resultCode == .SQLITE_BUSY || error.resultCode == .SQLITE_LOCKED {
      return .busy(path: path)
    }
    if error.resultCode == .SQLITE_CORRUPT || error.resultCode == .SQLITE_NOTADB {
      return .broken(path: path, reason: error.message ?? "damaged")
    }
    return .unusable(path: path, reason: error.message ?? "code \(error.resultCode.rawValue)")
  }
}
