import ArgumentParser
import Reporting

@main
struct Ki67Command: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ki67",
    abstract:
      "Measure the Ki-67 labelling index on digitised slides and grade neuroendocrine neoplasms.",
    version: Version.current.version,
    subcommands: [
      QuantifyCommand.self, HotspotsCommand.self, GradeCommand.self, StainsCommand.self,
      CrosscheckCommand.self, ReviewCommand.self, SynthesizeCommand.self, InfoCommand.self,
      MergeCommand.self, VerifyCommand.self,
    ])

  /// Runs the command line; output that cannot be written is a failure, not lost without a word.
  static func main() {
    StandardStreams.prepare()
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch {
      end(with: error)
    }
    if !StandardStreams.isOutputWritten { exit(withError: outputFailure) }
  }

  /// Ends the program; help and the version, which are thrown, are output as well.
  private static func end(with error: any Error) -> Never {
    if exitCode(for: error).isSuccess {
      let text = fullMessage(for: error)
      if !text.isEmpty { print(text) }
      exit(withError: StandardStreams.isOutputWritten ? ExitCode.success : outputFailure)
    }
    if !StandardStreams.isOutputWritten { Message.error(outputFailure.description) }
    exit(withError: error)
  }

  private static var outputFailure: CommandFailure {
    CommandFailure(
      "standard output: what is printed cannot be written; see whether the disk is full.")
  }
}
