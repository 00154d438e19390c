/// Directions of hematoxylin and DAB in optical density space, and the residual direction.
///
/// Each vector holds the share of red, green and blue density of one stain and has length 1.
/// The residual is the cross product of the two stains, so that deconvolution is invertible.
public struct StainVectors: Sendable, Equatable, Codable {
  /// Hematoxylin: red, green, blue density shares, length 1.
  public let hematoxylin: SIMD3<Double>
  /// DAB: red, green, blue density shares, length 1.
  public let dab: SIMD3<Double>

  /// Normalizes two directions.
  ///
  /// Returns nil when a direction has no length, is not finite, or both point the same way
  /// (angle under 1 degree): such vectors cannot be separated.
  public init?(hematoxylin: SIMD3<Double>, dab: SIMD3<Double>) {
    guard let first = Self.normalized(hematoxylin), let second = Self.normalized(dab) else {
      return nil
    }
    let cosine = abs((first * second).sum())
    guard cosine < 0.99985 else { return nil }
    self.hematoxylin = first
    self.dab = second
  }

  private init(referenceHematoxylin: SIMD3<Double>, referenceDAB: SIMD3<Double>) {
    hematoxylin =
      referenceHematoxylin / (referenceHematoxylin * referenceHematoxylin).sum().squareRoot()
    dab = referenceDAB / (referenceDAB * referenceDAB).sum().squareRoot()
  }

  /// Vectors for hematoxylin and DAB of Ruifrok & Johnston, Anal Quant Cytol Histol 2001;23:291–299.
  public static let reference = StainVectors(
    referenceHematoxylin: SIMD3(0.65, 0.70, 0.29), referenceDAB: SIMD3(0.27, 0.57, 0.78))

  /// Residual direction: perpendicular to both stains, length 1.
  public var residual: SIMD3<Double> {
    let cross = Self.cross(hematoxylin, dab)
    return cross / (cross * cross).sum().squareRoot()
  }

  /// Rows that turn a density triple into stain amounts: `amount = dot(row, density)`.
  ///
  /// The inverse of the matrix whose columns are hematoxylin, DAB and residual.
  public var stainsFromDensity:
    (
      hematoxylin: SIMD3<Double>, dab: SIMD3<Double>, residual: SIMD3<Double>
    )
  {
    let third = residual
    let determinant = (hematoxylin * Self.cross(dab, third)).sum()
    return (
      Self.cross(dab, third) / determinant, Self.cross(third, hematoxylin) / determinant,
      Self.cross(hematoxylin, dab) / determinant
    )
  }

  private static func normalized(_ vector: SIMD3<Double>) -> SIMD3<Double>? {
    let length = (vector * vector).sum().squareRoot()
    guard length.isFinite, length > 1e-9 else { return nil }
    // A vector of length 1 keeps its bits, so that making vectors from vectors changes nothing.
    return abs(length - 1) < 1e-14 ? vector : vector / length
  }

  private static func cross(_ a: SIMD3<Double>, _ b: SIMD3<Double>) -> SIMD3<Double> {
    SIMD3(a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x)
  }
}
