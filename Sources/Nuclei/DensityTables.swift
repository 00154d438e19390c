import Foundation
import Stains

/// What a sample contributes to absorbed light and to the two stains, looked up instead of computed.
///
/// Samples are intensities in steps of a quarter (0 to 1020 for 0 to 255), because resampled pixels
/// lie between whole values.
struct DensityTables: Sendable {
  /// Steps per whole intensity.
  static let resolution = 4
  /// Number of table entries.
  static let count = 255 * resolution + 1

  /// Absorbed share of red light, `1 - min(1, I / W)`.
  let redAbsorption: [Float]
  /// DAB optical density by channel; the sum over channels is the pixel's.
  let dab: [[Float]]
  /// Hematoxylin optical density by channel; the sum over channels is the pixel's.
  let hematoxylin: [[Float]]

  init(calibration: StainCalibration) {
    let rows = calibration.vectors.stainsFromDensity
    func density(_ entry: Int, channel: Int) -> Double {
      let intensity = max(1, Double(entry) / Double(Self.resolution))
      return max(0, -log10(intensity / calibration.white[channel]))
    }
    func table(_ row: SIMD3<Double>) -> [[Float]] {
      (0..<3).map { channel in
        (0..<Self.count).map { Float(density($0, channel: channel) * row[channel]) }
      }
    }
    redAbsorption = (0..<Self.count).map {
      Float(1 - OpticalDensity.transmittance(density: density($0, channel: 0)))
    }
    dab = table(rows.dab)
    hematoxylin = table(rows.hematoxylin)
  }
}
