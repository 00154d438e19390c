import Nuclei
import Raster

/// Optical densities of the palest spot within some cells of each cell.
///
/// Between nuclei tissue is pale; under ink, and in pigment, nothing is.
struct PalestSpots {
  private let looks: CellLooks
  private let reach: Int
  private let densities: [[Float]]

  /// Prepares to seek the palest spots within `reach` cells in both directions.
  init(of looks: CellLooks, reach: Int, white: SIMD3<Double>) {
    self.looks = looks
    self.reach = reach
    densities = CellDensities(white: white).tables
  }

  /// Visits the cells row by row, with their densities of red, green and blue.
  ///
  /// Memory holds the rows within reach only.
  func forEach(_ body: (_ cell: Int, _ density: SIMD3<Float>) -> Void) {
    let (width, height) = (looks.columns, looks.rows)
    let blank = [SIMD4<UInt8>](repeating: .zero, count: width)
    var rows = [[SIMD4<UInt8>]](repeating: blank, count: 2 * reach + 1)
    var best = blank
    for next in 0..<(height + reach) {
      if next < height { seek(in: looks.row(next), into: &rows[next % rows.count]) }
      let y = next - reach
      guard y >= 0 else { continue }
      for x in 0..<width { best[x] = rows[y % rows.count][x] }
      for other in max(0, y - reach)...min(height - 1, y + reach) where other != y {
        let place = other % rows.count
        for x in 0..<width { best[x] = pointwiseMax(best[x], rows[place][x]) }
      }
      for x in 0..<width { body(y * width + x, density(best[x])) }
    }
  }

  private func density(_ samples: SIMD4<UInt8>) -> SIMD3<Float> {
    SIMD3(
      densities[0][Int(samples.x)], densities[1][Int(samples.y)], densities[2][Int(samples.z)])
  }

  /// Brightest samples within reach of each place of a row.
  private func seek(in row: [CellLook], into best: inout [SIMD4<UInt8>]) {
    for x in row.indices {
      var found = Self.samples(row[x])
      if reach > 0 {
        for other in max(0, x - reach)...min(row.count - 1, x + reach) {
          found = pointwiseMax(found, Self.samples(row[other]))
        }
      }
      best[x] = found
    }
  }

  private static func samples(_ look: CellLook) -> SIMD4<UInt8> {
    SIMD4(look.palest.red, look.palest.green, look.palest.blue, 0)
  }
}
