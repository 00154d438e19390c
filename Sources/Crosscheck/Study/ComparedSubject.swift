import Agreement

/// How near a comparison comes to comparing the same thing.
///
/// These are different questions: a reader who counted another field of the case differs by the
/// tumor's heterogeneity, not by error (Boukhar et al., Am J Clin Pathol 2021;156:607).
public enum ComparisonLevel: String, Sendable, Comparable, CaseIterable {
  /// The same case or slide, perhaps other fields.
  case sameCase = "same_case"
  /// The same field, perhaps other nuclei of it.
  case sameField = "same_field"
  /// Nucleus by nucleus.
  case sameNuclei = "same_nuclei"

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// Whether `first` comes less near.
  public static func < (first: ComparisonLevel, second: ComparisonLevel) -> Bool {
    first.rank < second.rank
  }
}

/// A reading of a subject.
public struct Reading: Sendable, Equatable {
  /// Who read; "" when nobody is named.
  public var reader: String
  /// Which of the reader's readings it is; "" when there is one.
  public var repetition: String
  /// What was read.
  public var value: IndexValue
}

/// Something that was both counted by readers and measured.
public struct ComparedSubject: Sendable, Equatable {
  /// Name.
  public var name: String
  /// What is compared.
  public var level: ComparisonLevel
  /// The part that is compared, such as "hotspot" or "all nuclei".
  public var region: String
  /// Slide that shows it; nil for a case without one.
  public var slide: String?
  /// What readers say, one by one.
  public var readings: [Reading]
  /// What readers say together.
  public var manual: IndexValue
  /// What was measured.
  public var measured: IndexValue
  /// Marked nuclei against measured ones, a field for each reader.
  public var fields: [ComparedField] = []
  /// Places of relative DAB densities for calibration, see `CutCalibration`; nil when unknown.
  var relativeDensities: [Double]?

  /// Measured minus manual index, in percentage points.
  public var differencePoints: Double { measured.percent - manual.percent }
}

/// The nuclei that one reader marked on one field, against the measured ones.
public struct ComparedField: Sendable, Equatable {
  /// Who marked.
  public var reader: String
  /// Name of the slide.
  public var slide: String
  /// Marks inside the field, in µm on the slide.
  public var marks: [LabeledPoint]
  /// Measured nuclei near and inside the field, in µm on the slide.
  public var nuclei: [LabeledPoint]
  /// Pixel size that places were converted with, in µm.
  public var micronsPerPixel: SIMD2<Double>
  /// Whether that size was estimated, so that the radius in µm is uncertain.
  public var isScaleEstimated: Bool
  /// Marks outside the field, which do not count.
  public var marksOutside: Int
  /// The pairing.
  public var comparison: NucleusComparison
}

/// What has no counterpart.
public struct Unpaired: Sendable, Equatable {
  /// Which side it stands on.
  public enum Side: String, Sendable {
    /// In the manual results.
    case manual
    /// In the results of the run.
    case measured
  }

  /// The side it stands on.
  public var side: Side
  /// Its name there.
  public var name: String
  /// Why it could not be paired.
  public var reason: String
}
