import Hotspots
import Nuclei
import Raster
import SlideIO
import Stains

/// How an input ended.
public enum MeasurementStatus: String, Sendable, Codable {
  case measured
  case failed
  case skipped
}

/// Doubts about a slide or a case; the raw value is what tables show.
public enum ResultFlag: String, Sendable, Codable, CaseIterable {
  case pixelSizeUnknown = "PIXEL_SIZE_UNKNOWN"
  case pixelSizeDoubtful = "PIXEL_SIZE_DOUBTFUL"
  case someTilesFailed = "SOME_TILES_FAILED"
  case partsUnreadable = "PARTS_UNREADABLE"
  case partOfRun = "PART_OF_RUN"
  case sameImageTwice = "SAME_IMAGE_TWICE"
  case noNuclei = "NO_NUCLEI"
  case fewNuclei = "FEWER_THAN_500_NUCLEI"
  case calibrationFewNuclei = "CALIBRATION_FEW_NUCLEI"
  case calibrationMostlyPositive = "CALIBRATION_MOSTLY_POSITIVE"
  case calibrationReferenceHigh = "CALIBRATION_REFERENCE_HIGH"
  case calibrationReferenceLow = "CALIBRATION_REFERENCE_LOW"
  case calibrationNoHematoxylin = "CALIBRATION_NO_HEMATOXYLIN"
  case calibrationNoGlass = "CALIBRATION_NO_GLASS"
  case calibrationFarFromProfile = "CALIBRATION_FAR_FROM_PROFILE"
  case stainPink = "STAIN_LOOKS_LIKE_EOSIN"
  case stainGray = "NO_COLOR"
  case noPositiveNucleus = "NO_POSITIVE_NUCLEUS"
  case stainWeak = "DAB_WEAK"
  case tilesOutlying = "INDEX_OUTLYING_AMONG_TILES"
  case hotspotSmall = "HOTSPOT_BELOW_REQUESTED_CELLS"
  case mostlyOutOfFocus = "MOSTLY_OUT_OF_FOCUS"
  case partlyOutOfFocus = "PARTLY_OUT_OF_FOCUS"
  case penMarks = "PEN_MARKS"
  case pigment = "PIGMENT_OR_DEBRIS"
  case folds = "FOLDS"
  case edges = "COVERSLIP_EDGE_OR_BUBBLE"
  case underexposed = "TISSUE_PARTLY_BLACK"
  case overexposed = "TISSUE_PARTLY_WHITE"
  case hotspotDoubtful = "HOTSPOT_IN_FLAGGED_AREA"
  case hotspotNeedsPixelSize = "HOTSPOT_NEEDS_PIXEL_SIZE"
  case hotspotNotAboveChance = "HOTSPOT_NOT_ABOVE_CHANCE"
  case gradeDependsOnSelection = "GRADE_DEPENDS_ON_SELECTION"
  case gradeDependsOnErrors = "GRADE_DEPENDS_ON_CALL_ERRORS"

