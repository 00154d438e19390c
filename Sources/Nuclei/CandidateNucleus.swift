/// A dark spot that may be a nucleus, before overlapping ones are sorted out.
///
/// Positions are on the slide's working grid, so that the same spot is the same value whatever part
/// of the slide was processed. Small numbers stand where alignment would leave gaps: a slide has
/// millions of candidates.
public struct CandidateNucleus: Sendable, Equatable {
  /// Center of the rays in half working pixels: pixel `i` has its center at `2 * i`.
  public var x2: Int32
  /// Center of the rays in half working pixels, see `x2`.
  public var y2: Int32
  /// Ratio of the long to the short axis of inertia, at least 1.
  public var elongation: Float
  /// Share of light absorbed inside less that around, see `NucleusAppearance`.
  public var contrast: Float
  /// Radius along each ray in steps of half a µm, 1 to 20.
  public var radiusSteps: SIMD16<UInt8>
  /// Center of area relative to the center of the rays, µm.
  public var centroidMicrons: SIMD2<Float>
  /// Area in µm².
  public var areaSquareMicrons: Float
  /// Mean DAB optical density inside.
  public var dabOD: Float
  /// Mean hematoxylin optical density inside.
  public var hematoxylinOD: Float
  /// Confidence that this is a nucleus, 0 to 1.
  public var score: Float
  /// Rise of absorption at the edge divided by the contrast, see `NucleusAppearance`.
  public var edgeSharpness: Float

  /// Makes a candidate from its parts.
  public init(
    x2: Int32, y2: Int32, radiusSteps: SIMD16<UInt8>, centroidMicrons: SIMD2<Float>,
    areaSquareMicrons: Float, dabOD: Float, hematoxylinOD: Float,
    score: Float, appearance: NucleusAppearance = NucleusAppearance()
  ) {
    self.x2 = x2
    self.y2 = y2
    self.radiusSteps = radiusSteps
    self.centroidMicrons = centroidMicrons
    self.areaSquareMicrons = areaSquareMicrons
    self.dabOD = dabOD
    self.hematoxylinOD = hematoxylinOD
    self.score = score
    elongation = appearance.elongation
    contrast = appearance.contrast
    edgeSharpness = appearance.edgeSharpness
  }

  /// Measures by which the kind is judged.
  public var appearance: NucleusAppearance {
    NucleusAppearance(elongation: elongation, contrast: contrast, edgeSharpness: edgeSharpness)
  }

  /// Center of area in full-resolution pixels of the slide that a grid was laid over.
  public func position(on grid: WorkingGrid) -> SIMD2<Double> {
    grid.origin
      + positionMicrons(workingMicronsPerPixel: grid.workingMicronsPerPixel) / grid.micronsPerPixel
  }

  /// Center of area in µm from the corner of the grid.
  func positionMicrons(workingMicronsPerPixel: Double) -> SIMD2<Double> {
    rayCenterMicrons(workingMicronsPerPixel: workingMicronsPerPixel)
      + SIMD2<Double>(centroidMicrons)
  }

  /// Center of the rays in µm from the slide's top-left corner.
  func rayCenterMicrons(workingMicronsPerPixel: Double) -> SIMD2<Double> {
    SIMD2(Double(x2), Double(y2)) * (workingMicronsPerPixel / 2)
      + SIMD2(repeating: workingMicronsPerPixel / 2)
  }

  /// Radius in µm in the direction of an angle, linear between rays.
  func radiusMicrons(towards offset: SIMD2<Float>) -> Float {
    let turn = StarOutline.turn(of: offset) * Float(StarFit.rays)
    let lower = Int(turn)
    let share = turn - Float(lower)
    let first = Float(radiusSteps[lower % StarFit.rays])
    let second = Float(radiusSteps[(lower + 1) % StarFit.rays])
    return (first + (second - first) * share) * StarFit.stepMicrons
  }
}
