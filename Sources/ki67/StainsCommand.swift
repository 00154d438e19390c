import ArgumentParser
import Foundation
import Quantification
import Stains

/// `ki67 stains`: shows white point and stain vectors of images, and saves them as a profile.
struct StainsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stains",
    abstract: "Show and save the white point and the stain vectors of images.",
    discussion: """
      Estimates hematoxylin and DAB from the pixels of each image and of all together, and says \
      how far they lie from the published reference (Ruifrok & Johnston 2001). A stain that cannot \
      be told apart, or lies too far away to be believed, falls back to the reference.

      Without a profile, quantify uses the reference: on annotated images, vectors estimated for \
      every image alone did not bring the index nearer to the readers'.

      Measure a laboratory's batch with one calibration:
        ki67 stains slides/ --out lab.yaml
        ki67 quantify slides/ --profile lab.yaml --out results

      --plot draws what was found: how often each optical density occurs, the stains as rays from \
      the white point, and a part of each image with both stains and with each alone.
      """)

  @Argument(help: ArgumentHelp("Images, folders or manifests.", valueName: "image"))
  var inputs: [String] = []

  @Option(
    help: ArgumentHelp(
      "Write a profile with this white point and these vectors.", valueName: "file"))
  var out: String?

  @Option(help: ArgumentHelp("Draw the calibration into this SVG.", valueName: "file"))
  var plot: String?

  @Option(
    help: ArgumentHelp("Profile whose other parameters are kept.", valueName: "file"))
  var profile: String?

  @Option(
    help: ArgumentHelp(
      "Take the vectors from a file with QuPath's setColorDeconvolutionStains line.",
      valueName: "file"))
  var importQupath: String?

  @Flag(help: "Print the result as QuPath's setColorDeconvolutionStains line.")
  var qupath = false

  @Flag(help: "Print the result as JSON.")
  var json = false

  func validate() throws {
    if inputs.isEmpty == (importQupath == nil) {
      throw ValidationError(
        "Give images, or a QuPath script by --import-qupath; one of the two, not both.")
    }
    if let plot, !plot.lowercased().hasSuffix(".svg") {
      throw ValidationError("--plot is \"\(plot)\"; it draws SVG: choose a name that ends in .svg.")
    }
    if plot != nil && importQupath != nil {
      throw ValidationError("--plot needs images; --import-qupath reads none.")
    }
    if qupath && json {
      throw ValidationError("--qupath and --json exclude each other; choose one.")
    }
  }

  func run() throws {
    try outputs.check(inputs + [profile, importQupath].compactMap { $0 })
    var base = try profile.map { try Profile.load(path: $0) } ?? Profile()
    if let importQupath {
      try take(qupath: importQupath, into: &base)
    } else {
      try survey(into: &base)
    }
  }

  /// The files that are written.
  private var outputs: OutputGuard {
    var outputs = OutputGuard()
    if let out { outputs.addFile(out, option: "--out") }
    if let plot { outputs.addFile(plot, option: "--plot") }
    return outputs
  }

  // MARK: From QuPath

  private func take(qupath path: String, into base: inout Profile) throws {
    let stains: QuPathStains
    do {
      stains = try QuPathStains(script: String(contentsOfFile: path, encoding: .utf8))
    } catch let error as QuPathStains.ParseError {
      throw CommandFailure("\(path): \(error)")
    } catch {
      throw CommandFailure("\(path) cannot be read: \(SystemReason.text(error)).")
    }
    let isMeasured = stains.background != SIMD3(repeating: 255)
    base.stains.fix(white: isMeasured ? stains.background : nil, vectors: stains.vectors)
    if profile == nil { base.name = stains.name }
    if json {
      try StainsReport.printJSON([StainsReport.Row(stains)])
    } else if qupath {
      print(stains.script)
    } else {
      StainsReport.printTable([StainsReport.Row(stains)])
      if !isMeasured {
        Message.write(
          "QuPath's default background 255 255 255: the white point is taken from each slide.")
      }
    }
    try save(base)
  }

  // MARK: From images

  private func survey(into base: inout Profile) throws {
    let input = try InputCollector().collect(inputs)
    for note in input.notes { Message.write(note) }
    for rejected in input.rejected { Message.error(rejected.reason) }
    let images = input.slides.flatMap(\.tiles)
    try outputs.check(images.map(\.path))
    let survey = StainSurvey(images: images, parameters: base.stains)
    var failures = input.rejected.count
    for item in survey.items {
      if case .failure(let error) = item.outcome {
        failures += 1
        Message.error("\(error)")
      }
    }
    guard let pooled = survey.pooled else { throw ExitCode(1) }
    base.stains.fix(white: pooled.white, vectors: pooled.vectors)
    try show(survey, pooled, profileName: base.name)
    if let plot { try StainsPlotting(survey: survey, images: images).write(to: plot) }
    try save(base)
    if failures > 0 { throw ExitCode(3) }
  }

  private func show(
    _ survey: StainSurvey, _ pooled: StainEstimate, profileName: String
  ) throws {
    var rows = survey.items.compactMap { item in
      (try? item.outcome.get()).map { StainsReport.Row(item.image, $0) }
    }
    if rows.count > 1 { rows.append(StainsReport.Row(StainsReport.pooledName, pooled)) }
    if json {
      try StainsReport.printJSON(rows)
    } else if qupath {
      let stains = QuPathStains(
        name: profileName, vectors: pooled.vectors, background: pooled.white)
      print(stains.script)
      for doubt in pooled.doubts { Message.write("\(StainsReport.pooledName): \(doubt).") }
    } else {
      StainsReport.printTable(rows)
    }
  }

  private func save(_ profile: Profile) throws {
    guard let out else { return }
    try profile.save(to: out)
    Message.write("Profile written to \(out).")
  }
}
