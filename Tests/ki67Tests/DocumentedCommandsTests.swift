import Foundation
import Testing

/// Documents show only commands that work, and only what these print.
@Suite("Commands in the documentation")
struct DocumentedCommandsTests {
  /// `README.md` and `docs/*.md`, as far as they exist, relative to the repository.
  private static let documents: [String] = {
    let docs = repositoryRoot.appendingPathComponent("docs")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: docs.path)) ?? []
    return (["README.md"] + names.filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" })
      .filter {
        FileManager.default.fileExists(atPath: repositoryRoot.appendingPathComponent($0).path)
      }
  }()

  @Test(arguments: documents)
  func `every command of a document works as shown`(document: String) throws {
    let text = try String(
      contentsOf: repositoryRoot.appendingPathComponent(document), encoding: .utf8)
    let problems = try DocumentedCommandCheck().problems(in: text, document: document)
    #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
  }

  private static let fixtures = repositoryRoot.appendingPathComponent(
    "Tests/Fixtures/documented-commands")

  private func fixture(_ name: String) throws -> String {
    try String(contentsOf: Self.fixtures.appendingPathComponent(name), encoding: .utf8)
  }

  @Test func `the check accepts a right document`() throws {
    let text = try fixture("right.md")
    #expect(try DocumentedCommandCheck().problems(in: text, document: "right.md") == [])
  }

  @Test func `the check finds every mistake of a wrong document, and where`() throws {
    let text = try fixture("wrong.md")
    let problems = try DocumentedCommandCheck().problems(in: text, document: "wrong.md")
    let expected = try fixture("wrong-expected.txt").split(separator: "\n")
    #expect(problems.count == expected.count, "\(problems.joined(separator: "\n"))")
    for (problem, start) in zip(problems, expected) {
      #expect(problem.hasPrefix(start), "\(problem)")
    }
  }

  @Test func `commands are read with their continuations and outputs`() throws {
    let commands = DocumentedCommand.all(in: try fixture("right.md"), document: "right.md")
    #expect(
      commands.map(\.text) == [
        "make run", "make install PREFIX=$HOME/.local", "sh Tests/../benchmarks/speed.sh 3",
        "ki67 info samples/images/stomach-biopsy.png --headers-only > info.txt",
        "ki67 --version | tr . -", "ki67 --version",
      ])
    #expect(commands.map(\.place).last == "right.md:24")
    #expect(commands.map(\.output) == [nil, nil, nil, nil, "0-2-0\n\n", nil])
  }
}
