import ArgumentParser
import Foundation
import Quantification
import Raster
import Reporting
import Store

/// `ki67 verify`: repeats a sample of a run and compares.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Measure a sample of a finished run again and compare.",
    discussion: """
      The slides of the sample are measured with the settings of the run and compared with what \
      it kept, nucleus by nucleus; tables and report are compared with those that follow from the \
      database, and so are tables of corrected nuclei; tables of nuclei and pictures of all \
      slides are compared with their hashes. \
      The sample is the same every time. Nothing is written.

      Exit codes: 0 everything is the same, 1 something differs, 3 some slides could not be \
      repeated (their files are gone or changed), or tables not be compared (the run was killed), \
      64 wrong usage.
      """)

  @Argument(help: ArgumentHelp("Folder that ki67 quantify wrote.", valueName: "dir"))
  var folder: String

  @Option(help: ArgumentHelp("Number of slides to repeat.", valueName: "n"))
  var sample = 10

  @Flag(help: "Repeat all slides.")
  var all = false

  @Option(
    help: ArgumentHelp(
      "Number of workers. (default: one for each core)", valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Bound of the memory in use, for example 1GiB or 512MiB; a number alone is MiB.",
      valueName: "size"))
  var memory = MemorySize(mebibytes: 1024)

  @Option(
    help: ArgumentHelp(
      "Scoring model of the run when it was not the built-in one.", valueName: "file"))
  var model: String?

  func validate() throws {
    try OutputPlace.checkName(ofRun: folder)
    guard (1...1_000_000).contains(sample) else {
      throw ValidationError("--sample is \(sample); expected 1 to 1000000 slides.")
    }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is \(threads); expected 1 to 1024.")
    }
    guard memory.mebibytes >= QuantifyCommand.leastMebibytes else {
      throw ValidationError(
        "--memory is \(memory); a slide needs at least \(QuantifyCommand.leastMebibytes)MiB.")
    }
  }

  func run() throws {
    let stored = try StoredRun(folder: folder)
    let scoring = try model.map(ScoringModel.init) ?? ScoringModel()
    try checkIdentity(stored, scoring)
    let verification = RunVerification(
      stored, model: scoring.trees,
      threads: threads ?? AvailableProcessors.current.workers,
      memoryLimitBytes: memory.bytes)
    let total = try stored.slideNames().count
    let names = try verification.sample(all ? total : sample)
    let damaged =
      try differingFiles(stored)
      + verification.damagedFiles().map {
        "\($0): missing, or not as it was written"
      }
    for line in damaged { print(line) }
    var differing = damaged.count
    var unrepeated = 0
    for name in names {
      switch try verification.outcome(of: name) {
      case .same(let nuclei): print("\(name): the same, \(nuclei) nuclei")
      case .different(let what):
        print("\(name): differs: \(what.joined(separator: "; "))")
        differing += 1
      case .unrepeatable(let reason):
        print("\(name): not repeated: \(reason)")
        unrepeated += 1
      }
    }
    let same = names.count - unrepeated
    print(
      "\(same) of \(total) slides repeated, \(differing == 0 ? "nothing" : "\(differing)") differs")
    if differing > 0 { throw ExitCode(1) }
    if unrepeated > 0 || stored.progress == .running { throw ExitCode(3) }
  }

  /// What is to be said about tables and report that are not what the database says.
  private func differingFiles(_ stored: StoredRun) throws -> [String] {
    guard stored.progress != .running else {
      Message.warning(
        "the run was killed, so that its tables are not compared; give its command again")
      return []
    }
    var files = try ResultTables.differing(in: folder, from: stored)
    // Versions may word a report otherwise.
    if isSameVersion(stored),
      try !ReviewedRun(stored).isReportInPlace(program: Version.current)
    {
      files.append("report.html")
    }
    let hasRecord = FileManager.default.fileExists(atPath: "\(folder)/run.json")
    return files.map { "\($0): differs from what the database says" }
      + (try CorrectedFiles(stored).problems()) + (hasRecord ? [] : ["run.json: missing"])
  }

  private func isSameVersion(_ stored: StoredRun) -> Bool {
    stored.settings.program == Version.current.programName
  }

  private func checkIdentity(_ stored: StoredRun, _ scoring: ScoringModel) throws {
    if !isSameVersion(stored) {
      Message.warning(
        "the run was made by \(stored.settings.program), this is \(Version.current.programName)")
    }
    guard stored.settings.model == scoring.hash.text else {
      throw CommandFailure(
        "\(folder): the run was scored with another model; name its file with --model.")
    }
  }
}
