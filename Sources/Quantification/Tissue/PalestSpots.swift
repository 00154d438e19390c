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
    var rows = [[SIMD4<UInt8>]](repeating: [], count: 2 * reach + 1)
    for next in 0..<(height + reach) {
      if next < height { rows[next % rows.count] = brightest(in: looks.row(next)) }
      let y = next - reach
      guard y >= 0 else { continue }
      let near = (max(0, y - reach)...min(height - 1, y + reach)).map { rows[$0 % rows.count] }
      for x in 0..<width {
        var best = SIMD4<UInt8>()
        for row in near { best = pointwiseMax(best, row[x]) }
        body(y * width + x, density(best))
      }
    }
  }

  private func density(_ samples: SIMD4<UInt8>) -> SIMD3<Float> {
    SIMD3(
      densities[0][Int(samples.x)], densities[1][Int(samples.y)], densities[2][Int(samples.z)])
  }

  /// Brightest samples within reach in a row.
  private func brightest(in row: [CellLook]) -> [SIMD4<UInt8>] {
    let samples = row.map { SIMD4($0.palest.red, $0.palest.green, $0.palest.blue, 0) }
    guard reach > 0 else { return samples }
    return samples.indices.map { x in
      var best = samples[x]
      for other in max(0, x - reach)...min(samples.count - 1, x + reach) {
        best = pointwiseMax(best, samples[other])
      }
      return best
    }
  }
}
