import Foundation

/// `samples/manifest.csv`, measured once for all tests that look at it.
struct SamplesRun: Sendable {
  let run: Ki67Run
  /// The output folder, by relative path.
  let files: [String: Data]

  static let shared = Result { try SamplesRun(threads: 2) }

  /// Measures the samples with a number of workers.
  init(threads: Int) throws {
    let folder = try WorkFolder()
    let manifest = repositoryRoot.appendingPathComponent("samples/manifest.csv").path
    run = try folder.ki67(
      ["quantify", manifest, "--out", "results", "--threads", "\(threads)"])
    files = try folder.files("results")
  }

  /// Rows of one of its tables.
  func rows(_ name: String) -> [[String: String]] { ResultRows.read(files[name] ?? Data()) }
}
