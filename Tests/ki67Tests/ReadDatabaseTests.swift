import Foundation
import GRDB
import Testing

/// A run whose database another program reads.
@Suite("Databases that are read", .serialized)
struct ReadDatabaseTests {
  @Test func `a run tells that its last results are in the log, until it is given again`() throws {
    let scene = try ResumeScene()
    let process = try scene.startHeld(out: "out", after: 3)
    let reader = try DatabaseQueue(path: scene.work.path("out/ki67.sqlite").path)
    let slides = try reader.read { db in
      let count = try Int.fetchOne(db, sql: "SELECT count(*) FROM slides")
      scene.end(process)
      return count ?? 0
    }
    #expect(slides < ResumeScene.slideCount && scene.work.exists("out/ki67.sqlite-wal"))
    try reader.close()
    #expect(process.terminationStatus == 0)
    let errors = try scene.work.text("errors.txt")
    #expect(errors.contains("warning: out/ki67.sqlite: another program reads it"), "\(errors)")

    let again = try scene.work.ki67(ResumeScene.arguments(out: "out"))
    #expect(again.exitCode == 0 && !again.errors.contains("another program"), "\(again.errors)")
    // Two bytes of its header say how a database is written: 2 with a log beside it, 1 without.
    let bytes = try Data(contentsOf: scene.work.path("out/ki67.sqlite"))
    #expect(Array(bytes[18...19]) == [1, 1])
  }
}
