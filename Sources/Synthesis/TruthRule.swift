/// The rule by which a synthetic nucleus is positive.
///
/// Compared is the mean DAB density over the nucleus above that of the surrounding tissue. Nothing
/// lies between `clearlyNegativeOD` and `clearlyPositiveOD` unless faint nuclei are asked for.
public enum TruthRule {
  /// Smallest DAB density of a positive nucleus.
  public static let positiveFromOD = 0.15
  /// Largest DAB density of a negative nucleus in a scene without faint nuclei.
  public static let clearlyNegativeOD = 0.08
  /// Smallest DAB density of a positive nucleus in a scene without faint nuclei.
  public static let clearlyPositiveOD = 0.30
  /// Largest DAB density that is rendered.
  public static let strongestOD = 1.7

  /// Whether a nucleus of that DAB density is positive.
  public static func isPositive(dabOD: Double) -> Bool {
    dabOD >= positiveFromOD
  }
}
