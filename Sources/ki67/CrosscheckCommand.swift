import ArgumentParser
import Crosscheck
import Foundation
import Quantification
import Reporting
import Review
import Store

/// `ki67 crosscheck`: agreement of manual counts or marked nuclei with a run.
struct CrosscheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "crosscheck",
    abstract: "Compare manual counts or marked nuclei with the results of a run.",
    discussion: """
      Manual results are counts (CSV with case, slide or image, with positive and total, or index; \
      several readers and repeats in further lines) or marked nuclei (CSV, QuPath GeoJSON or TSV, \
      ImageJ Cell Counter XML). What a file is, its content says. Without --manual, the counts \
      finished on the page of ki67 review are compared.

      Writes crosscheck.html, crosscheck.csv, crosscheck.json and, for marked nuclei, \
      crosscheck-nuclei.csv. Says whether the same nuclei, the same field or only the same case was \
      compared, and lists what could not be paired.

      Exit codes: 0 everything paired, 1 nothing paired, 3 some manual results could not be paired \
      and the rest is complete, 64 wrong usage.
      """)

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "Files or folders with manual results. (default: what was counted with ki67 review)",
      valueName: "file"))
  var manual: [String] = []

  @Option(help: ArgumentHelp("Output folder of ki67 quantify.", valueName: "dir"))
  var results: String

  @Option(help: ArgumentHelp("Folder for the comparison; made when missing.", valueName: "dir"))
  var out: String

  @Option(
    help: ArgumentHelp("Largest distance of a marked and a measured nucleus.", valueName: "µm"))
  var radius = 4.0

  @Option(
    help: ArgumentHelp(
      "Index of a case that is compared: graded (what the grade rests on), hotspot or global.",
      valueName: "region"))
  var region: CaseRegion = .graded

  @Option(
    help: ArgumentHelp(
      "Where nuclei were marked, when the file does not say it: whole (image or slide), hull (of "
        + "the marks) or hotspot.",
      valueName: "field"))
  var field: FieldOption = .whole

  @Option(
    help: ArgumentHelp(
      "Image or slide on which nuclei were marked; goes before what the files say.",
      valueName: "name"))
  var slide: String?

  @Option(
    help: ArgumentHelp("Class of positive tumor nuclei; can be repeated.", valueName: "class"))
  var positive: [String] = []

  @Option(
    help: ArgumentHelp("Class of negative tumor nuclei; can be repeated.", valueName: "class"))
  var negative: [String] = []

  @Option(
    help: ArgumentHelp("Class of nuclei that do not count; can be repeated.", valueName: "class"))
  var other: [String] = []

  @Option(
    help: ArgumentHelp(
      "Write a profile whose positivity cut removes the bias, to be judged before use.",
      valueName: "file"))
  var writeProfile: String?

  @Option(
    help: ArgumentHelp(
      "Profile the run was measured with, for --write-profile. (default: the built-in one)",
      valueName: "file"))
  var profile: String?

  @Flag(help: "Print no summary.")
  var quiet = false

  @Flag(help: "Print the figures as JSON instead of text.")
  var json = false

  func validate() throws {
    guard radius > 0, radius <= 100 else {
      throw ValidationError("--radius is \(radius) µm; expected more than 0, at most 100.")
    }
    guard !out.isEmpty else {
      throw ValidationError("--out is empty; name the folder for the comparison.")
    }
    try OutputPlace.checkName(ofRun: results)
    if profile != nil && writeProfile == nil {
      throw ValidationError("--profile is used by --write-profile only; give both or none.")
    }
  }

  func run() throws {
    let base = try profile.map { try Profile.load(path: $0) } ?? Profile()
    let manualResults = try manual.isEmpty ? reviewed() : read()
    try protect(manualResults.masks)
    let tables = try measured()
    let folder = try CrosscheckFolder(path: out, program: Version.current)
    let study =
      switch manualResults {
      case .counts(let counts): CrosscheckStudy(counts: counts, results: tables, region: region)
      case .points(let points):
        CrosscheckStudy(points: points, results: tables, radiusMicrons: radius, field: field)
      }
    for item in study.unpaired where item.side == .manual {
      Message.error("\(item.name): \(item.reason)")
    }
    let page = try folder.write(study, results: tables, resultFolder: results)
    if json {
      print(try folder.json(of: study), terminator: "")
    } else if !quiet {
      print(CrosscheckText.summary(study), terminator: "")
      print("Report: \(page)")
    }
    if let writeProfile { try save(study.calibration, base: base, to: writeProfile) }
    if study.subjects.isEmpty { throw ExitCode(1) }
    if study.unpaired.contains(where: { $0.side == .manual }) { throw ExitCode(3) }
  }

  /// What the files say.
  private func read() throws -> ManualResults {
    let list = try ManualFiles(manual)
    for note in list.notes { Message.warning(note) }
    try protect(list.files.map(\.path))
    return try ManualReader(
      classes: ClassNames(positive: positive, negative: negative, other: other), place: slide
    ).read(list)
  }

  /// Refuses outputs that would take the place of something that is read.
  private func protect(_ files: [String]) throws {
    var outputs = OutputGuard()
    for file in CrosscheckFile.allCases {
      outputs.addFile("\(out)/\(file.rawValue)", option: "--out")
    }
    if let writeProfile { outputs.addFile(writeProfile, option: "--write-profile") }
    let nuclei = (try? FileManager.default.contentsOfDirectory(atPath: "\(results)/nuclei")) ?? []
    let names = ResultFolder.fileNames + nuclei.map { "nuclei/\($0)" }
    try outputs.check(files + [profile].compactMap { $0 } + names.map { "\(results)/\($0)" })
  }

  /// The tables of the run, which need no database; where there is one, they must be of its run.
  private func measured() throws -> Crosscheck.ResultTables {
    let run: StoredRun
    do throws(StoreError) {
      run = try StoredRun(folder: results, isShared: true)
    } catch {
      guard case .missing = error else { throw error }
      return try ResultTables(folder: results)
    }
    try run.checkEnded()
    return try ResultTables(folder: results) { run.doubt(ofNuclei: $0) }
  }

  /// What people counted on the review page.
  private func reviewed() throws -> ManualResults {
    let run = try StoredRun(folder: results, isShared: true)
    let points = try ReviewedPoints.all(in: run) { count in
      Message.warning(
        "the count of \(count.reader) on \(count.slide), \(count.field), is left out: it was made in "
          + "another image or field than the run now holds there.")
    }
    guard !points.isEmpty else {
      throw CommandFailure(
        "\(results): no count of what was measured was finished with ki67 review; finish one, or name files with "
          + "manual results with --manual.")
    }
    return .points(points)
  }

  /// Saves the profile with the factor; one that is not recommended is saved with a warning.
  private func save(_ calibration: CutCalibration?, base: Profile, to path: String) throws {
    guard let calibration else {
      throw CommandFailure(
        "--write-profile: the nuclei that were compared are not known; measure with --nuclei csv.")
    }
    var profile = base
    profile.positivity = calibration.applied(to: base.positivity)
    // What a profile may hold, its reader knows.
    _ = try Profile(yaml: profile.yaml, path: path)
    try profile.save(to: path)
    Message.write("Profile written to \(path).")
    if calibration.verdict != .suggested {
      Message.warning("this calibration is not recommended; the report says why.")
    }
  }
}

extension CaseRegion: ExpressibleByArgument {}
extension FieldOption: ExpressibleByArgument {}
