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
}
