import Nuclei
import Raster

/// Optical densities of the palest spot within some cells of each cell.
///
/// Between nuclei tissue is pale; under ink, and in pigment, nothing is.
struct PalestSpots {
  private let channels: [[UInt8]]
  private let densities: [[Float]]

  /// Seeks the palest spots within `reach` cells in both directions.
  init(of survey: SlideSurvey, reach: Int, white: SIMD3<Double>) {
    densities = CellDensities(white: white).tables
    channels = (0..<3).map { channel in
      let samples = survey.looks.map { look in
        switch channel {
        case 0: look.palest.red
        case 1: look.palest.green
        default: look.palest.blue
        }
      }
      return Self.brightest(samples, width: survey.columns, height: survey.rows, reach: reach)
    }
  }

  /// Densities of red, green and blue at a cell.
  func density(_ cell: Int) -> SIMD3<Float> {
    SIMD3(
      densities[0][Int(channels[0][cell])], densities[1][Int(channels[1][cell])],
      densities[2][Int(channels[2][cell])])
  }

  private static func brightest(
    _ samples: [UInt8], width: Int, height: Int, reach: Int
  ) -> [UInt8] {
    var across = samples
    for y in 0..<height {
      let row = y * width
      for x in 0..<width {
        var best: UInt8 = 0
        for other in max(0, x - reach)...min(width - 1, x + reach) {
          best = max(best, samples[row + other])
        }
        across[row + x] = best
      }
    }
    var result = across
    for y in 0..<height {
      for other in max(0, y - reach)...min(height - 1, y + reach) where other != y {
        for x in 0..<width {
          result[y * width + x] = max(result[y * width + x], across[other * width + x])
        }
      }
    }
    return result
  }
}
