import Foundation
import GRDB
import Quantification
import Store
import Testing

@Suite("Opening a store")
struct OpeningTests {
  @Test func `a second run on a folder is refused, and one after it is not`() throws {
    let out = try TemporaryFolder()
    let first = try StoredScene.store(out)
    #expect {
      try StoredScene.store(out)
    } throws: { error in
      guard case .locked(let folder, let owner) = error as? StoreError else { return false }
      return folder == out.path && owner.contains("process \(getpid())")
    }
    try first.close()
    try StoredScene.store(out).close()
  }

  @Test func `a lock file that was left behind locks nothing`() throws {
    let out = try TemporaryFolder()
    try out.write(FolderLock.fileName, Array("process 1 on elsewhere".utf8))
    let store = try StoredScene.store(out)
    try store.close()
    #expect(!out.exists(FolderLock.fileName))
  }

  @Test func `a file that is no database is refused, and set aside on request`() throws {
    let out = try TemporaryFolder()
    let garbage = Array(repeating: UInt8(ascii: "x"), count: 5000)
    try out.write(RunStore.fileName, garbage)
    #expect {
      try StoredScene.store(out)
    } throws: { error in
      "\(error)".contains("\(out.path)/ki67.sqlite") && "\(error)".contains("ki67 quantify --fresh")
    }
    #expect(!out.exists(FolderLock.fileName))
    try StoredScene.store(out, isFresh: true).close()
    let aside = try Data(contentsOf: URL(fileURLWithPath: "\(out.path)/ki67.sqlite.damaged"))
    #expect(Array(aside) == garbage)
    // What was set aside before stays.
    try out.write(RunStore.fileName, garbage + [7])
    let second = try StoredScene.store(out, isFresh: true)
    #expect(second.changes.loss?.contains("ki67.sqlite.damaged-2 now") == true)
    try second.close()
    #expect(out.exists("ki67.sqlite.damaged") && out.exists("ki67.sqlite.damaged-2"))
  }

  @Test(arguments: [
    "DELETE FROM grdb_migrations WHERE identifier = '4 seals'",
    "DROP TRIGGER audit_stays; UPDATE audit SET details = '[]'",
  ])
  func `tables and trails that do not fit are told at once, and set aside on request`(
    damage: String
  ) throws {
    let (out, data) = (try TemporaryFolder(), try TemporaryFolder())
    let first = try StoredScene.store(out)
    try StoredScene.run([try StoredScene.slide("a", in: data)], first)
    try first.close()
    let review = try ReviewStore(folder: out.path)
    _ = try review.add(.correct([]), about: "a", by: "Ada", edit: "edit-one")
    try review.close()
    let other = try DatabaseQueue(path: "\(out.path)/\(RunStore.fileName)")
    try other.write { try $0.execute(sql: damage.replacing("'[]'", with: "'[ ]'")) }
    try other.close()
    #expect {
      try StoredScene.store(out)
    } throws: { error in
      "\(error)".contains("ki67.sqlite: ") && "\(error)".contains("ki67 quantify --fresh")
    }
    #expect(throws: StoreError.self) { try ReviewStore(folder: out.path) }
    if damage.contains("audit") {
      // Who did not ask for that must not lose signatures.
      #expect(throws: StoreError.damagedTrail(path: "\(out.path)/\(RunStore.fileName)", line: 1)) {
        try RunStore(folder: out.path, settings: StoredScene.settings, isFresh: true)
      }
    }
    let fresh = try StoredScene.store(out, isFresh: true)
    #expect(fresh.changes.setAside != nil)
    try fresh.close()
    #expect(out.exists("ki67.sqlite.damaged"))
  }

  @Test func `a database that another program holds is neither used nor set aside`() throws {
    let out = try TemporaryFolder()
    try StoredScene.store(out).close()
    let path = "\(out.path)/\(RunStore.fileName)"
    let other = try DatabaseQueue(path: path)
    try other.writeWithoutTransaction { db in
      try db.execute(sql: "BEGIN EXCLUSIVE")
      for isFresh in [false, true] {
        #expect(throws: StoreError.busy(path: path)) {
          try RunStore(
            folder: out.path, settings: StoredScene.settings, isFresh: isFresh, busySeconds: 0.1)
        }
      }
      try db.execute(sql: "ROLLBACK")
    }
    try other.close()
    #expect(try FileManager.default.contentsOfDirectory(atPath: out.path) == [RunStore.fileName])
    try StoredScene.store(out).close()
  }

  @Test func `a database of a newer version is left alone`() throws {
    let out = try TemporaryFolder()
    try StoredScene.store(out).close()
    let path = "\(out.path)/\(RunStore.fileName)"
    let queue = try DatabaseQueue(path: path)
    try queue.write {
      try $0.execute(sql: "INSERT INTO grdb_migrations (identifier) VALUES ('99 from the future')")
    }
    try queue.close()
    for isFresh in [false, true] {
      #expect(throws: StoreError.tooNew(path: path)) {
        try StoredScene.store(out, isFresh: isFresh)
      }
    }
  }

  @Test func `a folder of one part of a run is no place for another`() throws {
    let (out, data) = (try TemporaryFolder(), try TemporaryFolder())
    func open(_ shard: String?) throws -> RunStore {
      try RunStore(
        folder: out.path, settings: StoredScene.settings,
        part: shard.flatMap(RunShard.init).map {
          RunPart($0, of: RunInput(cases: [], slides: [], rejected: []))
        })
    }
    let first = try open("1/2")
    try StoredScene.run([try StoredScene.slide("a", in: data)], first)
    try first.close()
    for other in [nil, "2/2", "1/3"] {
      #expect(
        throws: StoreError.otherShard(folder: out.path, found: "1/2", wanted: other)
      ) { try open(other) }
    }
    try open("1/2").close()
  }

  @Test func `corrections and the audit trail can be added to, never changed`() throws {
    let out = try TemporaryFolder()
    try StoredScene.store(out).close()
    let queue = try DatabaseQueue(path: "\(out.path)/\(RunStore.fileName)")
    try queue.write { db in
      try db.execute(
        sql: """
          INSERT INTO audit (at, who, action, subject, details)
          VALUES ('t', 'w', 'correct', 's', '[{"nucleus":"a1","x":1,"y":2,"state":"other"}]')
          """)
    }
    let states = try queue.read { try String.fetchAll($0, sql: "SELECT state FROM corrections") }
    #expect(states == ["other"])
    for table in ["audit", "corrections"] {
      for sql in ["DELETE FROM \(table)", "UPDATE \(table) SET id = 7"] {
        #expect(throws: DatabaseError.self) { try queue.write { try $0.execute(sql: sql) } }
      }
    }
  }
}
