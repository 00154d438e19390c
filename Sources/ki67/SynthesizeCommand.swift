import ArgumentParser
import Synthesis

/// `ki67 synthesize`: slides with known truth.
struct SynthesizeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "synthesize",
    abstract: "Render synthetic Ki-67 slides with the truth of every nucleus.",
    discussion: """
      Slides are rendered from physics: stain amounts, Beer-Lambert absorption, optical blur and \
      sensor noise. The same seed and options give the same bytes on every machine, for any \
      number of threads.

      The folder gets images/, manifest.csv (an input of ki67 quantify), truth/NAME.csv with one \
      row per nucleus, truth/cases.csv with counts, true index and grade, and with --ground-truth \
      also gt/*.json. manifest.csv and truth/cases.csv describe the last call only.

      A tumor nucleus is positive when its mean DAB density lies 0.15 or more above that of the \
      tissue around it. Without --faint nothing lies between 0.08 and 0.30.

      Examples:
        ki67 synthesize --out demo --index 0.12 --seed 7
        ki67 synthesize --out demo --width 4096 --height 4096 --tiles 1024 --overlap 32 \
      --hotspot 900,1100,150,3
        ki67 synthesize --out demo --slide 20000x15000 --mpp 0.25
        ki67 synthesize --samples --out samples
      """)

  @Option(help: ArgumentHelp("Folder to write to; made when missing.", valueName: "dir"))
  var out: String

  @Flag(help: "Write the project's samples; no other option but --out and --threads applies.")
  var samples = false

  @OptionGroup(title: "Slide") var slide: SynthesizeSlideOptions
  @OptionGroup(title: "Scene") var scene: SynthesizeSceneOptions
  @OptionGroup(title: "Staining and optics") var imaging: SynthesizeImagingOptions

  @Flag(help: "Also write gt/*.json, the points of each image with their class.")
  var groundTruth = false

  @Option(help: ArgumentHelp("Threads that render; they change the time only.", valueName: "n"))
  var threads = 2

  func validate() throws {
    guard (1...1024).contains(threads) else {
      throw ValidationError("--threads is \(threads), expected 1 to 1024")
    }
    guard slide.jpegQuality == nil || slide.format == .tiff || slide.slideSize != nil else {
      throw ValidationError("--jpeg-quality needs --format tiff or --slide")
    }
    guard !slide.lossless || (slide.slideSize != nil && slide.jpegQuality == nil) else {
      throw ValidationError("--lossless goes with --slide, and not with --jpeg-quality")
    }
    guard slide.slideSize == nil || (slide.tiles == nil && !groundTruth && !samples) else {
      throw ValidationError("--slide goes with none of --tiles, --ground-truth and --samples")
    }
    guard slide.overlap == 0 || slide.tiles != nil else {
      throw ValidationError("--overlap is \(slide.overlap) but the slide is not cut: add --tiles")
    }
  }

  func run() throws {
    let slides = samples ? try SampleSet.slides() : [try requestedSlide()]
    try OutputPlace.make(out, option: "--out")
    let writer = SlideWriter(folder: out, workers: threads, writesGroundTruth: groundTruth)
    try writer.write(slides) { slide, truth in
      print(Self.summary(slide, truth))
    }
  }

  private func requestedSlide() throws -> SyntheticSlide {
    var parameters = SceneParameters()
    scene.apply(to: &parameters)
    imaging.apply(to: &parameters)
    do {
      return try slide.slide(parameters)
    } catch {
      throw ValidationError(error.description)
    }
  }

  private static func summary(_ slide: SyntheticSlide, _ truth: SlideTruth) -> String {
    let index = truth.indexPercent.map { "\(($0 * 100).rounded() / 100) %" } ?? "none"
    let files = slide.images.count == 1 ? "1 image" : "\(slide.images.count) tiles"
    return "\(slide.name): \(slide.width) x \(slide.height) px, \(files), "
      + "\(truth.positive) of \(truth.tumor) tumor nuclei positive, index \(index), "
      + "\(truth.other) other nuclei"
  }
}
