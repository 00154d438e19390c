import Foundation
import Raster
import Testing

/// A review server that is killed while people click.
@Suite("Killed review server")
struct ReviewKillTests {
  /// Clicks until the server is gone and returns the nucleus whose edit was not answered.
  private func click(
    _ server: ReviewProcess, round: Int, first: String?, accept: (String) -> Void
  ) -> String? {
    for number in 0... {
      let nucleus = number == 0 ? first ?? "a\(round)-0" : "a\(round)-\(number)"
      let edit = ReviewScene.addition("edit-\(nucleus)", nucleus: nucleus)
      guard let answer = try? server.post("api/edit?after=0", edit), answer.status == 200,
        answer.json["sequence"] != nil
      else { return nucleus }
      accept(nucleus)
    }
    return nil
  }

  @Test func `no accepted click is lost, whenever the server is killed`() throws {
    let scene = try ReviewScene()
    let clicks = Guarded<(accepted: [String], open: String?)>(([], nil))
    for round in 0..<20 {
      let server = try ReviewProcess(scene.results)
      let isAccepted = DispatchSemaphore(value: 0)
      let isDone = DispatchSemaphore(value: 0)
      // Sent again by the page once the server is back, under the same name.
      let first = clicks.withLock { $0.open }
      Thread.detachNewThread {
        let open = click(server, round: round, first: first) { nucleus in
          clicks.withLock { $0.accepted.append(nucleus) }
          isAccepted.signal()
        }
        clicks.withLock { $0.open = open }
        isDone.signal()
      }
      // Other clicks in hand in each round, however slow the machine is, and another moment of one.
      for _ in 0..<(round % 3) { #expect(isAccepted.wait(timeout: .now() + 60) == .success) }
      Thread.sleep(forTimeInterval: 0.003 + 0.017 * Double(round % 7) + 0.001 * Double(round))
      #expect(server.end(SIGKILL) == SIGKILL)
      isDone.wait()
    }
    let accepted = clicks.withLock { $0.accepted }
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
