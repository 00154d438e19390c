import Foundation
import Testing

/// A Python 3: `KI67_PYTHON`, else the system's.
private let systemPython: URL? = {
  let named = ProcessInfo.processInfo.environment["KI67_PYTHON"]
  return [named, "/usr/bin/python3", "/usr/local/bin/python3"].compactMap { $0 }
    .first { FileManager.default.isExecutableFile(atPath: $0) }
    .map { URL(fileURLWithPath: $0) }
}()

/// The scoring model gives the same scores in the program and in the training scripts.
@Suite(
  "Scores in Swift and Python", .enabled(if: systemPython != nil, "no Python 3: set KI67_PYTHON"))
struct ScoringTests {
  private static let model = repositoryRoot.appendingPathComponent(
    "Sources/Nuclei/Resources/nucleus-score.json")

  /// A synthetic slide's candidates with features and scores, in the folder `features`.
  private func folder() throws -> WorkFolder {
    let folder = try WorkFolder()
    try folder.synthesize(
      "in", name: "slide",
      ["--width", "900", "--height", "800", "--mpp", "0.5", "--seed", "11", "--index", "0.2"])
    let run = try folder.ki67([
      "quantify", "in/images", "--out", "results", "--features", "features", "--overlays", "none",
      "--nuclei", "none", "--quiet",
    ])
    #expect(run.exitCode == 0, "\(run.errors)")
    return folder
  }

  private func check(_ model: URL, in folder: WorkFolder) throws -> Ki67Run {
    let script = repositoryRoot.appendingPathComponent("training/score.py").path
    return try runProgram(
      try #require(systemPython), [script, "--model", model.path, "--check", "1e-5", "features"],
      workingDirectory: folder.url)
  }

  @Test func `the built-in model scores thousands of candidates alike`() throws {
    let run = try check(Self.model, in: folder())
    #expect(run.exitCode == 0, "\(run.output)\(run.errors)")
    let count = try #require(run.output.split(separator: " ").first.flatMap { Int($0) })
    #expect(count > 2000, "\(run.output)")
  }

  @Test func `a model with one other leaf is told apart`() throws {
    let folder = try folder()
    let text = try String(contentsOf: Self.model, encoding: .utf8)
    var document = try #require(
      JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    var trees = try #require(document["trees"] as? [String: Any])
    var values = try #require(trees["value"] as? String).split(separator: " ").map(String.init)
    let leaf = try #require(values.firstIndex { $0 != "0" })
    values[leaf] = "\(try #require(Double(values[leaf])) + 0.001)"
    trees["value"] = values.joined(separator: " ")
    document["trees"] = trees
    try folder.write("other.json", JSONSerialization.data(withJSONObject: document))
    let run = try check(folder.path("other.json"), in: folder)
    #expect(run.exitCode == 1, "\(run.output)\(run.errors)")
  }
}
