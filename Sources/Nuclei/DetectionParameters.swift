/// Settings of nucleus detection; the defaults are the measured recipe.
///
/// The scoring model was trained with the defaults of everything that shapes seeds and outlines:
/// with other values it should be trained anew.
public struct DetectionParameters: Sendable, Equatable, Codable {
  /// Size of a working pixel in µm; every image is resampled to it.
  public var workingMicronsPerPixel: Double = 0.5
  /// Standard deviations in µm of the blobs that are sought as seeds, ascending.
  public var seedSizesMicrons: [Double] = [1.4, 2, 2.8, 4]
  /// Smallest blob response that becomes a candidate, in units of absorbed light (0 to 1).
  public var candidateThreshold: Double = 0.012
  /// Standard deviation in µm of the smoothing under the rays; 0 smooths nothing.
  public var raySmoothingMicrons: Double = 0.9
  /// Absorbed light (0 to 1) over 1 µm that is added to the typical edge of a nucleus before edges
  /// are compared with it, so that noise is no edge.
  public var edgeFloor: Double = 0.01
  /// How often each outline is centered anew.
  public var centeringRounds: Int = 2
  /// Cost, in typical edges, of a radius twice the expected one in the first fit.
  public var firstRadiusPull: Double = 0.15
  /// The same in later fits, which expect the mean radius found before.
  public var laterRadiusPull: Double = 0.03
  /// Share of a crossed valley that is taken from the edge behind it.
  public var valleyPenalty: Double = 0.3
  /// Cost, in typical edges, of half a µm between the radii of neighboring rays.
  public var raggednessPenalty: Double = 0.02
  /// Smallest score (0 to 1) that makes a candidate a nucleus.
  public var scoreThreshold: Double = 0.2
  /// Factor by which outlines are enlarged in the search for centers that lie in them.
  public var overlapEnlargement: Double = 1.5

  /// Makes the default settings.
  public init() {}
}
