import Foundation
import Testing

/// What `--help` says, for the program and every subcommand.
@Suite("Help")
struct HelpTests {
  private static let folder = repositoryRoot.appendingPathComponent("Tests/Fixtures/help")

  private func help(_ command: [String]) throws -> String {
    let run = try runKi67(command + ["--help"], environment: ["COLUMNS": "80"])
    #expect(run.exitCode == 0 && run.errors.isEmpty)
    return run.output
  }

  /// The commands as the program itself lists them.
  private func root() throws -> HelpCommand {
    let run = try runKi67(["--experimental-dump-help"])
    return try JSONDecoder().decode(HelpTree.self, from: Data(run.output.utf8)).command
  }

  @Test func `help texts are those on file`() throws {
    let names = try root().subcommands.map(\.commandName).filter { $0 != "help" }
    #expect(names.contains("quantify") && names.contains("grade"))
    for name in ["ki67"] + names {
      let file = Self.folder.appendingPathComponent("\(name).txt")
      let onFile = try? String(contentsOf: file, encoding: .utf8)
      let arguments = name == "ki67" ? [] : [name]
      let isSame = try help(arguments) == onFile
      #expect(
        isSame,
        """
        The help of \(name) changed. When it should: \
        COLUMNS=80 ki67 \(name == "ki67" ? "" : "\(name) ")--help > \(file.path)
        """)
    }
    let onFile = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(Set(onFile) == Set((["ki67"] + names).map { "\($0).txt" }))
  }

  @Test func `every command and every option has help`() throws {
    let root = try root()
    for command in [root] + root.subcommands where command.commandName != "help" {
      #expect(command.abstract?.isEmpty == false, "\(command.commandName)")
      #expect(!command.arguments.isEmpty)
      for argument in command.arguments {
        let help = argument.abstract ?? ""
        #expect(help.count > 10, "\(command.commandName) \(argument.valueName ?? "")")
      }
    }
  }

  @Test func `the version is three numbers, for the program and its subcommands`() throws {
    for command in [[], ["quantify"], ["grade"]] {
      let run = try runKi67(command + ["--version"])
      #expect(run.exitCode == 0 && run.errors.isEmpty)
      #expect(run.output.wholeMatch(of: #/\d+\.\d+\.\d+\n/#) != nil, "\(run.output)")
    }
  }
}

/// What `--experimental-dump-help` prints, as far as it is looked at.
private struct HelpTree: Decodable {
  var command: HelpCommand
}

private struct HelpCommand: Decodable {
  var commandName: String
  var abstract: String?
  var arguments: [HelpArgument]
  var subcommands: [HelpCommand]

  enum CodingKeys: CodingKey { case commandName, abstract, arguments, subcommands }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    commandName = try values.decode(String.self, forKey: .commandName)
    abstract = try values.decodeIfPresent(String.self, forKey: .abstract)
    arguments = try values.decodeIfPresent([HelpArgument].self, forKey: .arguments) ?? []
    subcommands = try values.decodeIfPresent([HelpCommand].self, forKey: .subcommands) ?? []
  }
}

private struct HelpArgument: Decodable {
  var abstract: String?
  var valueName: String?
}
