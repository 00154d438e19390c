import ArgumentParser
import Foundation
import Hotspots
import Nuclei
import Quantification
import Raster
import Reporting
import SlideIO
import Store

/// `ki67 quantify`: the main job, from images to graded cases.
struct QuantifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "quantify",
    abstract: "Measure images, folders or a manifest, and grade the cases.",
    discussion: """
      Inputs are images (PNG, TIFF, whole slides), folders (searched recursively; tiles of one \
      slide are recognized by name) and manifests (CSV with a column "image"). Results go to the output \
      folder: cases.csv, slides.csv, tiles.csv, hotspots.csv, regions.csv, nuclei/, overlays/, \
      report.html, run.json and ki67.sqlite.

      A run that was ended by Ctrl-C, by a full disk or by a power cut goes on when the same \
      command is given again: slides whose files and settings did not change are not measured twice.

      Exit codes: 0 everything measured, 1 nothing usable, 3 some inputs failed and the rest is \
      complete, 64 wrong usage, 130 interrupted.
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
        + "square:0.5mm or area:2mm2, a region of that size; regions, those that were drawn; then "
        + "top:N for the N hottest apart and fewest:N for the fewest nuclei in one of a size, as in "
        + "area:0.2mm2,top:3.",
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
      "Number of workers; changes the time only. (default: one for each core)",
      valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp(
      "Bound of the memory in use, for example 1GiB or 512MiB; a number alone is MiB.",
      valueName: "size"))
  var memory = MemorySize(mebibytes: 1024)

  @Option(
    help: ArgumentHelp(
      "Seconds that one slide may take; a slower one fails, and the rest goes on.",
      valueName: "seconds"))
  var timeout: Double?

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

  @Flag(help: "Measure everything again, whatever an earlier run kept.")
  var fresh = false

  @Option(
    help: ArgumentHelp(
      "Measure part K of N only, to share a run between machines; ki67 merge joins the parts.",
      valueName: "K/N"))
  var shard: String?

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
    if let timeout, !(timeout > 0 && timeout <= Self.mostSeconds) {
      throw ValidationError(
        "--timeout is \(timeout); expected a number of seconds above 0, at most "
          + "\(Int(Self.mostSeconds)) (ten years).")
    }
    _ = try hotspotRequest()
    if let shard, RunShard(text: shard) == nil {
      throw ValidationError(
        "--shard is \"\(shard)\"; expected K/N with K from 1 to N, for example 2/5.")
    }
    _ = try excludedKinds()
    do throws(IntakeError) {
      _ = try mpp.map { text throws(IntakeError) in try PixelSizeOption.parse(text) }
    } catch {
      throw ValidationError(error.description)
    }
  }

  func run() throws {
    let stop = StopRequest()
    Interruption.watch(stop)
    let settings = try settings()
    let whole = try collect(settings)
    let shard = shard.flatMap(RunShard.init)
    let input = shard.map(whole.part) ?? whole
    for note in input.notes where !quiet { Message.write(note) }
    for rejected in input.rejected { Message.error(rejected.reason) }
    guard !input.slides.isEmpty || shard != nil else {
      Message.error("nothing to measure: none of the inputs is a usable image")
      throw ExitCode(1)
    }
    try protectInputs(whole)
    let profiles = try slideProfiles(input)
    let model = try scoringModel()
    let line = ProgressLine(isShown: !quiet)
    try OutputPlace.make(out, option: "--out")
    if let features { try OutputPlace.make(features, option: "--features") }
    let store = try openStore(
      settings, model: model.hash, part: shard.map { RunPart($0, of: whole) })
    defer { Message.atEnd { try store.close() } }
    if shard == nil { try store.note(parts: [], wholes: [RunPart.identity(of: whole)]) }
    let folder = try ResultFolder(
      path: out, options: ResultOptions(overlays: overlays, nuclei: nuclei),
      program: Version.current, store: store, stop: stop
    ) { line.show($0) }
    let result = QuantificationRun(
      input: input, settings: settings, profiles: profiles, model: model.trees, observer: folder,
      ledger: folder, stop: stop
    ).run()
    line.clear()
    try RunSummary(result: result, folder: folder, store: store, stop: stop, isQuiet: quiet)
      .conclude(asJSON: json)
  }

  /// Refuses folders for results in which something that is read would be lost.
  private func protectInputs(_ input: RunInput) throws {
    var outputs = OutputGuard(results: out)
    if let features {
      try outputs.check(folder: features, option: "--features")
      guard FilePlace(features) != FilePlace(out) else {
        throw ValidationError(
          "--features \(features) is the folder of --out, whose files would be mixed with others; "
            + "name another folder with --features.")
      }
      for slide in input.slides {
        outputs.addFile("\(features)/\(slide.slide).csv", option: "--features")
      }
    }
    try outputs.check(inputs + input.rejected.map(\.input))
    try outputs.check([profile, roi, model].compactMap { $0 })
    try outputs.check(
      input.slides.lazy.flatMap { slide -> [String] in
        slide.tiles.map(\.path) + [slide.roi, slide.profile].compactMap { $0 }
      })
  }

  /// Opened before anything is measured, so that hours of work are not lost for a name.
  private func openStore(
    _ settings: RunSettings, model: ContentHash, part: RunPart?
  ) throws -> RunStore {
    try RunStore(
      folder: out,
      settings: StoredSettings(
        settings, program: Version.current.programName, model: model),
      part: part,
      // Tables of candidates are not kept, so that each run has to measure for them.
      isFresh: fresh || features != nil, givesUpTrail: fresh)
  }

  private func settings() throws -> RunSettings {
    var settings = RunSettings(
      threads: threads ?? AvailableProcessors.current.workers,
      memoryLimitBytes: memory.bytes, featureFolder: features, spillFolder: out,
      secondsPerSlide: timeout)
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

  private func scoringModel() throws -> ScoringModel {
    try model.map(ScoringModel.init) ?? ScoringModel()
  }

  /// Profiles that slides of the manifest name, each read once.
  private func slideProfiles(_ input: RunInput) throws -> [PathKey: Profile] {
    try Dictionary(
      uniqueKeysWithValues: Set(input.slides.compactMap(\.profile).map(PathKey.init)).sorted().map {
        ($0, try excluding(Profile.load(path: $0.text)))
      })
  }

  /// Longest time for a slide; durations of the language end somewhere above.
  private static let mostSeconds = 315_360_000.0

  /// Least memory in which one worker measures a whole slide, in MiB.
  static let leastMebibytes = 256
}

extension ResultOptions.Nuclei: ExpressibleByArgument {}
extension ResultOptions.Overlays: ExpressibleByArgument {}
