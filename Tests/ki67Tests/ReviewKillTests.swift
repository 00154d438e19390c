import Foundation
import Raster
import Testing

/// A review server that is killed while people click.
@Suite("Killed review server")
struct ReviewKillTests {
  /// Clicks until the server is gone; names of nuclei whose edits were accepted, and the one that
  /// was not answered.
  private func click(
    _ server: ReviewProcess, round: Int, first: String?
  ) -> (accepted: [String], open: String?) {
    var accepted: [String] = []
    for number in 0... {
      let nucleus = number == 0 ? first ?? "a\(round)-0" : "a\(round)-\(number)"
      let edit = ReviewScene.addition("edit-\(nucleus)", nucleus: nucleus)
      guard let answer = try? server.post("api/edit?after=0", edit), answer.status == 200,
        answer.json["sequence"] != nil
      else { return (accepted, nucleus) }
      accepted.append(nucleus)
    }
    return (accepted, nil)
  }

  @Test func `no accepted click is lost, whenever the server is killed`() throws {
    let scene = try ReviewScene()
    var accepted: [String] = []
    var open: String?
    for round in 0..<20 {
      let server = try ReviewProcess(scene.results)
      let result = Guarded<(accepted: [String], open: String?)>(([], nil))
      let isDone = DispatchSemaphore(value: 0)
      let first = open
      Thread.detachNewThread {
        let clicks = click(server, round: round, first: first)
        result.withLock { $0 = clicks }
        isDone.signal()
      }
      // Another moment of a click in each round.
      Thread.sleep(forTimeInterval: 0.03 + 0.017 * Double(round % 7) + 0.003 * Double(round))
      #expect(server.end(SIGKILL) == SIGKILL)
      isDone.wait()
      let clicks = result.withLock { $0 }
      accepted += clicks.accepted
      // Sent again by the page once the server is back, under the same name.
      open = clicks.open
    }
    #expect(accepted.count > 20, "clicks were made before the server was killed")
    let server = try ReviewProcess(scene.results)
    let answer = try server.get("api/changes?slide=pancreas-g1&after=0")
    let lines = try #require(answer.json["lines"] as? [[String: Any]])
    let stored = lines.flatMap { $0["marks"] as? [[String: Any]] ?? [] }
      .compactMap { $0["nucleus"] as? String }
    #expect(Set(accepted).isSubset(of: Set(stored)))
    #expect(stored.count == Set(stored).count, "no click counts twice")
    // What was stored without an answer is at most the last click of each round.
    #expect(stored.count <= accepted.count + 20)
    let fields = try #require(answer.json["fields"] as? [[String: Any]])
    let counts = try #require(fields.first?["counts"] as? [String: Any])
    #expect(counts["changes"] as? Int == stored.count)
  }
}