  /// One sentence for people.
  public var explanation: String {
    switch self {
    case .pixelSizeUnknown:
      "The pixel size is unknown: counts and index stand, areas are not given; state it with --mpp."
    case .pixelSizeDoubtful:
      "The pixel size, or that of the files at their downsample, lies outside 0.1 to 1.0 µm; check "
        + "it and state it with --mpp."
    case .someTilesFailed: "Some images could not be used; the counts cover the others."
    case .partsUnreadable:
      "Parts of a slide file cannot be decoded; counts and areas cover the rest (tiles.csv)."
    case .partOfRun:
      "Slides of the case are in parts of the run that are not here; join all parts (ki67 merge)."
    case .sameImageTwice:
      "Two images of the case are the same file, whose nuclei count twice; name each image once."
    case .noNuclei: "No nuclei were found, so there is no index."
    case .fewNuclei: "Fewer than 500 tumor nuclei were found; the guidelines ask for 500."
    case .calibrationFewNuclei:
      "Too few nuclei to take the positivity cut from; fix the reference in a profile."
    case .calibrationMostlyPositive:
      "Hardly any nucleus is negative, so the positivity cut is a bound and faint nuclei may be "
        + "called negative; check the pictures, and fix the reference in a profile."
    case .calibrationReferenceHigh:
      "More nuclei than usual hold more DAB than believed of negative ones, so the positivity cut "
        + "is a bound; check the pictures, and fix the reference in a profile when faint nuclei "
        + "are called wrongly."
    case .calibrationReferenceLow:
      "The negative nuclei hold less DAB than believed possible, so the positivity cut is a bound; "
        + "fix the stain vectors in a profile (ki67 stains)."
    case .calibrationNoHematoxylin:
      "Nuclei without DAB hold no hematoxylin, so negative nuclei may be missed and the index too "
        + "high; check the counterstain."
    case .calibrationNoGlass:
      "No glass or bright background was found, so the white point is a bound; fix it in a profile "
        + "from an image with glass (ki67 stains)."
    case .calibrationFarFromProfile:
      "The light or the negative nuclei of the slide are not those that the profile fixes; fix them "
        + "anew for this scanner and batch (ki67 stains)."
    case .stainPink:
      "Most of the tissue is pink, as eosin makes it: this is probably no Ki-67 stain, and the index "
        + "means nothing; check that the right slide was given."
    case .stainGray:
      "The tissue is gray: without color stains cannot be told apart, and the index means nothing; "
        + "give the picture in color."
    case .noPositiveNucleus:
      "Not one of 500 or more nuclei is positive; check that the staining worked (lymphocytes and "
        + "crypts as inner control)."
    case .stainWeak:
      "Every positive nucleus is stained weakly; check that the staining worked (lymphocytes and "
        + "crypts as inner control)."
    case .tilesOutlying:
      "The index of some tiles lies far outside of what the other tiles of the slide allow, as "
        + "artifacts or a true hotspot make it; look at them (outlying in tiles.csv)."
    case .hotspotSmall: "The hotspot holds fewer nuclei than were asked for: the slide has no more."
    case .mostlyOutOfFocus:
      "Most of the tissue is out of focus, so that nuclei are missed; scan the slide again."
    case .partlyOutOfFocus:
      "Part of the tissue is out of focus, so that nuclei are missed there; the picture of the slide "
        + "shows where."
    case .penMarks: "There are pen marks on the slide; its picture shows where."
    case .pigment:
      "There is solid black pigment or debris on the slide; its picture shows where."
    case .folds:
      "Tissue lies folded or is stained very densely in places, where nuclei may be miscounted; the "
        + "picture of the slide shows where."
    case .hotspotDoubtful:
      "A tenth or more of the hotspot is folded, very dense, or otherwise flagged; look at its picture."
    case .edges: "Edges of a coverslip or bubbles lie on the glass."
    case .underexposed:
      "In part of the tissue no light of some color is left, so that its stain cannot be measured; "
        + "scan the slide brighter."
    case .overexposed:
      "Part of the tissue is white in every color, so that pale nuclei are lost; scan the slide "
        + "darker."
    case .hotspotNeedsPixelSize:
      "The hotspot was asked for in mm, which needs a pixel size; state it with --mpp, or ask for a "
        + "number of cells."
    case .hotspotNotAboveChance:
      "Chance alone makes the hottest region of a tumor with this index everywhere as hot as this "
        + "hotspot in more than one of twenty tumors."
    case .gradeDependsOnSelection:
      "The index adjusted for the choice of the hottest region gives another grade than the "
        + "hotspot's own index."
    case .gradeDependsOnErrors:
      "With the known errors of the positive call another grade is more probable."
    }
  }
}

/// The outcome of one image file.
public struct TileResult: Sendable, Equatable, Codable {
  /// Name of the slide.
  public var slide: String
  /// Name of the file in tables.
  public var image: String
  /// Path that opened the file.
  public var path: String
  /// Place in full-resolution slide pixels; nil when the file could not be read.
  public var placement: PixelRect?
  /// Full-resolution pixels per pixel of the file.
  public var downsample: Double
  /// Nuclei whose center the tile owns.
  public var counts: NucleusCounts
  /// How it ended.
  public var status: MeasurementStatus
  /// Why it failed or was skipped.
  public var error: String?
  /// What the decoder complained about.
  public var warnings: [String]
  /// How sharp and how well exposed its tissue is; nil when it was not measured.
  public var quality: TissueQuality?
  /// Whether its index lies far outside of what the other tiles of the slide allow (`OutlyingFields`);
  /// nil when it does not.
  public var isOutlying: Bool?

