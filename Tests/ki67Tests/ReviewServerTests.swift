import Foundation
import Testing

/// The samples, measured, in a folder of their own to be reviewed.
struct ReviewScene {
  let folder: WorkFolder
  var results: URL { folder.path("results") }

  init() throws {
    let run = try SamplesRun.shared.get()
    folder = try WorkFolder()
    for (name, data) in run.files { try folder.write("results/\(name)", data) }
  }

  /// An edit that adds a positive nucleus to a sample, as JSON.
  static func addition(_ edit: String, nucleus: String, slide: String = "pancreas-g1") -> String {
    """
    {"edit": "\(edit)", "reader": "Ada", "slide": "\(slide)",
     "marks": [{"nucleus": "\(nucleus)", "x": 500.5, "y": 500, "state": "positive"}]}
    """
  }
}

/// What the server of the review page refuses, told with plain sockets.
@Suite("Review server")
struct ReviewServerTests {
  private let scene: ReviewScene
  private let server: ReviewProcess

  init() throws {
    scene = try ReviewScene()
    server = try ReviewProcess(scene.results)
  }

  @Test func `the page and its parts are served, with rules that keep it to itself`() throws {
    for (path, type) in [
      ("", "text/html"), ("review.js", "text/javascript"), ("viewer.js", "text/javascript"),
      ("app.js", "text/javascript"), ("tiles.js", "text/javascript"),
      ("review.css", "text/css"), ("api/run", "application/json"), ("icon.svg", "image/svg+xml"),
      ("tile?slide=pancreas-g1&level=0&column=0&row=0", "image/jpeg"),
      ("picture?slide=pancreas-g1&field=hotspot-1", "image/jpeg"),
    ] {
      let answer = try server.get(path)
      let headers = answer.headers.lowercased()
      #expect(answer.status == 200 && headers.contains("content-type: \(type)"), "\(path)")
      #expect(headers.contains("content-security-policy: default-src 'self'"))
      #expect(headers.contains("cache-control: no-store"))
      #expect(headers.contains("referrer-policy: no-referrer"))
      #expect(!headers.contains("access-control-allow"))
    }
    let page = String(decoding: try server.get("").body, as: UTF8.self)
    #expect(!page.contains("http://") && !page.contains("https://"), "no outside resources")
  }

  @Test func `nothing is answered without the token`() throws {
    let wrong = String(server.token.reversed())
    for path in ["/", "/api/run", "/\(wrong)/", "/\(wrong)/api/run", "/\(server.token)x/", "//"] {
      let answer = try server.send("GET \(path) HTTP/1.1\r\nHost: \(server.host)\r\n")
      #expect(answer.status == 403, "\(path): \(answer.headers)")
      #expect(!String(decoding: answer.body, as: UTF8.self).contains(server.token))
    }
    #expect(server.token.utf8.count == 43)
  }

  @Test func `two servers have different tokens`() throws {
    let second = try ReviewScene()
    let other = try ReviewProcess(second.results)
    defer { withExtendedLifetime(second) {} }
    #expect(other.token != server.token)
    let answer = try other.send("GET /\(server.token)/ HTTP/1.1\r\nHost: \(other.host)\r\n")
    #expect(answer.status == 403)
  }

  @Test func `a foreign or missing Host is refused`() throws {
    let path = "/\(server.token)/api/run"
    for host in [
      "evil.example", "evil.example:\(server.port)", "127.0.0.1", "127.0.0.1:1",
      "127.0.0.1.evil.example:\(server.port)", "[::1]:\(server.port)", "",
    ] {
      let answer = try server.send("GET \(path) HTTP/1.1\r\nHost: \(host)\r\n")
      #expect([400, 403].contains(answer.status), "\(host)")
    }
    #expect([400, 403].contains(try server.send("GET \(path) HTTP/1.1\r\n").status))
    let local = try server.send("GET \(path) HTTP/1.1\r\nHost: localhost:\(server.port)\r\n")
    #expect(local.status == 200)
  }

