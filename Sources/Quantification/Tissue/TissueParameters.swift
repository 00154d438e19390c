/// Settings of the survey that tells tissue from glass and from what spoils it.
///
/// The defaults were measured on annotated images and synthetic slides, see `docs/quality.md`.
public struct TissueParameters: Sendable, Equatable, Codable {
  /// Classes in which no nuclei are counted.
  public var exclude: [TissueClass] = [.pen, .pigment, .outOfFocus, .edge]
  /// Optical density of a channel from which a cell of 8 µm is not glass.
  public var tissueOD: Double = 0.03
  /// Sum of the densities of the palest spot within 40 µm from which a color that no tissue has is
  /// ink.
  public var inkLeastOD: Double = 0.4
  /// Least area of ink in mm².
  public var inkLeastSquareMillimeters: Double = 0.02
  /// Density of every channel of the palest spot within 24 µm from which neutral color is pigment.
  public var pigmentLeastOD: Double = 0.3
  /// Focus below which tissue is out of focus; in focus it is 0.17 to 0.55, and 0.06 without any
  /// detail.
  public var leastFocus: Double = 0.12
  /// Least area in mm² out of focus.
  public var blurLeastSquareMillimeters: Double = 0.01
  /// Sum of the densities of the palest spot of a cell of 8 µm from which tissue may be folded.
  public var foldLeastOD: Double = 0.15
  /// How many times that of the palest quarter of the slide's cells it is in a fold, at least.
  public var foldLeastRatio: Double = 2
  /// Least area of a fold in mm².
  public var foldLeastSquareMillimeters: Double = 0.02
  /// Least length in µm of a line that is an edge.
  public var edgeLeastMicrons: Double = 400

  /// Makes the default settings.
  public init() {}
}
