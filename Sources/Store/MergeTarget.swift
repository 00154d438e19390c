import Foundation
import GRDB

/// What the folder for a joint run holds already, also when its run was killed or is damaged.
struct MergeTarget {
  /// Hash of everything that a stored slide depends on, by its name.
  let fingerprints: [String: String]
  /// Whether it holds an earlier joint run, which may be brought up to date.
  let isJoined: Bool
  /// The runs of which it was joined, see `identity(ofRunIn:)`; unknown when it was killed.
  let runs: Set<String>
  /// Whether it was ended by force, so that it may hold slides of different times.
  let isKilled: Bool

  /// What tells a run from others, whatever it holds: a hash of where its folder is.
  ///
  /// - Parameter folder: the folder of the run.
  /// - Returns: 32 hexadecimal digits.
  static func identity(ofRunIn folder: String) -> String {
    let url = URL(fileURLWithPath: folder).standardizedFileURL.resolvingSymlinksInPath()
    return ContentHash(of: url.path).text
  }

  /// Reads the database of a folder; one that is not there holds nothing.
  ///
  /// - Parameter folder: the folder.
  /// - Throws: `StoreError` when a run is at work in it, or its database cannot be read.
  init(folder: String) throws(StoreError) {
    let path = "\(folder)/\(RunStore.fileName)"
    guard FileManager.default.fileExists(atPath: path) else {
      fingerprints = [:]
      isJoined = false
      runs = []
      isKilled = false
      return
    }
    if let owner = FolderLock.owner(of: folder) { throw .locked(folder: folder, owner: owner) }
    let queue = try StoredRun.reader(path)
    do {
      let found = try queue.read { try Self.read($0, path: path) }
      fingerprints = found.fingerprints
      isJoined = !found.joined.isEmpty
      runs = Set(found.joined.split(separator: " ").map(String.init))
      isKilled = found.progress == .running
    } catch {
      throw RunStore.failure(error, path: path)
    }
  }

  private static func read(
    _ db: Database, path: String
  ) throws -> (fingerprints: [String: String], joined: String, progress: RunProgressState) {
    if try StoreSchema.migrator.hasBeenSuperseded(db) { throw StoreError.tooNew(path: path) }
    // A program may have been killed before it made them.
    guard try db.tableExists("slides") else { return ([:], "", .running) }
    var fingerprints: [String: String] = [:]
    for row in try Row.fetchAll(db, sql: "SELECT name, fingerprint FROM slides") {
      let name = try row.decode(String.self, forColumn: "name")
      fingerprints[name] = try row.decode(String.self, forColumn: "fingerprint")
    }
    let progress = try RunStore.fact(.progress, db).flatMap(RunProgressState.init)
    return (fingerprints, try RunStore.fact(.joined, db) ?? "", progress ?? .running)
  }
}
