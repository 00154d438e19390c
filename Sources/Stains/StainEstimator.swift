import Foundation

/// Finds the stain vectors of a slide in its own pixels.
///
/// Goals, in this order: never far from the truth (bounds and fallback to the reference, with the
/// reason), the same result for the same pixels in any order, closeness to the slide's own stains.
///
/// The method is that of Macenko et al., ISBI 2009, 1107–1110: the densities of pixels stained by
/// two stains lie in a plane through the origin, between the two stains. The plane is spanned by the
/// two largest eigenvectors of the second moments of density; the stains are robust extremes of the
/// angle in that plane. Here pixels are weighted by their density, because faint pixels have
/// unreliable colors, and colors are counted in steps of 4 (see `ColorHistogram`).
public struct StainEstimator: Sendable, Equatable {
  /// Smallest density (length of the vector, OD) of a pixel that counts as stained.
  public var smallestDensityOD: Double = 0.3
  /// Darkest channel intensity whose color is believed; darker pixels are saturated.
  public var darkestIntensity: Double = 16
  /// Share of stained density beyond each stain, 0 to 0.5.
  public var tailShare: Double = 0.01
  /// Fewest stained pixels an estimate is made of.
  public var fewestPixels: Int = 1000
  /// Largest angle between an estimated hematoxylin and the reference in degrees; cyan hematoxylins
  /// of real slides reach 36.
  public var largestHematoxylinAngleDegrees: Double = 40
  /// Largest angle between an estimated DAB and the reference in degrees; real slides reach 18.
  public var largestDABAngleDegrees: Double = 20
  /// Smallest angle between two stains in degrees; real slides with both span 35 and more.
  public var smallestSeparationDegrees: Double = 25

  /// Makes an estimator with the measured settings.
  public init() {}

  /// Estimates the stain vectors of a slide.
  ///
  /// - Parameters:
  ///   - colors: colors of the slide or of a sample of it.
  ///   - white: its white point.
  /// - Returns: vectors that can be used in any case, and what speaks against them.
  public func estimate(colors: ColorHistogram, white: SIMD3<Double>) -> StainEstimate {
    let pixels = stainedPixels(colors, white)
    let count = pixels.reduce(0) { $0 + $1.count }
    var result = StainEstimate(
      white: white, vectors: .reference, foundHematoxylin: nil, foundDAB: nil, pixelCount: count,
      doubts: [])
    guard count >= fewestPixels else {
      result.doubts = [.tooFewPixels(found: count, needed: fewestPixels)]
      return result
    }
    let plane = Plane(pixels)
    let ends = extremes(pixels, plane)
    result.foundHematoxylin = ends.hematoxylin
    result.foundDAB = ends.dab
    bound(&result, main: plane.main)
    return result
  }

  /// Stained pixels of one color.
  private struct StainedPixels {
    var density: SIMD3<Double>
    var lengthOD: Double
    var count: Int
  }

  /// The plane the densities lie in.
  private struct Plane {
    /// Main direction, towards positive densities.
    var main: SIMD3<Double>
    /// Across the main direction, from DAB to hematoxylin.
    var across: SIMD3<Double>

    init(_ pixels: [StainedPixels]) {
      var moments = SymmetricMatrix3(diagonal: .zero, xy: 0, xz: 0, yz: 0)
      for pixel in pixels { moments.addSquare(of: pixel.density, weight: Double(pixel.count)) }
      let eigenvectors = moments.eigenvectors
      main = eigenvectors[0].vector
      let second = eigenvectors[1].vector
      let reference = StainVectors.reference
      let towards = (second * (reference.hematoxylin - reference.dab)).sum()
      across = towards < 0 ? -second : second
    }

    func angle(_ density: SIMD3<Double>) -> Double {
      atan2((density * across).sum(), (density * main).sum())
    }

    func direction(_ angle: Double) -> SIMD3<Double> {
      main * cos(angle) + across * sin(angle)
    }
  }

