import Foundation
import Testing

extension SignatureTests {
  private func expectVerified(_ folder: String) throws {
    let check = try work.ki67(["verify", folder, "--sample", "1"])
    #expect(check.exitCode == 0, "\(check.output)\(check.errors)")
  }

  @Test func `a signature does not stand over corrections that its signer did not see`() throws {
    try image("s.png", seed: 1)
    try quantify("s.png", "out")
    let (slide, name) = try names(in: "out")
    for copy in ["b", "c"] {
      try FileManager.default.copyItem(at: work.path("out"), to: work.path(copy))
    }
    try add(["a1", "a2"], to: slide, in: "c")
    Thread.sleep(forTimeInterval: 1.1)
    try sign(name, in: "b")
    for folders in [["b", "c"], ["c", "b"]] {
      _ = try merge(folders, "joint")
      let joint = try row(name, in: "joint")
      #expect(joint["signed_by"] == "Ada" && joint["signed_outdated"] == "1")
      #expect(!work.exists("joint/corrected"))
      try expectVerified("joint")
    }
    _ = try merge(["b", "out"], "agreed")
    #expect(try row(name, in: "agreed")["signed_outdated"] == "0")
  }

  @Test func `tables follow when a signature ceases to stand, and when it stands again`() throws {
    try image("s.png", seed: 1)
    try quantify("s.png", "out")
    let (slide, name) = try names(in: "out")
    let table = "corrected/\(slide).csv"
    try add(["a1"], to: slide, in: "out")
    try sign(name, in: "out")
    let signed = (try work.text("out/cases.csv"), try work.text("out/\(table)"))

    try add(["a2"], to: slide, in: "out")
    #expect(try row(name, in: "out")["signed_outdated"] == "1")
    #expect(!work.exists("out/\(table)"))
    try expectVerified("out")
    // As a page that was killed leaves it.
    try work.write("out/cases.csv", signed.0)
    let server = try ReviewProcess(work.path("out"))
    #expect(server.end() == 0)
    #expect(try row(name, in: "out")["signed_outdated"] == "1")
    try expectVerified("out")

    try add(["a2"], to: slide, in: "out", state: "null")
    #expect(try work.text("out/cases.csv") == signed.0)
    #expect(try work.text("out/\(table)") == signed.1)
    try expectVerified("out")
  }

  @Test func `what a signer saw is told of all slides of a case, and not by a preview`() throws {
    try image("a.png", seed: 1)
    try image("b.png", seed: 2)
    try work.write("both.csv", "image,case,slide\na.png,patient,a\nb.png,patient,b\n")
    try quantify("both.csv", "out")
    let server = try ReviewProcess(work.path("out"))
    func seen(_ answer: ReviewProcess.Answer) throws -> String {
      #expect(answer.status == 200, "\(answer.json)")
      let summary = try #require(answer.json["summary"] as? [String: Any])
      return try #require(summary["corrections"] as? String)
    }
    func said(_ nucleus: String, _ slide: String, _ state: String) throws -> String {
      let edit = """
        {"edit": "\(UUID().uuidString.lowercased())", "reader": "Ada", "slide": "\(slide)",
         "marks": [{"nucleus": "\(nucleus)", "x": 60, "y": 70, "state": \(state)}]}
        """
      return try seen(try server.post("api/edit?after=0", edit))
    }
    let untouched = try seen(try server.get("api/case?case=patient"))
    let first = try said("a1", "a", #""positive""#)
    let second = try said("a1", "b", #""positive""#)
    let third = try said("a2", "a", #""negative""#)
    #expect(Set([untouched, first, second, third]).count == 4)
    #expect(try said("a2", "a", "null") == second)
    #expect(try seen(try server.get("api/changes?slide=b&after=0")) == second)
    #expect(try said("a1", "b", "null") == first)

    let preview = try server.post(
      "api/grade", #"{"case": "patient", "fields": {"site": "pancreas"}}"#)
    #expect(preview.status == 200 && preview.json["counts"] != nil)
    #expect(preview.json["corrections"] == nil, "a preview shows no nuclei")
    #expect(try said("a1", "a", "null") == untouched)
    #expect(try said("a1", "a", #""positive""#) == first)
    #expect(server.end() == 0)
    // In a process that reads the whole trail at once.
    let again = try ReviewProcess(work.path("out"))
    #expect(try seen(try again.get("api/case?case=patient")) == first)
    #expect(again.end() == 0)
    try sign("patient", in: "out")
    #expect(try row("patient", in: "out")["signed_outdated"] == "0")
    try expectVerified("out")
  }

  @Test func `a count stays one of its field when the file of its regions is saved again`() throws {
    try image("s.png", seed: 1)
    let regions = """
      {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon",
       "coordinates": [[[0, 0], [240, 0], [240, 200], [0, 200], [0, 0]]]}}
      """
    try work.write("r.geojson", regions)
    try quantify("s.png", "out", ["--roi", work.path("r.geojson").path])
    let (slide, name) = try names(in: "out")
    let server = try ReviewProcess(work.path("out"))
    #expect(try count(server, slide, round: 1, "a1", "positive", isFinished: true) == 200)
    #expect(server.end() == 0)
    try work.write("r.geojson", regions + "\n\n")
    try quantify("s.png", "out", ["--roi", work.path("r.geojson").path])
    #expect(try row(name, in: "out")["manual_counts"] == "Ada 1/1 (\(slide))")
  }
}
