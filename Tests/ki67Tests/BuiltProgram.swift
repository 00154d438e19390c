import Foundation

/// The `ki67` that was built with the tests, run as a user runs it.
enum BuiltProgram {
  /// It lies beside the test runner.
  static let url = URL(fileURLWithPath: CommandLine.arguments[0])
    .deletingLastPathComponent().appendingPathComponent("ki67")

  /// What a run left behind.
  struct Outcome {
    let exitCode: Int32
    let output: String
    let messages: String
  }

  /// Runs a program to its end; output goes through files, so that no pipe can fill up.
  static func run(_ arguments: [String], program: URL = url) throws -> Outcome {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ki67-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let streams = try ["output", "messages"].map { name in
      let path = folder.appendingPathComponent(name)
      try Data().write(to: path)
      return (path, try FileHandle(forWritingTo: path))
    }
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    process.standardOutput = streams[0].1
    process.standardError = streams[1].1
    try process.run()
    process.waitUntilExit()
    let texts = try streams.map { String(decoding: try Data(contentsOf: $0.0), as: UTF8.self) }
    return Outcome(exitCode: process.terminationStatus, output: texts[0], messages: texts[1])
  }
}