  @Test func `other pages can neither read nor change anything`() throws {
    let edit = ReviewScene.addition("edit-0001", nucleus: "a1")
    let type = "Content-Type: application/json"
    for headers in [
      ["Origin: http://evil.example", type], ["Origin: null", type],
      ["Origin: http://127.0.0.1:1", type], ["Origin: https://\(server.host)", type], [type],
      ["Origin: http://\(server.host)", "Sec-Fetch-Site: cross-site", type],
    ] {
      #expect(
        try server.post("api/edit?after=0", edit, headers: headers).status == 403, "\(headers)")
    }
    for header in ["Origin: http://evil.example", "Sec-Fetch-Site: same-site"] {
      #expect(try server.get("api/run", headers: [header]).status == 403)
    }
    let options = try server.send(
      "OPTIONS /\(server.token)/api/edit HTTP/1.1\r\nHost: \(server.host)\r\n",
      ["Origin: http://evil.example", "Access-Control-Request-Method: POST"])
    #expect(options.status == 403)
    let form = ["Origin: http://\(server.host)", "Content-Type: text/plain"]
    #expect(try server.post("api/edit?after=0", edit, headers: form).status == 415)
    let changes = try server.get("api/changes?slide=pancreas-g1&after=0")
    #expect((changes.json["lines"] as? [Any])?.isEmpty == true)
  }

  @Test func `paths lead nowhere but to the page`() throws {
    for path in [
      "../../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd",
      "....//etc/passwd", "/etc/passwd", "cases.csv", "ki67.sqlite", "api/../../ki67.sqlite",
      "tile?slide=../../x&level=0&column=0&row=0", "picture?slide=..%2f..&field=hotspot-1",
      "picture?slide=pancreas-g1&field=../hotspot-1", "api/case?case=..", "api",
    ] {
      let answer = try server.get(path)
      #expect(answer.status == 404, "\(path): \(answer.headers)")
      #expect(!String(decoding: answer.body, as: UTF8.self).contains("root:"))
    }
    for query in ["level=99&column=0&row=0", "level=0&column=-1&row=0", "level=0&column=999&row=0"]
    {
      #expect(try server.get("tile?slide=pancreas-g1&\(query)").status == 404)
    }
    let huge = "column=9999999999999999999&row=0&level=0"
    #expect(try server.get("tile?slide=pancreas-g1&\(huge)").status == 422)
    let put = try server.send(
      "DELETE /\(server.token)/api/run HTTP/1.1\r\nHost: \(server.host)\r\n",
      ["Origin: http://\(server.host)"])
    #expect(put.status == 405)
  }

  @Test func `large bodies and headers are refused and the server goes on`() throws {
    let large = String(repeating: " ", count: 1 << 21)
    #expect(try server.post("api/edit?after=0", large).status == 413)
    let chunk = String(repeating: "a", count: 1 << 16)
    let chunks = String(repeating: "10000\r\n\(chunk)\r\n", count: 32) + "0\r\n\r\n"
    let chunked = try server.send(
      "POST /\(server.token)/api/edit?after=0 HTTP/1.1\r\nHost: \(server.host)\r\n",
      [
        "Origin: http://\(server.host)", "Content-Type: application/json",
        "Transfer-Encoding: chunked",
      ], body: chunks)
    #expect(chunked.status == 413)
    let header = "X-Large: " + String(repeating: "x", count: 200_000)
    let refused = try? server.get("", headers: [header])
    #expect(refused == nil || [400, 413, 431].contains(refused?.status))
    #expect(try server.get("api/run").status == 200)
  }

  @Test func `edits that make no sense are refused with a reason, and nothing is stored`() throws {
    func edit(_ marks: String, reader: String = "Ada", edit: String = "edit-0001") -> String {
      #"{"edit": "\#(edit)", "reader": "\#(reader)", "slide": "pancreas-g1", "marks": [\#(marks)]}"#
    }
    let mark = #"{"nucleus": "a1", "x": 5, "y": 5, "state": "positive"}"#
    for (json, status) in [
      ("", 422), ("[]", 422), ("{", 422), (edit(""), 422), (edit(mark, reader: " "), 422),
      (edit(mark, edit: "e"), 422), (edit(mark, edit: "EDIT'); DROP TABLE"), 422),
      (edit(#"{"nucleus": "a1", "x": -5, "y": 5, "state": "positive"}"#), 422),
      (edit(#"{"nucleus": "a1", "x": 1e999, "y": 5, "state": "positive"}"#), 422),
      (edit(#"{"nucleus": "a1", "x": 5, "y": 5, "state": "perhaps"}"#), 422),
      (edit(#"{"nucleus": "../x", "x": 5, "y": 5, "state": "positive"}"#), 422),
      (edit(#"{"nucleus": "m1-1", "x": 5, "y": 5, "state": "positive"}"#), 404),
      (edit(mark).replacingOccurrences(of: "pancreas-g1", with: "no-such"), 404),
    ] {
      let answer = try server.post("api/edit?after=0", json)
      #expect(answer.status == status, "\(json): \(answer.headers)")
      #expect((answer.json["error"] as? String)?.isEmpty == false)
    }
    let changes = try server.get("api/changes?slide=pancreas-g1&after=0")
    #expect((changes.json["lines"] as? [Any])?.isEmpty == true)
  }

  @Test func `an edit sent twice is one, and the numbers follow at once`() throws {
    let edit = ReviewScene.addition("edit-0001", nucleus: "a1")
    for _ in 0..<2 {
      let answer = try server.post("api/edit?after=0", edit)
      #expect(answer.status == 200)
      #expect((answer.json["lines"] as? [Any])?.count == 1)
      let fields = try #require(answer.json["fields"] as? [[String: Any]])
      let counts = try #require(fields.first?["counts"] as? [String: Any])
      #expect(counts["changes"] as? Int == 1)
      let machine = try #require(counts["machine"] as? [String: Any])
      let corrected = try #require(counts["corrected"] as? [String: Any])
      #expect(corrected["total"] as? Int == (machine["total"] as? Int).map { $0 + 1 })
      #expect(corrected["positive"] as? Int == (machine["positive"] as? Int).map { $0 + 1 })
    }
  }

  /// Hash of the corrections that stand in a case, as the page is told.
  private func corrections(_ name: String = "pancreas-g1") throws -> String {
    let summary = try server.get("api/case?case=\(name)").json["summary"] as? [String: Any]
    return try #require(summary?["corrections"] as? String)
  }

  /// Sends a signature and returns the status of the answer.
  private func sign(
    _ positive: Int, site: String = "pancreas", seen corrections: String
  ) throws -> Int {
    try server.post(
      "api/sign",
      """
      {"edit": "sign-000\(positive)", "reader": "Ada", "case": "pancreas-g1", "comment": "",
       "fields": {"site": "\(site)"}, "positive": \(positive), "total": 500,
       "corrections": "\(corrections)"}
      """
    ).status
  }

  /// What the table of cases says of one case.
  private func signedRow() throws -> [String: String] {
    let rows = ResultRows.read(try Data(contentsOf: scene.folder.path("results/cases.csv")))
    return try #require(rows.first { $0["case"] == "pancreas-g1" })
  }

  @Test func `a signature for other counts than those that stand is refused`() throws {
    let seen = try corrections()
    #expect(try sign(4, seen: seen) == 409)
    #expect(try sign(5, site: "knee", seen: seen) == 422)
    #expect(try sign(5, seen: seen) == 200)
    let row = try signedRow()
    #expect(row["signed_by"] == "Ada" && row["reviewed_total"] == "500")
  }

  @Test func `a signature for other nuclei than those that stand is refused`() throws {
    let seen = try corrections()
    // Far from the hotspot that the case is graded on, so that its counts stay.
    let edit = ReviewScene.addition("edit-0001", nucleus: "a1")
      .replacingOccurrences(of: "500.5", with: "1").replacingOccurrences(of: "500", with: "1")
    let answer = try server.post("api/edit?after=0", edit)
    let summary = try #require(answer.json["summary"] as? [String: Any])
    let counts = try #require(summary["counts"] as? [String: Any])
    #expect((counts["corrected"] as? [String: Any])?["total"] as? Int == 500)
    #expect(try sign(5, seen: seen) == 409)
    #expect(try signedRow()["signed_by"] == "")

    let present = try corrections()
    #expect(present != seen && summary["corrections"] as? String == present)
    #expect(try sign(5, seen: present) == 200)
    #expect(try signedRow()["signed_outdated"] == "0")
    let blind = """
      {"edit": "sign-blind", "reader": "Ada", "case": "pancreas-g1", "comment": "",
       "fields": {"site": "pancreas"}, "positive": 5, "total": 500}
      """
    #expect(try server.post("api/sign", blind).status == 422, "without what was seen")
  }

  @Test func `an edit is not accepted while the database is not the one in the folder`() throws {
    let (path, aside) = (scene.folder.path("results/ki67.sqlite"), scene.folder.path("aside"))
    try FileManager.default.moveItem(at: path, to: aside)
    try FileManager.default.copyItem(at: aside, to: path)
    let edit = ReviewScene.addition("edit-0001", nucleus: "a1")
    let refused = try server.post("api/edit?after=0", edit)
    #expect(refused.status == 500)
    #expect((refused.json["error"] as? String)?.contains("results/ki67.sqlite") == true)
    try FileManager.default.removeItem(at: path)
    try FileManager.default.moveItem(at: aside, to: path)
    let accepted = try server.post("api/edit?after=0", edit)
    #expect(accepted.status == 200 && (accepted.json["lines"] as? [Any])?.count == 1)
  }

  @Test func `the folder is locked while it is reviewed, and free and one file afterwards`() throws
  {
    let second = try runKi67(["review", scene.results.path])
    #expect(second.exitCode == 1 && second.errors.contains("works on this folder"))
    #expect(server.end() == 0)
    let names = try FileManager.default.contentsOfDirectory(atPath: scene.results.path)
    #expect(!names.contains { $0.hasSuffix("-wal") || $0.hasPrefix(".ki67") })
  }

  @Test func `folders without a run and ports that cannot be used end with 1`() throws {
    let empty = try runKi67(["review", scene.folder.url.path])
    #expect(
      empty.exitCode == 1 && empty.errors.contains("expected a folder that ki67 quantify wrote"))
    let other = try ReviewScene()
    let taken = try runKi67(["review", other.results.path, "--port", "\(server.port)"])
    #expect(taken.exitCode == 1 && taken.errors.contains("port \(server.port)"))
    #expect(try runKi67(["review", other.results.path, "--port", "70000"]).exitCode == 64)
  }
}
