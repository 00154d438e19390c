import Foundation
import Testing

/// Signatures and counts of people when what they are about is measured otherwise.
@Suite("Signatures and what they are bound to", .serialized)
struct SignatureTests {
  let work: WorkFolder

  init() throws { work = try WorkFolder() }

  func image(_ path: String, seed: Int) throws {
    try work.synthesize(
      "made", name: "s\(seed)", ["--width", "240", "--height", "200", "--seed", "\(seed)"])
    let data = try Data(contentsOf: work.path("made/images/s\(seed).png"))
    try work.write(path, data)
  }

  func quantify(_ input: String, _ out: String, _ more: [String] = []) throws {
    let run = try work.ki67(
      ["quantify", input, "--out", out, "--hotspot", "cells:50"] + more)
    #expect(run.exitCode == 0, "\(run.errors)")
  }

  func merge(_ folders: [String], _ out: String, _ more: [String] = []) throws -> Ki67Run {
    let run = try work.ki67(["merge", "--out", out] + folders + more)
    #expect(run.exitCode == 0, "\(run.errors)")
    return run
  }

  func sign(_ name: String, in folder: String, by who: String = "Ada") throws {
    let server = try ReviewProcess(work.path(folder))
    let detail = try server.get("api/case?case=\(name)").json
    let summary = try #require(detail["summary"] as? [String: Any])
    let counts = try #require(summary["counts"] as? [String: Any])
    let corrected = try #require(counts["corrected"] as? [String: Any])
    let (positive, total) = (corrected["positive"] as? Int, corrected["total"] as? Int)
    let corrections = try #require(summary["corrections"] as? String)
    let answer = try server.post(
      "api/sign",
      """
      {"edit": "\(UUID().uuidString.lowercased())", "reader": "\(who)", "case": "\(name)",
       "comment": "", "fields": {"site": "pancreas"},
       "positive": \(try #require(positive)), "total": \(try #require(total)),
       "corrections": "\(corrections)"}
      """)
    #expect(answer.status == 200, "\(answer.json)")
    #expect(server.end() == 0)
  }

  func row(_ name: String, in folder: String) throws -> [String: String] {
    try #require(try work.rows("\(folder)/cases.csv").first { $0["case"] == name })
  }

  @Test func `a case of the same name with another image is not signed`() throws {
    try image("in/p1/img/slide.png", seed: 1)
    try image("in/p2/img/slide.png", seed: 2)
    try quantify("in", "out")
    try sign("img-slide", in: "out")
    #expect(try row("img-slide", in: "out")["signed_outdated"] == "0")

    try quantify("in", "out")
    #expect(try row("img-slide", in: "out")["signed_outdated"] == "0", "resumed unchanged")
    let signed = try work.text("out/cases.csv")
    try FileManager.default.moveItem(at: work.path("in"), to: work.path("moved"))
    try quantify("moved", "out")
    #expect(try row("img-slide", in: "out")["signed_outdated"] == "0", "in another folder")
    try quantify("moved", "out", ["--fresh"])
    #expect(try work.text("out/cases.csv") == signed, "measured anew, the same came out")

    try image("moved/p0/img/slide.png", seed: 3)
    try quantify("moved", "out")
    let other = try row("img-slide", in: "out")
    #expect(other["signed_by"] == "Ada" && other["signed_outdated"] == "1")
    #expect(try work.text("out/report.html").contains("other images or measurements"))
    let server = try ReviewProcess(work.path("out"))
    let shown = try server.get("api/case?case=img-slide").json
    #expect((shown["fields"] as? [String: String])?.isEmpty == true, "data of another patient")
    let changes = try server.get("api/changes?slide=img-slide&after=0").json["summary"]
    #expect(changes as? NSDictionary == shown["summary"] as? NSDictionary)
    let detail = shown["signed"] as? [String: Any]
    #expect(detail?["isOutdated"] as? Bool == true)
    #expect(detail?["isOfOtherMeasurement"] as? Bool == true)
    #expect(server.end() == 0)
    try sign("img-slide", in: "out", by: "Bo")
    let again = try row("img-slide", in: "out")
    #expect(again["signed_by"] == "Bo" && again["signed_outdated"] == "0")
    let check = try work.ki67(["verify", "out", "--sample", "1"])
    #expect(check.exitCode == 0, "\(check.output)\(check.errors)")
  }

