import Foundation
import Testing

/// Real annotated images beside the repository, and the scorer that reads them.
private let shared: URL = {
  let named = ProcessInfo.processInfo.environment["KI67_SHARED"]
  return named.map { URL(fileURLWithPath: $0) }
    ?? repositoryRoot.deletingLastPathComponent().appendingPathComponent("shared")
}()
private let scorer = shared.appendingPathComponent("eval/score.py")
private let images = shared.appendingPathComponent("data/ki67-dev")
private let python: URL? = ProcessInfo.processInfo.environment["KI67_PYTHON"]
  .map { URL(fileURLWithPath: $0) }
private let isReady =
  python != nil && FileManager.default.fileExists(atPath: scorer.path)
  && FileManager.default.fileExists(atPath: images.path)

/// Annotations of real images as a manual result: the same figures as the scorer's.
@Suite(
  "Crosscheck against the scorer",
  .enabled(if: isReady, "no annotated images and scorer (KI67_SHARED), or no KI67_PYTHON"))
struct CrosscheckScoreTests {
  /// Annotated nuclei as a table of marks; images whose figures do not count are left out.
  private func marks() throws -> (table: String, images: [String]) {
    var lines = ["image,x,y,class,roi"]
    var names: [String] = []
    let folder = images.appendingPathComponent("gt")
    for file in try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    where file.hasSuffix(".json") {
      let data = try Data(contentsOf: folder.appendingPathComponent(file))
      let record = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
      guard record["scored"] as? String ?? "full" == "full" else { continue }
      let image = try #require(record["image"] as? String)
      names.append(images.appendingPathComponent(image).path)
      let roi = (record["roi"] as? String).map { images.appendingPathComponent($0).path } ?? ""
      for point in try #require(record["points"] as? [[String: Any]]) {
        let x = try #require(point["x"] as? Double)
        let y = try #require(point["y"] as? Double)
        lines.append("\(image),\(x),\(y),\(point["class"] as? String ?? ""),\(roi)")
      }
    }
    return (lines.joined(separator: "\n") + "\n", names)
  }

  @Test func `nuclei, indices and grades have the scorer's figures`() throws {
    let folder = try WorkFolder()
    try folder.write("marks.csv", try marks().table)
    let measured = try runKi67(
      [
        "quantify", images.appendingPathComponent("manifest.csv").path, "--out", "results",
        "--overlays", "none", "--quiet",
      ], workingDirectory: folder.url, timeout: 900)
    #expect(measured.exitCode == 0, "\(measured.errors)")
    let run = try folder.ki67([
      "crosscheck", "--manual", "marks.csv", "--results", "results", "--out", "out", "--quiet",
    ])
    #expect(run.exitCode == 0, "\(run.errors)")
    let scored = try runProgram(
      try #require(python),
      [
        scorer.path, "--data", images.path, "--pred", folder.path("results/nuclei").path,
        "--radius-um", "4", "--no-images", "--json", folder.path("score.json").path,
      ], timeout: 300)
    #expect(scored.exitCode == 0, "\(scored.errors)")
    let theirs = try figures(folder, "score.json")
    let ours = try figures(folder, "out/crosscheck.json")
    try compareImages(ours, theirs)
    try compareOverall(ours, theirs)
  }

  private func figures(_ folder: WorkFolder, _ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.path(name))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func compareImages(_ ours: [String: Any], _ theirs: [String: Any]) throws {
    let scored = try #require(theirs["images"] as? [[String: Any]])
    let byName = Dictionary(uniqueKeysWithValues: scored.map { ($0["image"] as? String ?? "", $0) })
    let subjects = try #require(ours["subjects"] as? [[String: Any]])
    #expect(subjects.count == scored.count { $0["scored"] as? String == "full" })
    let keys = [
      ("marked", "true_nuclei"), ("found", "matched"), ("measured", "pred_nuclei"),
      ("measured_positive", "pred_positive"),
      ("negative_as_positive", "matched_negative_as_positive"),
      ("positive_as_negative", "matched_positive_as_negative"),
    ]
    for subject in subjects {
      let name = (subject["name"] as? String ?? "").replacing(".png", with: "")
      let image = try #require(byName[name])
      let counts = try #require(image["counts"] as? [String: Any])
      let nuclei = try #require(subject["nuclei"] as? [String: Any])
      for (own, other) in keys {
        #expect(nuclei[own] as? Int == counts[other] as? Int, "\(name) \(own)")
      }
    }
  }

  private func compareOverall(_ ours: [String: Any], _ theirs: [String: Any]) throws {
    let overall = try #require(theirs["overall"] as? [String: Any])
    func value(_ path: String...) -> Double? {
      var node: Any? = ours
      for key in path { node = (node as? [String: Any])?[key] }
      return node as? Double
    }
    let pairs: [(String, Double?)] = [
      ("precision", value("nuclei", "detection", "precision")),
      ("recall", value("nuclei", "detection", "recall")),
      ("f1", value("nuclei", "detection", "f1")),
      ("f1_positive", value("nuclei", "positive", "f1")),
      ("f1_negative", value("nuclei", "negative", "f1")),
      ("positivity_false_positive_rate", value("nuclei", "false_positive_rate", "value")),
      ("positivity_sensitivity", value("nuclei", "sensitivity", "value")),
      ("index_bias_points", value("index", "bias_points")),
      ("index_mae_points", value("index", "mean_absolute_error_points")),
      ("index_rmse_points", value("index", "root_mean_square_error_points")),
      ("index_ccc", value("index", "concordance", "value")),
      ("grade_kappa_linear", value("grades", "kappa_linear", "value")),
    ]
    for (key, own) in pairs {
      let other = try #require(overall[key] as? Double)
      let found = try #require(own, "\(key)")
      #expect(abs(found - other) < 1e-9, "\(key): \(found), the scorer has \(other)")
    }
  }
}
