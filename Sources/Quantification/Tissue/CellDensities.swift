import Nuclei
import Raster
import Stains

/// Optical densities of 8-bit colors against a slide's white point.
struct CellDensities {
  /// Density by channel and sample.
  let tables: [[Float]]

  init(white: SIMD3<Double>) {
    tables = (0..<3).map { channel in
      (0...255).map {
        Float(OpticalDensity.density(sample: UInt8($0), white: white[channel]))
      }
    }
  }

  /// Densities of a cell's mean color.
  func mean(_ look: CellLook) -> SIMD3<Float> {
    SIMD3(
      tables[0][Int(look.mean.red)], tables[1][Int(look.mean.green)],
      tables[2][Int(look.mean.blue)])
  }
}

/// Colors that no mixture of hematoxylin, DAB and eosin has.
///
/// Shares are those of red, green and blue in the sum of densities: hematoxylin .40 .43 .18, DAB
/// .17 .35 .48, eosin .06 .85 .09. A cyan hematoxylin has the color of blue ink, so color alone
/// never makes ink; see `TissueJudgment`.
enum InkColor {
  /// Whether densities have the color of blue, green, red or black ink.
  static func contains(_ density: SIMD3<Float>) -> Bool {
    let sum = density.sum()
    guard sum > 0 else { return false }
    let share = density / sum
    let isBlue = share.z < 0.15 && share.x > 0.42
    let isGreen = share.y < 0.27
    let isRed = share.x < 0.12 && share.z > 0.2
    return isBlue || isGreen || isRed || isNeutral(share, within: 0.08)
  }

  /// Whether the shares of the three channels are alike.
  static func isNeutral(_ share: SIMD3<Float>, within tolerance: Float) -> Bool {
    let distance = share - SIMD3(repeating: 1.0 / 3)
    return max(abs(distance.x), abs(distance.y), abs(distance.z)) <= tolerance
  }
}
