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
  /// Entries of the tables of densities per unit of optical density; sums over the pixels of a
  /// nucleus fit into 32 bits.
  static let densityScale: Float = 65536

  /// Absorbed share of red light, `1 - min(1, I / W)`, in steps of `DoubledPlane.scale`.
  let redAbsorption: [UInt16]
  /// DAB and hematoxylin optical density of one after the other channel, `count` entries each; the
  /// sum over channels is the pixel's.
  let stains: [SIMD2<Int32>]

  init(calibration: StainCalibration) {
    let rows = calibration.vectors.stainsFromDensity
    func density(_ entry: Int, channel: Int) -> Double {
      let intensity = max(1, Double(entry) / Double(Self.resolution))
      return max(0, -log10(intensity / calibration.white[channel]))
    }
    func steps(_ density: Double) -> Int32 {
      Int32((density * Double(Self.densityScale)).rounded())
    }
    stains = (0..<3).flatMap { channel in
      (0..<Self.count).map { entry in
        let density = density(entry, channel: channel)
        return SIMD2(
          steps(density * rows.dab[channel]), steps(density * rows.hematoxylin[channel]))
      }
    }
    redAbsorption = (0..<Self.count).map {
      let absorbed = 1 - OpticalDensity.transmittance(density: density($0, channel: 0))
      return UInt16((absorbed * Double(DoubledPlane.scale)).rounded())
    }
  }
}
