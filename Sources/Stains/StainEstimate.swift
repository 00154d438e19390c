/// Stain vectors found in a slide's own pixels, and how far they can be trusted.
public struct StainEstimate: Sendable, Equatable {
  /// White point the densities were taken against.
  public var white: SIMD3<Double>
  /// Vectors to use: the estimate, the reference in place of a stain that could not be believed.
  public var vectors: StainVectors
  /// Hematoxylin as found, before bounds; nil when nothing could be estimated.
  public var foundHematoxylin: SIMD3<Double>?
  /// DAB as found, before bounds; nil when nothing could be estimated.
  public var foundDAB: SIMD3<Double>?
  /// Number of stained pixels the estimate is made of.
  public var pixelCount: Int
  /// Why a stain or both are the reference; empty when both were found.
  public var doubts: [StainDoubt]

  /// Angle between the hematoxylin found and the reference in degrees.
  public var hematoxylinAngleDegrees: Double? {
    foundHematoxylin.map { StainVectors.angleDegrees($0, StainVectors.reference.hematoxylin) }
  }

  /// Angle between the DAB found and the reference in degrees.
  public var dabAngleDegrees: Double? {
    foundDAB.map { StainVectors.angleDegrees($0, StainVectors.reference.dab) }
  }

  /// Angle between the two stains found in degrees.
  public var separationDegrees: Double? {
    guard let foundHematoxylin, let foundDAB else { return nil }
    return StainVectors.angleDegrees(foundHematoxylin, foundDAB)
  }

  /// The estimate as a calibration of the slide.
  public var calibration: StainCalibration {
    StainCalibration(
      white: white, vectors: vectors, whiteSource: .slide,
      vectorsSource: vectors == .reference ? .reference : .slide)
  }
}

/// Why the reference vector stands in place of an estimated one.
public enum StainDoubt: Error, Sendable, Equatable {
  /// Too few stained pixels.
  case tooFewPixels(found: Int, needed: Int)
  /// Both ends of the color range nearly coincide: one stain only, which is not this one.
  case missing(Stain, separationDegrees: Double, neededDegrees: Double)
  /// The direction lies too far from the reference to be this stain.
  case tooFar(Stain, degrees: Double, allowedDegrees: Double)

  /// A stain.
  public enum Stain: String, Sendable, Codable {
    case hematoxylin
    case dab = "DAB"
  }
}

extension StainDoubt: CustomStringConvertible {
  /// What was found, what was expected, and what is used instead.
  public var description: String {
    switch self {
    case .tooFewPixels(let found, let needed):
      "only \(found) stained pixels, \(needed) are needed: the reference vectors are used"
    case .missing(let stain, let separation, let needed):
      "no \(stain.rawValue) could be told apart: the colors span \(Self.text(separation))°, "
        + "\(Self.text(needed))° are needed; the reference vector is used"
    case .tooFar(let stain, let degrees, let allowed):
      "what looks like \(stain.rawValue) lies \(Self.text(degrees))° from the reference, at most "
        + "\(Self.text(allowed))° is believed; the reference vector is used"
    }
  }

  private static func text(_ degrees: Double) -> String {
    "\((degrees * 10).rounded() / 10)"
  }
}