  @Test func `a replaced image, other settings and an added slide outdate a signature`() throws {
    let head = "image,case,slide\n"
    try image("a.png", seed: 1)
    try image("b.png", seed: 2)
    try work.write("one.csv", head + "a.png,patient,a\n")
    try work.write("two.csv", head + "b.png,patient,b\n")
    try quantify("one.csv", "r1")
    try quantify("two.csv", "r2")
    try sign("patient", in: "r1")
    _ = try merge(["r1"], "alone")
    #expect(try row("patient", in: "alone")["signed_outdated"] == "0")
    _ = try merge(["r2", "r1"], "joint")
    #expect(try row("patient", in: "joint")["signed_by"] == "Ada")
    #expect(try row("patient", in: "joint")["signed_outdated"] == "1")

    try image("a.png", seed: 3)
    try quantify("one.csv", "r3")
    _ = try merge(["r3", "r1"], "forced", ["--force"])
    #expect(try row("patient", in: "forced")["signed_outdated"] == "1")
    _ = try merge(["r1", "r3"], "forced", ["--force"])
    #expect(try row("patient", in: "forced")["signed_outdated"] == "0")

    try quantify("one.csv", "r1")
    #expect(try row("patient", in: "r1")["signed_outdated"] == "1", "replaced")
    try sign("patient", in: "r1")
    let other = try work.ki67(["quantify", "one.csv", "--out", "r1", "--hotspot", "cells:60"])
    #expect(other.exitCode == 0)
    #expect(try row("patient", in: "r1")["signed_outdated"] == "1", "other settings")
  }

  @Test func `the newer signature stands whatever the order of the runs`() throws {
    try image("a.png", seed: 1)
    try quantify("a.png", "r1")
    try quantify("a.png", "r2")
    let name = try #require(try work.rows("r1/cases.csv").first?["case"])
    try sign(name, in: "r1", by: "Ada")
    Thread.sleep(forTimeInterval: 1.1)
    try sign(name, in: "r2", by: "Bo")
    _ = try merge(["r1", "r2"], "m12")
    _ = try merge(["r2", "r1"], "m21")
    #expect(try row(name, in: "m12")["signed_by"] == "Bo")
    #expect(try row(name, in: "m21")["signed_by"] == "Bo")
    #expect(try work.text("m12/cases.csv") == work.text("m21/cases.csv"))
  }

  @Test func `a count of another image is not taken for one of this`() throws {
    try image("in/s.png", seed: 1)
    try quantify("in", "out")
    let name = try #require(try work.rows("out/slides.csv").first?["slide"])
    func count(_ server: ReviewProcess, round: Int, nucleus: String) throws -> Int {
      try server.post(
        "api/count",
        """
        {"edit": "\(UUID().uuidString.lowercased())", "reader": "Ada", "slide": "\(name)",
         "field": "slide", "round": \(round), "seconds": 3, "isFinished": true,
         "marks": [{"nucleus": "\(nucleus)", "x": 50, "y": 50, "state": "positive"}]}
        """
      ).status
    }
    func layers(_ server: ReviewProcess) throws -> Int? {
      (try server.get("api/layers?slide=\(name)&field=slide").json["layers"] as? [Any])?.count
    }
    var server = try ReviewProcess(work.path("out"))
    #expect(try count(server, round: 1, nucleus: "a1") == 200)
    #expect(try layers(server) == 3)
    #expect(server.end() == 0)
    try quantify("in", "out", ["--fresh"])
    let said = try work.rows("out/cases.csv").first?["manual_counts"]
    #expect(said == "Ada 1/1 (\(name))")

    try image("in/s.png", seed: 2)
    try quantify("in", "out")
    #expect(
      try work.rows("out/cases.csv").first?["manual_counts"]
        == "Ada 1/1 (\(name), other image or field)")
    let compared = try work.ki67(["crosscheck", "--results", "out", "--out", "cross"])
    #expect(
      compared.exitCode == 1 && compared.errors.contains("count of Ada"), "\(compared.errors)")
    server = try ReviewProcess(work.path("out"))
    #expect(try layers(server) == 2)
    let begun = try server.get("api/count?slide=\(name)&field=slide&reader=Ada").json
    #expect(begun["round"] as? Int == 2)
    #expect(try count(server, round: 1, nucleus: "a2") == 409)
    #expect(try count(server, round: 2, nucleus: "a2") == 200)
    #expect(try layers(server) == 3)
    #expect(server.end() == 0)
  }
}
