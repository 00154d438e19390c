/// The plane in optical density space that the reference stains span, for pictures of calibrations.
///
/// It is the same for every slide, so that pictures can be compared. A stain off the plane is seen
/// from in front of it, shortened.
public struct StainPlane: Sendable, Equatable {
  private let along: SIMD3<Double>
  private let across: SIMD3<Double>

  /// The plane of the reference vectors.
  public init() {
    let reference = StainVectors.reference
    let middle = reference.hematoxylin + reference.dab
    let apart = reference.dab - reference.hematoxylin
    // Both vectors have length 1, so their sum and difference are perpendicular.
    along = middle / (middle * middle).sum().squareRoot()
    across = apart / (apart * apart).sum().squareRoot()
  }

  /// Where a density or a direction lies.
  ///
  /// - Returns: x from hematoxylin (negative) to DAB (positive), y along the middle between both
  ///   reference stains; the white point is at zero. OD.
  public func project(_ density: SIMD3<Double>) -> SIMD2<Double> {
    SIMD2((density * across).sum(), (density * along).sum())
  }
}
