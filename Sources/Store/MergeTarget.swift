import Foundation
import GRDB

/// What the folder for a joint run holds already, also when its run was killed or is damaged.
struct MergeTarget {
  /// Hash of everything that a stored slide depends on, by its name.
  let fingerprints: [String: String]
  /// Whether it holds an earlier joint run, which may be brought up to date.
  let isJoined: Bool

  /// Reads the database of a folder; one that is not there holds nothing.
  ///
  /// - Parameter folder: the folder.
  /// - Throws: `StoreError` when a run is at work in it, or its database cannot be read.
  init(folder: String) throws(StoreError) {
    let path = "\(folder)/\(RunStore.fileName)"
    guard FileManager.default.fileExists(atPath: path) else {
      fingerprints = [:]
      isJoined = false
      return
    }
    if let owner = FolderLock.owner(of: folder) { throw .locked(folder: folder, owner: owner) }
    let queue = try StoredRun.reader(path)
    do {
      let found = try queue.read { try Self.read($0, path: path) }
      fingerprints = found.fingerprints
      isJoined = found.isJoined
    } catch {
      throw RunStore.failure(error, path: path)
    }
  }

  private static func read(
    _ db: Database, path: String
  ) throws -> (fingerprints: [String: String], isJoined: Bool) {
    if try StoreSchema.migrator.hasBeenSuperseded(db) { throw StoreError.tooNew(path: path) }
    // A program may have been killed before it made them.
    guard try db.tableExists("slides") else { return ([:], false) }
    var fingerprints: [String: String] = [:]
    for row in try Row.fetchAll(db, sql: "SELECT name, fingerprint FROM slides") {
      let name = try row.decode(String.self, forColumn: "name")
      fingerprints[name] = try row.decode(String.self, forColumn: "fingerprint")
    }
    return (fingerprints, try RunStore.fact(.joined, db)?.isEmpty == false)
  }
}
