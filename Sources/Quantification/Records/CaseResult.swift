import Grading
import Hotspots
import Nuclei

/// The outcome of one case: all its slides together, and its grade.
public struct CaseResult: Sendable {
  /// What was said about the case.
  public var input: CaseInput
  /// Slides of the case, in input order, by name.
  public var slides: [String]
  /// How it ended: failed when no slide could be measured.
  public var status: MeasurementStatus
  /// Why it failed.
  public var error: String?
  /// Nuclei of all measured slides.
  public var global: NucleusCounts
  /// What the nuclei in `global` are like.
  public var census: NucleusCensus
  /// The hottest hotspot of all slides and the slide it lies on.
  public var hotspot: (slide: String, hotspot: Hotspot)?
  /// Whether the grade rests on the hotspot; otherwise on all nuclei, because no hotspot holds as
  /// many as were asked for.
  public var isGradedOnHotspot: Bool
  /// The index that makes the grade.
  public var gradedIndex: GradedIndex
  /// What stands beside the grade.
  public var evidence: CaseEvidence
  /// The grade, made from the hotspot's counts, else from the global ones.
  public var grade: GradeRecord?
  /// Why there is no grade.
  public var gradeRefusal: String?
  /// Doubts of the case and of its slides, each once.
  public var flags: [ResultFlag]

  /// Makes a result from its parts; the remaining fields start empty.
  public init(input: CaseInput, slides: [String], status: MeasurementStatus) {
    self.input = input
    self.slides = slides
    self.status = status
    global = NucleusCounts()
    census = NucleusCensus()
    isGradedOnHotspot = false
    gradedIndex = .global
    evidence = CaseEvidence()
    flags = []
  }
}

/// The outcome of a run.
public struct RunResult: Sendable {
  /// Cases in input order.
  public let cases: CaseList
  /// Slides in input order.
  public let slides: SlideList
  /// Inputs that could not become part of a slide.
  public var rejected: [RejectedInput]
  /// Settings of the run.
  public var settings: RunSettings
  /// Names of slides that were named and left out: what was measured of them before is not given up.
  public var absent: Set<String> = []
  /// Names of slides that other parts of a shared run have, of which the same holds.
  public var elsewhere: Set<String> = []

  /// Makes a result from its parts.
  public init(
    cases: CaseList, slides: SlideList, rejected: [RejectedInput], settings: RunSettings
  ) {
    self.cases = cases
    self.slides = slides
    self.rejected = rejected
    self.settings = settings
  }
}
