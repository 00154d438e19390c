import Grading
import Hotspots

/// What stands beside the grade of a case: how much of it may be chance or error.
public struct CaseEvidence: Sendable {
  /// The hotspot compared with chance over all slides of the case; nil when none was chosen.
  public var selection: HotspotSelection?
  /// The grade by the adjusted index of the hotspot.
  public var adjustedGrade: GradeRecord?
  /// How the index varies between fields; nil with too few of them.
  public var variation: FieldVariation?
  /// Side of those fields in µm, at the pixel size that detection used.
  public var fieldSideMicrons: Double?
  /// Probability of each grade when calls may be wrong; nil where `GradeRecord` has none.
  public var probabilitiesWithErrors: GradeProbabilities?
  /// The index that makes the grade, in percent, errors of the call taken out.
  public var correctedPercent: Double?
  /// Nuclei in all that settle the nearest open cut-off, were the index to stay; nil when none is
  /// open, and where the index lies exactly on it.
  public var nucleiToSettle: Int?

  /// Makes empty evidence.
  public init() {}
}
