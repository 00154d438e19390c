import Foundation

/// Optical density of light that passed a stained section, by Beer–Lambert: `OD = -log10(I / I0)`.
public enum OpticalDensity {
  /// Optical density of an 8-bit sample against a white point.
  ///
  /// - Parameters:
  ///   - sample: encoded intensity, 0 to 255; 0 is taken as 1 so that the result stays finite.
  ///   - white: intensity without tissue, 1 to 255.
  /// - Returns: density, at least 0 (brighter than white counts as white).
  public static func density(sample: UInt8, white: Double) -> Double {
    max(0, -log10(max(Double(sample), 1) / white))
  }

  /// Share of light that passes, `10^(-OD)`, 0 to 1.
  public static func transmittance(density: Double) -> Double {
    pow(10, -density)
  }
}
