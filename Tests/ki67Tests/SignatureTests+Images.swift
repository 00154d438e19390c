import Foundation
import Testing

extension SignatureTests {
  /// Adds positive nuclei to a slide.
  func add(
    _ nuclei: [String], to slide: String, in folder: String, state: String = #""positive""#
  ) throws {
    let server = try ReviewProcess(work.path(folder))
    let marks = nuclei.map {
      #"{"nucleus": "\#($0)", "x": 60, "y": 70, "state": \#(state)}"#
    }
    let answer = try server.post(
      "api/edit?after=0",
      """
      {"edit": "\(UUID().uuidString.lowercased())", "reader": "Ada", "slide": "\(slide)",
       "marks": [\(marks.joined(separator: ","))]}
      """)
    #expect(answer.status == 200, "\(answer.json)")
    #expect(server.end() == 0)
  }

  /// Corrections that count on the only slide of a case, and those that do not.
  private func corrections(
    _ name: String, in folder: String
  ) throws -> (onSlide: Int?, inGradedRegion: Int?, unplaced: Int?) {
    let server = try ReviewProcess(work.path(folder))
    let detail = try server.get("api/case?case=\(name)").json
    #expect(server.end() == 0)
    func changes(_ value: Any?) -> Int? {
      ((value as? [String: Any])?["counts"] as? [String: Any])?["changes"] as? Int
    }
    let slide = try #require((detail["slides"] as? [[String: Any]])?.first)
    let fields = slide["fields"] as? [[String: Any]]
    let whole = fields?.first { $0["field"] as? String == "slide" }
    return (changes(whole), changes(detail["summary"]), slide["unplaced"] as? Int)
  }

  /// Sends a step of a count of a whole slide by Ada and returns the status of the answer.
  func count(
    _ server: ReviewProcess, _ slide: String, round: Int, _ nucleus: String, _ state: String,
    isFinished: Bool
  ) throws -> Int {
    try server.post(
      "api/count",
      """
      {"edit": "\(UUID().uuidString.lowercased())", "reader": "Ada", "slide": "\(slide)",
       "field": "slide", "round": \(round), "seconds": 3, "isFinished": \(isFinished),
       "marks": [{"nucleus": "\(nucleus)", "x": 50, "y": 50, "state": "\(state)"}]}
      """
    ).status
  }

