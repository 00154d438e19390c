import Foundation

extension Overlay {
  /// Directions around a ring, one every 2 degrees.
  static let ring: [SIMD2<Double>] = (0..<180).map { step in
    let angle = Double(step) * 2 * .pi / 180
    return SIMD2(cos(angle), sin(angle))
  }
}
