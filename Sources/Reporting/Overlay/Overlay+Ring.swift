import Foundation
import Hotspots

extension Overlay {
  /// Directions around a ring, one every 2 degrees.
  static let ring: [SIMD2<Double>] = (0..<180).map { step in
    let angle = Double(step) * 2 * .pi / 180
    return SIMD2(cos(angle), sin(angle))
  }
}

extension Hotspot {
  /// Corners of its form around a center, for a radius or half a side of 1.
  var form: [SIMD2<Double>] {
    outline == .square
      ? [SIMD2(-1, -1), SIMD2(1, -1), SIMD2(1, 1), SIMD2(-1, 1)] : Overlay.ring
  }

  /// Corners of its closed outlines in full-resolution slide pixels.
  var rings: [[SIMD2<Double>]] {
    if case .drawn(let outline) = outline { return outline.rings }
    let reach = SIMD2(1, aspect) * radiusPixels
    return [form.map { SIMD2(centerX, centerY) + $0 * reach }]
  }
}
