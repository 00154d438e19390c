import ArgumentParser

@main
struct Ki67Command: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ki67",
    abstract:
      "Measure the Ki-67 labelling index on digitised slides and grade neuroendocrine neoplasms.",
    version: "0.1.0",
    subcommands: [StainsCommand.self])
}