  private func stainedPixels(_ colors: ColorHistogram, _ white: SIMD3<Double>) -> [StainedPixels] {
    colors.entries.compactMap { entry in
      guard entry.color.min() >= darkestIntensity else { return nil }
      var density = SIMD3<Double>.zero
      for channel in 0..<3 {
        density[channel] = max(0, -log10(entry.color[channel] / white[channel]))
      }
      let length = (density * density).sum().squareRoot()
      guard length >= smallestDensityOD else { return nil }
      return StainedPixels(density: density, lengthOD: length, count: entry.count)
    }
  }

  /// Directions beyond which `tailShare` of the stained density lies, at either end.
  private func extremes(
    _ pixels: [StainedPixels], _ plane: Plane
  ) -> (hematoxylin: SIMD3<Double>, dab: SIMD3<Double>) {
    let angles = pixels.map { plane.angle($0.density) }
    let order = angles.indices.sorted { (angles[$0], $0) < (angles[$1], $1) }
    let weights = order.map { Double(pixels[$0].count) * pixels[$0].lengthOD }
    let tail = tailShare * weights.reduce(0, +)
    func end(_ positions: some Sequence<Int>) -> Double {
      var passed = 0.0
      var angle = 0.0
      for position in positions {
        passed += weights[position]
        angle = angles[order[position]]
        if passed >= tail { break }
      }
      return angle
    }
    let first = end(order.indices)
    let last = end(order.indices.reversed())
    return (plane.direction(last), plane.direction(first))
  }

  /// Puts the reference in place of what cannot be the stain.
  private func bound(_ result: inout StainEstimate, main: SIMD3<Double>) {
    guard let hematoxylin = result.foundHematoxylin, let dab = result.foundDAB else { return }
    let reference = StainVectors.reference
    let separation = StainVectors.angleDegrees(hematoxylin, dab)
    if separation < smallestSeparationDegrees {
      let isBlue =
        StainVectors.angleDegrees(main, reference.hematoxylin)
        <= StainVectors.angleDegrees(main, reference.dab)
      result.doubts.append(
        .missing(
          isBlue ? .dab : .hematoxylin, separationDegrees: separation,
          neededDegrees: smallestSeparationDegrees))
    }
    note(&result, .hematoxylin, result.hematoxylinAngleDegrees, largestHematoxylinAngleDegrees)
    note(&result, .dab, result.dabAngleDegrees, largestDABAngleDegrees)
    let vectors = StainVectors(
      hematoxylin: result.doubts(.hematoxylin) ? reference.hematoxylin : hematoxylin,
      dab: result.doubts(.dab) ? reference.dab : dab)
    let pair = vectors?.separationDegrees ?? 0
    if let vectors, pair >= smallestSeparationDegrees {
      result.vectors = vectors
    } else if !result.doubts(.hematoxylin) {
      result.doubts.append(
        .missing(
          .hematoxylin, separationDegrees: pair, neededDegrees: smallestSeparationDegrees))
    }
  }

  private func note(
    _ result: inout StainEstimate, _ stain: StainDoubt.Stain, _ degrees: Double?, _ allowed: Double
  ) {
    guard let degrees, degrees > allowed, !result.doubts(stain) else { return }
    result.doubts.append(.tooFar(stain, degrees: degrees, allowedDegrees: allowed))
  }
}

extension StainEstimate {
  /// Whether a stain is in doubt.
  fileprivate func doubts(_ stain: StainDoubt.Stain) -> Bool {
    doubts.contains { doubt in
      switch doubt {
      case .tooFewPixels: true
      case .missing(let found, _, _), .tooFar(let found, _, _): found == stain
      }
    }
  }
}

extension StainVectors {
  /// Angle between two directions in degrees, 0 to 180.
  public static func angleDegrees(_ first: SIMD3<Double>, _ second: SIMD3<Double>) -> Double {
    let lengths = ((first * first).sum() * (second * second).sum()).squareRoot()
    return acos(min(1, max(-1, (first * second).sum() / lengths))) * 180 / .pi
  }

  /// Angle between hematoxylin and DAB in degrees; 36.9 for the reference.
  public var separationDegrees: Double { Self.angleDegrees(hematoxylin, dab) }
}
