import Foundation
import GRDB
import Quantification
import Store
import Testing

@Suite("Closing a store")
struct ClosingTests {
  @Test func `a run tells that another program reads its database`() throws {
    let (out, data) = (try TemporaryFolder(), try TemporaryFolder())
    let path = "\(out.path)/\(RunStore.fileName)"
    let store = try RunStore(folder: out.path, settings: StoredScene.settings, busySeconds: 0.1)
    let reader = try DatabaseQueue(path: path)
    try reader.writeWithoutTransaction { db in
      try db.execute(sql: "BEGIN")
      #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM slides") == 0)
      try StoredScene.run([try StoredScene.slide("a", in: data)], store)
      #expect(throws: StoreError.logStays(path: path)) { try store.close() }
      #expect(out.exists("\(RunStore.fileName)-wal") && !out.exists(FolderLock.fileName))
      try db.execute(sql: "ROLLBACK")
    }
    try reader.close()
    let again = try StoredScene.store(out)
    #expect(again.recall(try StoredScene.slide("a", in: data), profile: Profile()) != nil)
    try again.close()
    #expect(!out.exists("\(RunStore.fileName)-wal"))
  }

  @Test func `a program that only has it open keeps nothing back`() throws {
    let (out, data, copy) = (try TemporaryFolder(), try TemporaryFolder(), try TemporaryFolder())
    let store = try RunStore(folder: out.path, settings: StoredScene.settings, busySeconds: 0.1)
    let reader = try DatabaseQueue(path: "\(out.path)/\(RunStore.fileName)")
    #expect(try reader.read { try Int.fetchOne($0, sql: "SELECT count(*) FROM slides") } == 0)
    let slide = try StoredScene.slide("a", in: data)
    try StoredScene.run([slide], store)
    try store.close()
    #expect(out.exists("\(RunStore.fileName)-wal") && !out.exists(FolderLock.fileName))
    try FileManager.default.copyItem(
      atPath: "\(out.path)/\(RunStore.fileName)", toPath: "\(copy.path)/\(RunStore.fileName)")
    try reader.close()
    let alone = try StoredScene.store(copy)
    #expect(alone.recall(slide, profile: Profile()) != nil)
    try alone.close()
  }

  @Test func `a review tells it, too`() throws {
    let (out, data) = (try TemporaryFolder(), try TemporaryFolder())
    let path = "\(out.path)/\(RunStore.fileName)"
    let store = try StoredScene.store(out)
    try StoredScene.run([try StoredScene.slide("a", in: data)], store)
    try store.close()
    let review = try ReviewStore(folder: out.path)
    let reader = try DatabaseQueue(path: path)
    try reader.read { db in
      #expect(try Int.fetchOne(db, sql: "SELECT count(*) FROM audit") == 0)
      _ = try review.add(.correct([]), about: "a", by: "Ada", edit: "edit-one")
      #expect(throws: StoreError.logStays(path: path)) { try review.close() }
    }
    try reader.close()
  }
}
