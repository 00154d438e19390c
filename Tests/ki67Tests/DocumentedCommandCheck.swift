import Foundation

/// Runs the commands of a document as a reader would type them, one after the other.
///
/// `ki67` runs, with all that a line pipes it to, in a temporary folder with copies of the
/// repository's folders that documents speak of. Targets of `make` and scripts are only looked up,
/// as is everything that needs `../shared`.
final class DocumentedCommandCheck {
  private static let copied = ["samples", "docs", "training", "benchmarks"]
  private let folder: WorkFolder

  init() throws {
    folder = try WorkFolder()
    for name in Self.copied {
      let source = repositoryRoot.appendingPathComponent(name)
      guard FileManager.default.fileExists(atPath: source.path) else { continue }
      try FileManager.default.copyItem(at: source, to: folder.path(name))
    }
  }

  /// What is wrong with the commands of a document, one text for each.
  func problems(in markdown: String, document: String) throws -> [String] {
    try DocumentedCommand.all(in: markdown, document: document).compactMap { command in
      try problem(with: command).map { "\(command.place): `\(command.text)`: \($0)" }
    }
  }

  private func problem(with command: DocumentedCommand) throws -> String? {
    let words = command.text.split(separator: " ").map(String.init)
      .drop { $0.contains("=") && !$0.hasPrefix("-") }
    guard let program = words.first else { return "output without a command" }
    let rest = words.dropFirst()
    if program == "make" { return try makeProblem(Array(rest)) }
    if program == "git" || program == "cd" { return nil }
    if command.text.contains("../shared") || program != "ki67" {
      return try scriptProblem(program: program, arguments: Array(rest))
    }
    return try runProblem(command)
  }

  private func makeProblem(_ arguments: [String]) throws -> String? {
    let makefile = try String(
      contentsOf: repositoryRoot.appendingPathComponent("Makefile"), encoding: .utf8)
    let targets = arguments.filter { !$0.contains("=") && !$0.hasPrefix("-") }
    let unknown = targets.first { target in
      !makefile.split(separator: "\n").contains { $0.hasPrefix("\(target):") }
    }
    return unknown.map { "the Makefile has no target '\($0)'" }
  }

  /// A script, or an interpreter and its script, must be there; the program itself always is.
  private func scriptProblem(program: String, arguments: [String]) throws -> String? {
    if program == "ki67" { return nil }
    let isInterpreter = ["python3", "sh", "bash"].contains(program)
    guard let script = isInterpreter ? arguments.first : program, script.contains("/") else {
      return "neither ki67, make nor a script of the repository"
    }
    let isThere =
      script.hasPrefix("../shared/")
      || FileManager.default.fileExists(atPath: repositoryRoot.appendingPathComponent(script).path)
    return isThere ? nil : "there is no script \(script)"
  }

  private func runProblem(_ command: DocumentedCommand) throws -> String? {
    let binary = try findKi67().deletingLastPathComponent().path
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let run = try runProgram(
      URL(fileURLWithPath: "/bin/sh"), ["-c", command.text],
      environment: ["PATH": "\(binary):\(path)", "COLUMNS": "80"], workingDirectory: folder.url)
    guard run.exitedNormally, run.exitCode == 0 else {
      return "ended with \(run.exitCode): \(run.errors)"
    }
    guard let expected = command.output, Self.trimmed(expected) != Self.trimmed(run.output) else {
      return nil
    }
    return "prints\n\(run.output)but the document shows\n\(expected)"
  }

  /// Without blanks at the ends of lines and blank lines at the end, which editors remove.
  private static func trimmed(_ text: String) -> [Substring] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      line.lastIndex { $0 != " " }.map { line[...$0] } ?? ""
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines
  }
}