  /// Makes a result from its parts.
  public init(
    slide: String, image: String, path: String, placement: PixelRect?, downsample: Double,
    counts: NucleusCounts, status: MeasurementStatus, error: String?, warnings: [String]
  ) {
    self.slide = slide
    self.image = image
    self.path = path
    self.placement = placement
    self.downsample = downsample
    self.counts = counts
    self.status = status
    self.error = error
    self.warnings = warnings
  }
}

/// The outcome of one slide; nuclei are handed over apart, so that a run does not hold them all.
public struct SlideResult: Sendable, Equatable, Codable {
  /// Name of the slide.
  public var slide: String
  /// Name of its case.
  public var caseName: String
  /// How it ended.
  public var status: MeasurementStatus
  /// Why it failed.
  public var error: String?
  /// Full-resolution width in pixels: up to the right edge of the rightmost tile.
  public var width: Int
  /// Full-resolution height in pixels: down to the bottom edge of the lowest tile.
  public var height: Int
  /// Pixel size of full resolution, nil when unknown.
  public var pixelSize: PixelSize?
  /// Why a stated pixel size is not used or doubted, nil when there is nothing to say.
  public var pixelSizeNote: String?
  /// Pixel size that detection worked with in µm; equals `pixelSize` unless that is unknown.
  public var detectionMicronsPerPixel: SIMD2<Double>?
  /// Area covered by readable tiles (inside the region of interest) in mm², nil without pixel size.
  public var measuredAreaSquareMillimeters: Double?
  /// How much is tissue, glass, and what was left out or flagged; nil when it was not measured.
  public var areas: TissueAreas?
  /// How sharp and how well exposed the tissue is; nil when it was not measured.
  public var quality: TissueQuality?
  /// Area in mm² where no nuclei were sought because it holds no tissue, nil without pixel size.
  public var skippedAreaSquareMillimeters: Double?
  /// Area in mm² that was to be measured and could not be decoded, nil without pixel size.
  public var unreadableAreaSquareMillimeters: Double?
  /// Light and stains used.
  public var calibration: StainCalibration?
  /// Positivity cut used.
  public var positivity: PositivityCalibration?
  /// What the kinds of nuclei were judged by.
  public var kindReference: KindReference?
  /// Why the cut is not beyond doubt.
  public var calibrationDoubts: [CalibrationDoubt]
  /// Tiles in input order.
  public var tiles: [TileResult]
  /// All nuclei of the slide.
  public var counts: NucleusCounts
  /// What the nuclei in `counts` are like.
  public var census: NucleusCensus
  /// How they spread over their DAB density.
  public var densities: DensityHistogram
  /// Hotspots, hottest first.
  public var hotspots: [Hotspot]
  /// Regions of interest in the order of their file; empty when the whole slide is measured.
  public var regions: [RegionResult]
  /// What was passed over in the region file or is doubtful about it.
  public var regionNotes: [String]
  /// Outlines of `regions` for pictures; given up once the slide was handed over. A mask has none.
  public var regionOutlines: [RegionOutline]
  /// Index of the hottest region when labels are dealt by chance, 0 to 1, one for each deal.
  public var hottestByChance: [Double]
  /// Nuclei by field.
  public var fields: FieldGrid
  /// Doubts.
  public var flags: [ResultFlag]
  /// Seconds of work on this slide; not part of the tables that must repeat byte by byte.
  public var seconds: Double
  /// Share of the slide that was noted when its run ended early, nil when nothing was; not stored.
  public var shareNoted: Double?

  /// Makes a result from its parts; the remaining fields start empty.
  public init(slide: String, caseName: String, status: MeasurementStatus) {
    self.slide = slide
    self.caseName = caseName
    self.status = status
    width = 0
    height = 0
    calibrationDoubts = []
    tiles = []
    counts = NucleusCounts()
    census = NucleusCensus()
    densities = DensityHistogram()
    hotspots = []
    regions = []
    regionNotes = []
    regionOutlines = []
    hottestByChance = []
    fields = FieldGrid()
    flags = []
    seconds = 0
  }
}
