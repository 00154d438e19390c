import ArgumentParser
import Stains
import Synthesis

/// Size, seed and storage of a synthetic slide.
struct SynthesizeSlideOptions: ParsableArguments {
  @Option(help: "Name of the slide and of its files.")
  var name = "synthetic"

  @Option(help: "Seed; each gives another tumor.")
  var seed: UInt64 = 1

  @Option(help: ArgumentHelp("Width of the slide.", valueName: "px"))
  var width = 1024

  @Option(help: ArgumentHelp("Height of the slide.", valueName: "px"))
  var height = 1024

  @Option(
    name: .customLong("slide"),
    help: ArgumentHelp(
      "Write a whole slide of that size: a pyramid of JPEG tiles, in bounded memory.",
      valueName: "widthxheight"))
  var slideSize: SlideSize?

  @Option(help: ArgumentHelp("Pixel size in µm, 0.1 to 1.", valueName: "µm"))
  var mpp = 0.5

  @Flag(help: "Do not state the pixel size in the files.")
  var noPixelSize = false

  @Option(help: ArgumentHelp("Cut the slide into placed tiles of that size.", valueName: "px"))
  var tiles: Int?

  @Option(help: ArgumentHelp("Pixels that neighboring tiles share.", valueName: "px"))
  var overlap = 0

  @Option(help: "Names of tiles: 'Name [x=..,y=..,w=..,h=..]' or 'Name_x_y'.")
  var names = Tiling.Naming.qupath

  @Option(help: "Format of the images.")
  var format = Format.png

  @Option(
    help: ArgumentHelp(
      "Compress TIFF by JPEG, 1 to 100; without it lossless. Of --slide 80 unless given.",
      valueName: "quality"))
  var jpegQuality: Int?

  @Flag(help: "Compress --slide without loss: the same pixels as images and tiles of that seed.")
  var lossless = false

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case png
    case tiff
  }

  private var encoding: ImageEncoding {
    if slideSize != nil { return .pyramid(quality: lossless ? nil : jpegQuality ?? 80) }
    guard format == .tiff else { return .png }
    return jpegQuality.map { .jpegTIFF(quality: $0) } ?? .tiff
  }

  func slide(_ parameters: SceneParameters) throws(SynthesisError) -> SyntheticSlide {
    let scene = try SyntheticScene(seed: seed, parameters: parameters, micronsPerPixel: mpp)
    let tiling = tiles.map { Tiling(sizePixels: $0, overlapPixels: overlap, naming: names) }
    return try SyntheticSlide(
      name: name, scene: scene, width: slideSize?.width ?? width,
      height: slideSize?.height ?? height, tiling: tiling,
      encoding: encoding, statesPixelSize: !noPixelSize)
  }
}

/// Tissue, nuclei and labelling of a synthetic slide.
struct SynthesizeSceneOptions: ParsableArguments {
  @Option(help: "Share of tumor nuclei that are positive outside of hotspots, 0 to 1.")
  var index = 0.12

  @Option(help: "Slow changes of that share over the slide, as a relative deviation, 0 to 1.")
  var heterogeneity = 0.15

  @Option(
    help: ArgumentHelp(
      "A region that is labelled more: center and radius in µm, factor at its center. Repeatable.",
      valueName: "x,y,radius,factor"))
  var hotspot: [LabellingHotspot] = []

  @Option(
    help: ArgumentHelp(
      "Something that spoils the slide: pen, fold, bubble, blur or pigment, with center and size in "
        + "µm. Repeatable.",
      valueName: "kind,x,y,size"))
  var artifact: [SlideArtifact] = []

  @Option(help: "Share of tumor nuclei that are faint, where observers disagree, 0 to 1.")
  var faint = 0.0

  @Option(help: ArgumentHelp("Tumor nuclei per mm² of nest, 2000 to 8000.", valueName: "count"))
  var cells = 5800.0

  @Option(help: ArgumentHelp("Mean diameter of tumor nuclei.", valueName: "µm"))
  var diameter = 7.8

  @Option(help: "Share of spindle-shaped stroma nuclei, 0 to 0.6.")
  var stroma = 0.015

  @Option(help: "Share of lymphocytes, 0 to 0.6.")
  var lymphocytes = 0.005

  @Option(help: "Share of endothelial nuclei, 0 to 0.6.")
  var endothelium = 0.005

  @Option(help: ArgumentHelp("Mean diameter of tumor nests.", valueName: "µm"))
  var nestSize = 150.0

  @Option(help: ArgumentHelp("Mean width of septa between nests.", valueName: "µm"))
  var septum = 9.0

  @Option(help: "Share of the slide without tissue, 0 to 0.9.")
  var glass = 0.06

  func apply(to parameters: inout SceneParameters) {
    parameters.labelling.index = index
    parameters.labelling.heterogeneity = heterogeneity
    parameters.labelling.hotspots = hotspot
    parameters.artifacts = artifact
    parameters.labelling.faintFraction = faint
    parameters.nuclei.tumorPerSquareMillimeter = cells
    parameters.nuclei.meanDiameterMicrons = diameter
    parameters.nuclei.stromaFraction = stroma
    parameters.nuclei.lymphocyteFraction = lymphocytes
    parameters.nuclei.endotheliumFraction = endothelium
    parameters.tissue.nestSizeMicrons = nestSize
    parameters.tissue.septumWidthMicrons = septum
    parameters.tissue.glassFraction = glass
  }
}

/// Stains, light and sensor of a synthetic slide.
struct SynthesizeImagingOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Directions of hematoxylin and DAB: red, green and blue shares of density.",
      valueName: "r,g,b/r,g,b"))
  var stainVectors = StainVectors.reference

  @Option(help: ArgumentHelp("Median DAB density of positive nuclei.", valueName: "OD"))
  var dab = 0.75

  @Option(help: ArgumentHelp("Mean hematoxylin density of tumor nuclei.", valueName: "OD"))
  var hematoxylin = 0.39

  @Option(help: ArgumentHelp("Hematoxylin density of cytoplasm.", valueName: "OD"))
  var cytoplasm = 0.055

  @Option(help: ArgumentHelp("DAB density of the tissue between nuclei.", valueName: "OD"))
  var background = 0.015

  @Option(help: ArgumentHelp("Color of glass, 100 to 255 each.", valueName: "r,g,b"))
  var white = NumberTriple(243, 242, 240)

  @Option(help: ArgumentHelp("Standard deviation of the optical blur.", valueName: "µm"))
  var blur = 0.35

  @Option(help: ArgumentHelp("Standard deviation of the sensor noise.", valueName: "levels"))
  var noise = 1.2

  func apply(to parameters: inout SceneParameters) {
    parameters.staining.vectors = stainVectors
    parameters.staining.medianDABDensityOD = dab
    parameters.staining.hematoxylinDensityOD = hematoxylin
    parameters.staining.cytoplasmDensityOD = cytoplasm
    parameters.staining.backgroundDABDensityOD = background
    parameters.optics.white = white.values
    parameters.optics.blurSigmaMicrons = blur
    parameters.optics.noiseLevels = noise
  }
}
