/// Settings of the judgment which nuclei are likely no tumor nuclei.
///
/// Sizes, densities, contrasts and sharpness are relative to the median of the larger half of the
/// slide's own nuclei, where tumor nuclei are; so they do not depend on an exact pixel size, on the
/// stain, on the scanner, or on how many lymphocytes there are.
public struct TumorParameters: Sendable, Equatable, Codable {
  /// Kinds that do not count.
  public var exclude: [NucleusKind] = []
  /// Fewest nuclei that give a comparison; with fewer nothing is
  /// told from tumor. With fewer negative ones, lymphocytes and nuclei out of focus are not told.
  public var fewestNuclei: Int = 20
  /// Largest area of a lymphocyte, as a share of the comparison.
  public var lymphocyteLargestArea: Double = 0.3
  /// Largest ratio of the long to the short axis of a lymphocyte.
  public var lymphocyteLargestElongation: Double = 1.5
  /// Least hematoxylin density of a lymphocyte, as a share of that of negative nuclei.
  public var lymphocyteLeastHematoxylin: Double = 1.2
  /// Least ratio of the long to the short axis of a spindle.
  public var stromaLeastElongation: Double = 1.6
  /// Largest width of a spindle, as a share of the comparison.
  public var stromaLargestWidth: Double = 0.5
  /// Largest area of debris, as a share of the comparison.
  public var debrisLargestArea: Double = 0.25
  /// Largest contrast of a nucleus out of focus, as a share of that of negative nuclei.
  public var blurLargestContrast: Double = 0.6
  /// Largest hematoxylin density out of focus, as a share of that of negative nuclei.
  public var blurLargestHematoxylin: Double = 0.5
  /// Largest edge sharpness out of focus, as a share of the comparison.
  public var blurLargestSharpness: Double = 1
  /// Area in µm² to compare with, fixed by a laboratory; nil takes it from the slide.
  public var fixedAreaSquareMicrons: Double?
  /// Width in µm to compare with, fixed by a laboratory; nil takes it from the slide.
  public var fixedWidthMicrons: Double?
  /// Edge sharpness to compare with, fixed by a laboratory; nil takes it from the slide.
  public var fixedEdgeSharpness: Double?
  /// Hematoxylin density to compare with, fixed by a laboratory; nil takes it from the slide.
  public var fixedHematoxylinOD: Double?
  /// Contrast to compare with, fixed by a laboratory; nil takes it from the slide.
  public var fixedContrast: Double?

  /// Makes the default settings.
  public init() {}
}
