import ArgumentParser
import Foundation
import Hotspots
import Nuclei
import Quantification
import Reporting
import Store

/// `ki67 hotspots`: hotspots of a finished run with other settings.
struct HotspotsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "hotspots",
    abstract: "Seek the hotspots of a finished run anew, without reading pixels.",
    discussion: """
      The nuclei that the run kept are searched again and the cases graded anew. The folder of the \
      run is only read; --out names another one for the tables and the report, which then has no \
      pictures.

      Exit codes: 0 everything searched, 1 the run cannot be used, 3 some inputs of the run had \
      failed, 64 wrong usage.
      """)

  @Argument(help: ArgumentHelp("Folder that ki67 quantify wrote.", valueName: "dir"))
  var folder: String

  @Option(
    help: ArgumentHelp(
      "What a hotspot is: cells:N, the smallest disc that holds N tumor nuclei; circle:0.4mm, "
        + "square:0.5mm or area:2mm2, a region of that size; regions, those that were drawn; then "
        + "top:N for the N hottest apart and fewest:N for the fewest nuclei in one of a size.",
      valueName: "mode"))
  var hotspot: String

  @Option(
    help: ArgumentHelp(
      "Annotations with the regions, for --hotspot regions; else those that the run measured, whose "
        + "file must be as it was. Regions of another file have the area that was drawn, and no "
        + "area of tissue.",
      valueName: "file"))
  var roi: String?

  @Option(help: ArgumentHelp("Folder for tables and report; made when missing.", valueName: "dir"))
  var out: String?

  @Flag(help: "Print no messages and no table.")
  var quiet = false

  @Flag(help: "Print the result as JSON instead of a table.")
  var json = false

  func validate() throws {
    try OutputPlace.checkName(ofRun: folder)
    let request = try request()
    if roi != nil && request.mode != .regions {
      throw ValidationError("--roi goes with --hotspot regions only; leave it out.")
    }
    guard let out else { return }
    guard !out.isEmpty else {
      throw ValidationError("--out is empty; name the folder for the results.")
    }
    guard Self.canonical(out) != Self.canonical(folder) else {
      throw ValidationError("--out \(out) is the folder of the run; name another one.")
    }
    guard !FileManager.default.fileExists(atPath: "\(out)/\(RunStore.fileName)") else {
      throw ValidationError(
        "--out \(out) holds another run, whose tables would no longer fit its database; name "
          + "another one.")
    }
    try OutputGuard(results: out).check(
      ["\(folder)/\(RunStore.fileName)"] + [roi].compactMap { $0 })
  }

  func run() throws {
    let request = try request()
    let stored = try StoredRun(folder: folder)
    let merge = try RunMerge([stored], isForced: false)
    if let out, request.mode == .regions && roi == nil {
      let drawn = try stored.slideNames().compactMap { try stored.inputs(of: $0).input.roi }
      try OutputGuard(results: out).check(drawn)
    }
    let kept = try merge.result()
    var settings = kept.settings
    settings.hotspot = request
    let slides = try SlideList(
      count: kept.slides.count, mostInMemory: settings.mostSlidesInMemory,
      folder: settings.spillFolder
    ) { place in
      var slide = kept.slides[place]
      if slide.status == .measured { try search(&slide, request, stored) }
      return slide
    }
    let result = RunResult(of: slides, input: merge.input, settings: settings)
    try conclude(result)
  }

  private func search(
    _ slide: inout SlideResult, _ request: HotspotRequest, _ stored: StoredRun
  ) throws {
    let nuclei = try stored.nuclei(of: slide.slide).lazy.map(\.nucleus)
    if request.mode == .regions { try takeRegions(of: &slide, stored, among: nuclei) }
    slide.replaceHotspots(request, among: nuclei)
    // Outlines of ten thousand slides would fill memory.
    slide.regionOutlines = []
  }

  /// Gives a slide the regions of `--roi`, else the outlines of those that the run measured.
  private func takeRegions(
    of slide: inout SlideResult, _ stored: StoredRun, among nuclei: some Sequence<Nucleus>
  ) throws {
    do {
      if let roi {
        let rules = try stored.profile(of: slide.slide).regions
        try slide.redrawRegions(path: roi, rules: rules, among: nuclei)
      } else if !slide.regions.isEmpty {
        try stored.readOutlines(of: &slide)
      } else if !quiet {
        Message.warning("\(slide.slide): no regions were drawn; --roi names a file with some.")
      }
    } catch let problem as DrawnRegionsProblem {
      throw CommandFailure("\(slide.slide): \(problem.description)")
    }
  }

  private func conclude(_ result: RunResult) throws {
    var report: String?
    if let out {
      try OutputPlace.make(out, option: "--out")
    }
    let place = out ?? FileManager.default.temporaryDirectory.path
    if out != nil || json {
      let folder = try ResultFolder(
        path: place, options: ResultOptions(overlays: .none, nuclei: .none),
        program: Version.current)
      if out != nil { report = try folder.finish(result) }
      if json { print(try folder.json(of: result)) }
    }
    if !json && !quiet {
      print(CaseTable.text(result))
      if let report { print("Report: \(report)") }
    }
    let isComplete =
      result.rejected.isEmpty && result.slides.digests.allSatisfy { $0.status == .measured }
    if !isComplete { throw ExitCode(3) }
  }

  private func request() throws -> HotspotRequest {
    do throws(HotspotRequestError) {
      return try HotspotRequest(text: hotspot)
    } catch {
      throw ValidationError("--hotspot \"\(hotspot)\": \(error.description)")
    }
  }

  private static func canonical(_ path: String) -> String {
    URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }
}
