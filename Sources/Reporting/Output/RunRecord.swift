import Foundation
import Grading
import Nuclei
import Quantification
import SlideIO
import Stains

/// `run.json`: what was run on what, how, when and where, and how everything ended.
///
/// Keys are written in snake case and sorted. Times, machine and paths stand only here, so that
/// every other file of a run repeats byte by byte.
struct RunRecord: Encodable {
  var format = "ki67-run-1"
  var program: Program
  var startedAt: String
  var finishedAt: String
  var seconds: Double
  var machine: Machine
  var settings: Settings
  var counts: Counts
  /// Empty here: `RunRecordWriter` puts cases and slides in their places one by one.
  let cases: [Case] = []
  let slides: [Slide] = []
  var rejected: [Rejected]
  var files: [String]

  struct Program: Encodable {
    var name = "ki67"
    var version: String
    var build: String?
  }

  struct Machine: Encodable {
    var system: String
    var architecture: String
    var processors: Int
    var memoryBytes: UInt64
  }

  struct Settings: Encodable {
    var profile: ProfileRecord
    var hotspot: String
    var threads: Int
    var memoryLimitBytes: Int
    /// Hash of everything that decides results: program, model, profile, hotspot; nil when no store
    /// keeps the run.
    var hash: String?
  }

  struct ProfileRecord: Encodable {
    var name: String
    var stains: StainParameters
    var detection: DetectionParameters
    var positivity: PositivityParameters
    var tumor: TumorParameters
    var regions: RegionParameters
    var tissue: TissueParameters
    var grading: GradingParameters
  }

  struct Counts: Encodable {
    var cases: Int
    var casesGraded: Int
    var slides: Int
    var slidesMeasured: Int
    var tiles: Int
    var tilesMeasured: Int
    var tilesFailed: Int
    var tilesSkipped: Int
    var inputsRejected: Int
    var nuclei: Int
  }

  struct Case: Encodable {
    var `case`: String
    var status: MeasurementStatus
    var error: String?
    var slides: [String]
    var global: NucleusCounts
    var census: Census
    var hotspot: NucleusCounts?
    var hotspotCensus: Census?
    var hotspotSlide: String?
    var grade: GradeRecord?
    var gradedRegion: String
    var evidence: Evidence
    var refusal: String?
    var flags: [String]
    var gradingFields: [String: String]
    var carriedFields: [CarriedField]
  }

  struct Evidence: Encodable {
    var selection: Selection?
    var adjustedGrade: GradeRecord?
    var variation: Variation?
    var correctedPercent: Double?
    var probabilitiesWithErrors: GradeProbabilities?
    var nucleiToSettle: Int?
  }

  struct Selection: Encodable {
    var slideIndexPercent: Double
    var expectedMaximumPercent: Double
    var highestByChancePercent: Double
    var significance: Double
    var weight: Double
    var localIndexPercent: Double
    var adjustedIndexPercent: Double
    var isAboveChance: Bool
    var deals: Int
  }

  struct Variation: Encodable {
    var fields: Int
    var fieldSideMicrons: Double?
    var interval: ProportionInterval?
    var dispersion: Double
    var significance: Double
    var standardDeviationPoints: Double
  }

  struct Slide: Encodable {
    var slide: String
    var `case`: String
    var status: MeasurementStatus
    var error: String?
    var width: Int
    var height: Int
    var pixelSize: Size?
    var white: [Double]?
    var whiteSource: String?
    var hematoxylin: [Double]?
    var dab: [Double]?
    var vectorsSource: String?
    var positivity: PositivityCalibration?
    var calibrationDoubts: [Doubt]
    var kindReference: KindReference?
    var counts: NucleusCounts
    var census: Census
    var tissue: Tissue?
    var flags: [String]
    var regions: [Region]
    var regionNotes: [String]
    var seconds: Double
    var tiles: [Tile]
  }

  struct Region: Encodable {
    var name: String
    var `class`: String
    var role: RegionParameters.Role
    var areaMm2: Double?
    var tissueAreaMm2: Double?
    var counts: NucleusCounts?
    var census: Census?
  }

  struct Tissue: Encodable {
    /// Areas by class; nil without pixel size.
    var areasMM2: [String: Double]?
    var excluded: [TissueClass]
    var focus: Double?
    var blackShare: Double?
    var whiteShare: Double?
  }

  struct Doubt: Encodable {
    var code: CalibrationDoubt.Code
    var explanation: String
  }

  struct Census: Encodable {
    var weak: Int
    var moderate: Int
    var strong: Int
    var expectedPositive: Double
    var expectedIndexPercent: Double?
    var excluded: Int
    var kinds: [String: Int]
  }

  struct Size: Encodable {
    var xMicrons: Double
    var yMicrons: Double
    var source: String
  }

  struct Tile: Encodable {
    var image: String
    var path: String
    var bytes: Int?
    /// XXH3 hash of the file's content, 128 bits.
    var xxh128: String?
    var status: MeasurementStatus
    var error: String?
    var warnings: [String]
  }

  struct Rejected: Encodable {
    var input: String
    var reason: String
  }
}
