import Raster

/// Colors of a labelling index: the darker the higher, in gray and with any color vision.
///
/// The scale is a square root from 0 to 100 %, as in the charts of the report, so that 3 % and 20 %
/// are well apart. The colors are those of the map "magma" (S. van der Walt and N. Smith, 2015),
/// light end first.
enum IndexRamp {
  /// Percentages that a legend names; grades change at 3 and 20.
  static let ticks: [Double] = [0, 1, 3, 10, 20, 50, 100]

  private static let stops: [SIMD3<Double>] = [
    SIMD3(252, 253, 191), SIMD3(254, 194, 135), SIMD3(251, 135, 97), SIMD3(211, 67, 110),
    SIMD3(140, 41, 129), SIMD3(59, 15, 112), SIMD3(0, 0, 4),
  ]

  /// Place on the scale, 0 to 1.
  static func position(_ percent: Double) -> Double {
    (min(max(percent, 0), 100) / 100).squareRoot()
  }

  /// Color of an index.
  static func color(_ percent: Double) -> RGBColor { color(at: position(percent)) }

  /// Color of a place on the scale, 0 to 1.
  static func color(at position: Double) -> RGBColor {
    let place = min(max(position, 0), 1) * Double(stops.count - 1)
    let lower = min(Int(place), stops.count - 2)
    let share = place - Double(lower)
    let low: SIMD3<Double> = stops[lower]
    let step: SIMD3<Double> = stops[lower + 1] - low
    let mixed: SIMD3<Double> = (low + step * share).rounded(.toNearestOrAwayFromZero)
    return RGBColor(red: UInt8(mixed.x), green: UInt8(mixed.y), blue: UInt8(mixed.z))
  }
}
