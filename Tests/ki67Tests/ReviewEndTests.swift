import Foundation
import Testing

/// A review server that is asked to end while somebody does not read its answers.
@Suite("End of the review server")
struct ReviewEndTests {
  private let scene: ReviewScene

  init() throws { scene = try ReviewScene() }

  /// Asks for much at once and returns the connection when the first answer is there, unread.
  private func askAndNotRead(_ server: ReviewProcess) throws -> Int32 {
    let place = "slide=pancreas-g1&x=0&y=0&right=100000&bottom=100000"
    let request =
      "GET /\(server.token)/api/nuclei?\(place) HTTP/1.1\r\nHost: \(server.host)\r\n\r\n"
    let text = String(repeating: request, count: 200)
    let descriptor = try server.connection(sending: Array(text.utf8))
    var byte: UInt8 = 0
    #expect(recv(descriptor, &byte, 1, Int32(MSG_PEEK)) == 1)
    return descriptor
  }

  @Test func `one signal ends it although answers are not read`() throws {
    let server = try ReviewProcess(scene.results)
    let unread = try askAndNotRead(server)
    defer { close(unread) }
    server.tell(SIGINT)
    #expect(server.exitCode() == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: scene.results.path)
    #expect(!names.contains { $0.hasSuffix("-wal") || $0.hasPrefix(".ki67") }, "\(names)")
  }

  @Test func `a second signal ends it at once, and what was accepted is kept`() throws {
    try scene.folder.write("errors", "")
    let errors = scene.folder.path("errors")
    let server = try ReviewProcess(scene.results, errors: try FileHandle(forWritingTo: errors))
    let edit = ReviewScene.addition("edit-0001", nucleus: "a1")
    #expect(try server.post("api/edit?after=0", edit).status == 200)
    let unread = try askAndNotRead(server)
    defer { close(unread) }
    server.tell(SIGINT)
    server.tell(SIGTERM)
    #expect(server.exitCode() == 0)
    #expect(try String(contentsOf: errors, encoding: .utf8).contains("Ended at once"))
    let next = try ReviewProcess(scene.results)
    let changes = try next.get("api/changes?slide=pancreas-g1&after=0")
    #expect((changes.json["lines"] as? [Any])?.count == 1)
    #expect(next.end() == 0)
  }
}
