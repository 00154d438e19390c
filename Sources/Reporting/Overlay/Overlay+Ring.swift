import Foundation
import Hotspots

extension Hotspot {
  /// Directions around a ring, one every 2 degrees.
  private static let directions: [SIMD2<Double>] = (0..<180).map { step in
    let angle = Double(step) * 2 * .pi / 180
    return SIMD2(cos(angle), sin(angle))
  }

  /// Corners of its closed outlines in full-resolution slide pixels.
  var rings: [[SIMD2<Double>]] {
    let center = SIMD2(centerX, centerY)
    let reach = SIMD2(1, aspect) * radiusPixels
    switch outline {
    case .disc: return [Self.directions.map { center + $0 * reach }]
    case .square:
      return [[SIMD2(-1, -1), SIMD2(1, -1), SIMD2(1, 1), SIMD2(-1, 1)].map { center + $0 * reach }]
    case .drawn(let outline): return outline.rings
    }
  }
}