  /// Names of the only slide and the only case of a run.
  func names(in folder: String) throws -> (slide: String, case: String) {
    let slide = try #require(try work.rows("\(folder)/slides.csv").first)
    return (try #require(slide["slide"]), try #require(slide["case"]))
  }

  @Test func `corrections of another image do not count on this`() throws {
    try image("in/s.png", seed: 1)
    try quantify("in", "out")
    let (slide, name) = try names(in: "out")
    try add(["a1", "a2", "a3"], to: slide, in: "out")
    #expect(try corrections(name, in: "out").onSlide == 3)
    try work.writeGlass("mask.png", width: 240, height: 200)
    try quantify("in", "out", ["--roi", work.path("mask.png").path])
    let region = try corrections(name, in: "out")
    #expect(region.onSlide == 3 && region.unplaced == 0, "other regions, the same image")

    try image("in/s.png", seed: 2)
    try quantify("in", "out")
    var found = try corrections(name, in: "out")
    #expect(found.onSlide == 0 && found.inGradedRegion == 0 && found.unplaced == 3)
    try sign(name, in: "out")
    #expect(try row(name, in: "out")["reviewed_changes"] == "0")
    #expect(!work.exists("out/corrected/\(slide).csv"), "no correction stands")
    try quantify("in", "out", ["--fresh"])
    #expect(try row(name, in: "out")["signed_outdated"] == "0")
    let check = try work.ki67(["verify", "out", "--sample", "1"])
    #expect(check.exitCode == 0, "\(check.output)\(check.errors)")

    try add(["a4"], to: slide, in: "out")
    try quantify("in", "out")
    #expect(try row(name, in: "out")["signed_outdated"] == "1", "corrected since")
    try sign(name, in: "out", by: "Bo")
    #expect(try row(name, in: "out")["signed_outdated"] == "0")
    let table = try work.rows("out/corrected/\(slide).csv")
    #expect(table.count { $0["measured"] == "none" && $0["corrected_by"] == "Ada" } == 1)

    try image("in/s.png", seed: 1)
    try quantify("in", "out")
    #expect(try row(name, in: "out")["signed_outdated"] == "1", "another image was signed")
    found = try corrections(name, in: "out")
    #expect(found.onSlide == 3 && found.unplaced == 1)
  }

  @Test func `corrected nuclei lie in every folder where the signature stands`() throws {
    try image("in/s.png", seed: 1)
    try quantify("in", "out")
    let (slide, name) = try names(in: "out")
    let table = "corrected/\(slide).csv"
    try add(["a1"], to: slide, in: "out")
    try quantify("in", "out")
    #expect(!work.exists("out/\(table)"), "nobody signed")
    try sign(name, in: "out")
    let signed = try work.text("out/\(table)")
    #expect(signed.contains(",none,Ada\r\n"))

    try quantify("in", "out", ["--fresh"])
    #expect(try row(name, in: "out")["signed_outdated"] == "0")
    #expect(try work.text("out/\(table)") == signed)
    _ = try merge(["out"], "joint")
    #expect(try work.text("joint/\(table)") == signed)
    let check = try work.ki67(["verify", "joint", "--sample", "1"])
    #expect(check.exitCode == 0, "\(check.output)\(check.errors)")

    try add(["a2"], to: slide, in: "out")
    try quantify("in", "out", ["--fresh"])
    #expect(try row(name, in: "out")["signed_outdated"] == "1")
    #expect(!work.exists("out/\(table)"))
    _ = try merge(["out"], "joint")
    #expect(!work.exists("joint/\(table)"))
  }

  @Test func `corrected nuclei go with their slide, and damage to them is found`() throws {
    try image("in/s.png", seed: 1)
    try image("in/t.png", seed: 2)
    try quantify("in", "out")
    for name in ["s", "t"] {
      try add(["a1"], to: name, in: "out")
      try sign(name, in: "out")
    }
    #expect(try work.ki67(["verify", "out"]).exitCode == 0)
    let table = try work.text("out/corrected/s.csv")
    func problem() throws -> String {
      let check = try work.ki67(["verify", "out", "--sample", "1"])
      #expect(check.exitCode == 1, "\(check.output)\(check.errors)")
      return check.output
    }
    try work.write("out/corrected/s.csv", table + "x")
    #expect(try problem().contains("corrected/s.csv: missing, or differs"))
    try FileManager.default.removeItem(at: work.path("out/corrected/s.csv"))
    #expect(try problem().contains("corrected/s.csv: missing, or differs"))
    try work.write("out/corrected/s.csv", table)
    try work.write("out/corrected/u.csv", table)
    #expect(try problem().contains("corrected/u.csv: no signed corrections"))
    try FileManager.default.removeItem(at: work.path("out/corrected/u.csv"))

    try work.write("out/corrected/.s.csv.partial", table)
    try FileManager.default.removeItem(at: work.path("in/s.png"))
    try quantify("in", "out")
    #expect(!work.exists("out/corrected/.s.csv.partial"), "left by a process that was killed")
    #expect(!work.exists("out/corrected/s.csv") && work.exists("out/corrected/t.csv"))
    #expect(try work.ki67(["verify", "out"]).exitCode == 0)
  }

  @Test func `a count on an image that cannot be read any more is told as that`() throws {
    try image("in/s.png", seed: 1)
    try image("in/t.png", seed: 2)
    try quantify("in", "out")
    let (slide, name) = try names(in: "out")
    let server = try ReviewProcess(work.path("out"))
    #expect(try count(server, slide, round: 1, "a1", "positive", isFinished: true) == 200)
    #expect(server.end() == 0)
    #expect(try row(name, in: "out")["manual_counts"] == "Ada 1/1 (\(slide))")
    let whole = try Data(contentsOf: work.path("in/s.png"))
    try work.write("in/s.png", whole.prefix(whole.count / 2))
    let run = try work.ki67(["quantify", "in", "--out", "out", "--hotspot", "cells:50"])
    #expect(run.exitCode == 3, "\(run.errors)")
    #expect(
      try row(name, in: "out")["manual_counts"] == "Ada 1/1 (\(slide), other image or field)")
    let check = try work.ki67(["verify", "out"])
    #expect(check.exitCode == 0, "\(check.output)\(check.errors)")
  }

  @Test func `first counts of one reader in two runs stay two when the runs are joined`() throws {
    try image("s.png", seed: 1)
    try quantify("s.png", "r1")
    try quantify("s.png", "r2")
    let (slide, name) = try names(in: "r1")
    for (folder, nucleus, state, isFinished) in [
      ("r1", "a1", "positive", false), ("r2", "a1", "negative", true),
    ] {
      let server = try ReviewProcess(work.path(folder))
      #expect(try count(server, slide, round: 1, nucleus, state, isFinished: isFinished) == 200)
      #expect(server.end() == 0)
      // Of counts that were begun in one second, either may be the first.
      Thread.sleep(forTimeInterval: 1.1)
    }
    _ = try merge(["r2", "r1"], "joint")
    #expect(try row(name, in: "joint")["manual_counts"] == "Ada #2 0/1 (\(slide))")

    let server = try ReviewProcess(work.path("joint"))
    let begun = try server.get("api/count?slide=\(slide)&field=slide&reader=Ada").json
    #expect(begun["round"] as? Int == 1 && (begun["marks"] as? [Any])?.count == 1)
    #expect(try count(server, slide, round: 2, "a2", "positive", isFinished: true) == 409)
    #expect(try count(server, slide, round: 4, "a2", "positive", isFinished: true) == 409)
    #expect(try count(server, slide, round: 1, "a2", "positive", isFinished: true) == 200)
    let detail = try server.get("api/case?case=\(name)").json
    let counts = try #require(detail["counts"] as? [[String: Any]])
    #expect(counts.map { $0["name"] as? String } == ["Ada", "Ada, count 2"])
    #expect(counts.map { ($0["index"] as? [String: Any])?["positive"] as? Int } == [2, 0])
    let layers = try server.get("api/layers?slide=\(slide)&field=slide").json["layers"]
    #expect(
      (layers as? [[String: Any]])?.compactMap { $0["id"] as? String }
        == ["machine", "corrected", "count:1:Ada", "count:2:Ada"])
    let next = try server.get("api/count?slide=\(slide)&field=slide&reader=Ada").json
    #expect(next["round"] as? Int == 3 && next["finished"] as? Int == 2)
    #expect(server.end() == 0)
  }
}
