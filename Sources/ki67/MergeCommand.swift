import ArgumentParser
import Foundation
import Quantification
import Reporting
import Store

/// `ki67 merge`: joins the results of several runs.
struct MergeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join the results of several runs, such as the parts of a shared one.",
    discussion: """
      Every slide is taken over as it was measured, once; cases are put together from all their \
      slides and graded anew. The result is that of a single run over all inputs. The given \
      folders are only read.

      Runs that were interrupted, that were made with other settings, or that contradict each \
      other are refused unless --force is given, and so is a folder for the result that holds \
      slides which would be lost.

      Exit codes: 0 everything joined and measured, 1 nothing joined, 3 some inputs of the runs \
      had failed or parts of a shared run are missing, 64 wrong usage.
      """)

  @Argument(help: ArgumentHelp("Folders that ki67 quantify wrote.", valueName: "dir"))
  var folders: [String]

  @Option(help: ArgumentHelp("Folder for the joint result; made when missing.", valueName: "dir"))
  var out: String

  @Flag(help: "Join runs that do not fit together; where they differ, the first one wins.")
  var force = false

  @Flag(help: "Print no summary.")
  var quiet = false

  @Flag(help: "Print the result as JSON instead of a table.")
  var json = false

  func validate() throws {
    guard !out.isEmpty else {
      throw ValidationError("--out is empty; name the folder for the joint result.")
    }
    for folder in folders { try OutputPlace.checkName(ofRun: folder) }
    let places = folders.map(Self.canonical)
    if places.contains(Self.canonical(out)) {
      throw ValidationError("--out \(out) is one of the folders to join; name another one.")
    }
    guard Set(places).count == places.count else {
      throw ValidationError("a folder is named twice; name each once.")
    }
    try OutputGuard(results: out).check(folders.map { "\($0)/\(RunStore.fileName)" })
  }

  func run() throws {
    let runs = try folders.map { folder throws(StoreError) in try StoredRun(folder: folder) }
    for run in runs { try run.checkTrail() }
    var merge = try RunMerge(runs, isForced: force)
    try merge.checkTarget(out)
    if !quiet { for note in merge.notes { Message.warning(note) } }
    try OutputPlace.make(out, option: "--out")
    let store = try RunStore(folder: out, settings: merge.settings, isFresh: true, isJoined: true)
    defer { Message.atEnd { try store.close() } }
    let folder = try ResultFolder(
      path: out, options: ResultOptions(overlays: .none, nuclei: .none), program: Version.current,
      store: store)
    for run in runs {
      let slides = merge.slides(from: run)
      try store.adopt(slides, from: run)
      for slide in slides { try folder.adopt(slide, from: run) }
    }
    try store.adoptTrail(from: runs)
    try store.note(parts: merge.parts, wholes: merge.wholes, from: runs)
    merge.flagRepeatedImages(try store.casesWithRepeatedImages(among: merge.input.slides))
    try RunSummary(
      result: try merge.result(), folder: folder, store: store, stop: StopRequest(),
      isQuiet: quiet
    ).conclude(asJSON: json)
    if !merge.parts.isEmpty { throw ExitCode(3) }
  }

  private static func canonical(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }
}
