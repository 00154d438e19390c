import Foundation

/// Outline of a nucleus as distances from a center along 16 evenly spaced rays.
///
/// Ray `k` points to the angle `2π·k/16`, from the x axis towards the y axis (down).
public struct StarOutline: Sendable, Equatable {
  /// Number of rays.
  public static let rayCount = 16
  /// Unit directions of the rays.
  public static let directions: [SIMD2<Float>] = (0..<rayCount).map { ray in
    let angle = 2 * Double.pi * Double(ray) / Double(rayCount)
    return SIMD2(Float(cos(angle)), Float(sin(angle)))
  }

  /// Center of the rays in full-resolution slide pixels.
  public var center: SIMD2<Double>
  /// Distance to the outline along each ray, in µm at the pixel size that detection used.
  public var radiiMicrons: SIMD16<Float>
  /// Size of a full-resolution pixel in µm that detection used, x and y.
  public var micronsPerPixel: SIMD2<Double>

  /// Makes an outline from its parts.
  public init(
    center: SIMD2<Double>, radiiMicrons: SIMD16<Float>, micronsPerPixel: SIMD2<Double>
  ) {
    self.center = center
    self.radiiMicrons = radiiMicrons
    self.micronsPerPixel = micronsPerPixel
  }

  /// Corners of the polygon in full-resolution slide pixels, 16 of them, not closed.
  public var corners: [SIMD2<Double>] {
    (0..<Self.rayCount).map { ray in
      let offset = SIMD2<Double>(Self.directions[ray]) * Double(radiiMicrons[ray])
      return center + offset / micronsPerPixel
    }
  }
}

extension StarOutline {
  /// Direction of an offset as a share of a full turn, 0 up to but not including 1.
  static func turn(of offset: SIMD2<Float>) -> Float {
    let share = atan2f(offset.y, offset.x) / (2 * Float.pi)
    let wrapped = share < 0 ? share + 1 : share
    return wrapped < 1 ? wrapped : 0
  }
}
