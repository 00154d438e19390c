import ArgumentParser
import Foundation
import Hotspots
import Nuclei
import Quantification
import Reporting
import SlideIO

/// `ki67 quantify`: the main job, from images to graded cases.
struct QuantifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantify",
    abstract: "Measure images, folders or a manifest, and grade the cases.",
    discussion: """
      Inputs are images (PNG, TIFF, whole slides), folders (searched recursively; tiles of one \
      slide are recognized by name) and manifests (CSV with a column "image"). Results go to the output \
      folder: cases.csv, slides.csv, tiles.csv, hotspots.csv, regions.csv, nuclei/, overlays/, report.html and \
      run.json.

      Exit codes: 0 everything measured, 1 nothing usable, 3 some inputs failed and the rest is \
      complete, 64 wrong usage.
      """)

  @Argument(help: ArgumentHelp("Images, folders or manifests.", valueName: "input"))
  var inputs: [String]

  @Option(help: ArgumentHelp("Folder for the results; made when missing.", valueName: "dir"))
  var out: String

  @Option(
    help: ArgumentHelp(
      "Size of a full-resolution pixel in µm, X or X,Y; goes before what files and manifests say.",
      valueName: "µm"))
  var mpp: String?

  @Option(
    help: ArgumentHelp("Profile with the parameters of every step (YAML).", valueName: "file"))
  var profile: String?

  @Option(
    help: ArgumentHelp(
      "What a hotspot is: cells:N, the smallest disc that holds N tumor nuclei; circle:0.4mm, "
        + "square:0.5mm or area:2mm2, a region of that size; then top:N for the N hottest apart and "
        + "fewest:N for the fewest nuclei in one of a size, as in area:0.2mm2,top:3.",
      valueName: "mode"))
  var hotspot = "cells:500"

  @Option(
    help: ArgumentHelp(
      "Kinds of nuclei that do not count: a list of lymphocyte, stroma, debris, out_of_focus, or "
        + "none; goes before what profiles say.",
      valueName: "kinds"))
  var exclude: String?

  @Option(
    help: ArgumentHelp(
      "Regions of a slide that names none: GeoJSON of QuPath, XML of ImageScope or ASAP, or a mask "
        + "image (white is measured).", valueName: "file"))
  var roi: String?

  @Option(
    help: ArgumentHelp(
      "Number of workers; changes the time only. (default: one for each processor)",
      valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Bound of the memory in use, for example 1GiB or 512MiB; a number alone is MiB.",
      valueName: "size"))
  var memory = MemorySize(mebibytes: 1024)

  @Option(help: ArgumentHelp("Tables of nuclei: csv or none.", valueName: "kind"))
  var nuclei: ResultOptions.Nuclei = .csv

  @Option(help: ArgumentHelp("Pictures: all, hotspots or none.", valueName: "kind"))
  var overlays: ResultOptions.Overlays = .all

  @Option(
    help: ArgumentHelp(
      "Scoring model made by training/train.py instead of the built-in one (JSON).",
      valueName: "file"))
  var model: String?

  @Option(
    help: ArgumentHelp(
      "Also write every candidate with its features here, to train a scoring model.",
      valueName: "dir"))
  var features: String?

  @Flag(help: "Print no progress and no summary.")
  var quiet = false

  @Flag(help: "Print the result as JSON instead of a table.")
  var json = false

  func validate() throws {
    guard !out.isEmpty else {
      throw ValidationError("--out is empty; name the folder for the results.")
    }
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is \(threads); expected 1 to 1024.")
    }
    guard memory.mebibytes >= Self.leastMebibytes else {
      throw ValidationError(
        "--memory is \(memory); a slide needs at least \(Self.leastMebibytes)MiB.")
    }
    _ = try hotspotRequest()
    _ = try excludedKinds()
    do throws(IntakeError) {
      _ = try mpp.map { text throws(IntakeError) in try PixelSizeOption.parse(text) }
    } catch {
      throw ValidationError(error.description)
    }
  }

  func run() throws {
    let settings = try settings()
    let input = try collect(settings)
    for note in input.notes where !quiet { Message.write(note) }
    for rejected in input.rejected { Message.error(rejected.reason) }
    guard !input.slides.isEmpty else {
      Message.error("nothing to measure: none of the inputs is a usable image")
      throw ExitCode(1)
    }
    let profiles = try slideProfiles(input)
    let model = try scoringModel()
    let line = ProgressLine(isShown: !quiet)
    let folder = try resultFolder { line.show($0) }
    let result = QuantificationRun(
      input: input, settings: settings, profiles: profiles, model: model, observer: folder
    ).run()
    line.clear()
    try summarize(result, folder: folder)
  }

  /// Folders are made before anything is measured, so that hours of work are not lost for a name.
  private func resultFolder(
    onProgress: @escaping @Sendable (RunProgress) -> Void
  ) throws -> ResultFolder {
    try OutputPlace.make(out, option: "--out")
    if let features { try OutputPlace.make(features, option: "--features") }
    return try ResultFolder(
      path: out, options: ResultOptions(overlays: overlays, nuclei: nuclei),
      program: Version.current, onProgress: onProgress)
  }

  private func settings() throws -> RunSettings {
    var settings = RunSettings(
      threads: threads ?? ProcessInfo.processInfo.activeProcessorCount,
      memoryLimitBytes: memory.bytes, featureFolder: features, spillFolder: out)
    if let profile { settings.profile = try Profile.load(path: profile) }
    settings.profile = try excluding(settings.profile)
    settings.hotspot = try hotspotRequest()
    return settings
  }

  private func hotspotRequest() throws -> HotspotRequest {
    do throws(HotspotRequestError) {
      return try HotspotRequest(text: hotspot)
    } catch {
      throw ValidationError("--hotspot \"\(hotspot)\": \(error.description)")
    }
  }

  /// Kinds named by --exclude; nil when it is not used.
  private func excludedKinds() throws -> [NucleusKind]? {
    guard let exclude else { return nil }
    if exclude == "none" { return [] }
    let names = exclude.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    guard let kinds = NucleusKind.excludable(names: names) else {
      let known = NucleusKind.excludable.map(\.rawValue).joined(separator: ", ")
      throw ValidationError(
        "--exclude is \"\(exclude)\"; expected none, or a list without repeats of \(known).")
    }
    return kinds
  }

  private func excluding(_ profile: Profile) throws -> Profile {
    var profile = profile
    if let kinds = try excludedKinds() { profile.tumor.exclude = kinds }
    return profile
  }

  private func collect(_ settings: RunSettings) throws -> RunInput {
    try InputCollector(
      statedPixelSize: try mpp.map { try PixelSizeOption.parse($0) }, roi: roi,
      excludedFolders: [out], reader: ImageReader(memoryLimitBytes: settings.memoryLimitBytes)
    ).collect(inputs)
  }

  private func scoringModel() throws -> TreeEnsemble {
    guard let model else { return try NucleusModel.builtIn() }
    guard let json = FileManager.default.contents(atPath: model) else {
      throw CommandFailure(
        "--model \(model): the file cannot be read; expected a model made by training/train.py.")
    }
    do throws(TreeEnsembleError) {
      return try NucleusModel.load(json: json)
    } catch {
      throw CommandFailure("--model \(model): \(error.description)")
    }
  }

  /// Profiles that slides of the manifest name, each read once.
  private func slideProfiles(_ input: RunInput) throws -> [String: Profile] {
    try Dictionary(
      uniqueKeysWithValues: Set(input.slides.compactMap(\.profile)).sorted().map {
        ($0, try excluding(Profile.load(path: $0)))
      })
  }

  /// Least memory in which one worker measures a whole slide, in MiB.
  private static let leastMebibytes = 256

  /// Most errors of one slide that are printed.
  private static let mostErrors = 20

  /// Stores and prints what came out, and ends with the exit code that says so.
  ///
  /// What was measured is printed even when tables or report cannot be written.
  private func summarize(_ result: RunResult, folder: ResultFolder) throws {
    let stored = Result { try folder.finish(result) }
    for slide in result.slides {
      if let error = slide.error { Message.error(error) }
      for note in slide.regionNotes where !quiet { Message.write(note) }
      let failed = slide.tiles.filter { $0.status == .failed && $0.error != slide.error }
      for tile in failed.prefix(Self.mostErrors) { Message.error(tile.error ?? tile.path) }
      if failed.count > Self.mostErrors {
        Message.error(
          "\(slide.slide): \(failed.count - Self.mostErrors) more tiles cannot be read; "
            + "tiles.csv names them all.")
      }
    }
    if json {
      print(try folder.json(of: result))
    } else if !quiet {
      print(CaseTable.text(result))
    }
    let report = try stored.get()
    if !json && !quiet { print("Report: \(report)") }
    let usable = result.slides.contains { $0.status == .measured }
    let complete =
      result.rejected.isEmpty
      && result.slides.allSatisfy { slide in
        slide.status == .measured && slide.tiles.allSatisfy { $0.status == .measured }
      }
    if !usable { throw ExitCode(1) }
    if !complete { throw ExitCode(3) }
  }
}

extension ResultOptions.Nuclei: ExpressibleByArgument {}
extension ResultOptions.Overlays: ExpressibleByArgument {}
