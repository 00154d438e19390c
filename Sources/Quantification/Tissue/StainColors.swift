import Nuclei
import Raster
import Stains

/// Whether a slide has the colors of eosin in place of those of DAB and hematoxylin.
///
/// Eosin absorbs green and hardly any red or blue; DAB absorbs blue most, hematoxylin red and green
/// alike. Of the stained cells of the development images none looks like eosin, of sections stained with
/// hematoxylin and eosin more than four of five do (`benchmarks/RESULTS.md`).
struct StainColors {
  /// Cells with less absorption, summed over the channels, show no stain.
  private static let palestSum = 0.2
  /// Fewest stained cells that say anything: 0.0013 mm².
  private static let fewestCells = 20
  /// Share of pink cells from which the slide is doubted.
  private static let doubtedShare = 0.5

  private var stained = 0
  private var pink = 0

  /// Looks at the cells of a survey that are tissue.
  init(survey: SlideSurvey, tissue: SlideTissue, white: SIMD3<Double>) {
    let tables = (0..<3).map { channel in
      (0...255).map { OpticalDensity.density(sample: UInt8($0), white: white[channel]) }
    }
    for row in 0..<survey.rows {
      for (column, look) in survey.looks.row(row).enumerated()
      where tissue.value(column: column, row: row) == .tissue {
        let red = tables[0][Int(look.mean.red)]
        let green = tables[1][Int(look.mean.green)]
        let blue = tables[2][Int(look.mean.blue)]
        guard red + green + blue > Self.palestSum else { continue }
        stained += 1
        if green > 1.4 * red && green > 1.25 * blue { pink += 1 }
      }
    }
  }

  /// Whether the slide is more likely stained with eosin than for Ki-67.
  var areEosin: Bool {
    stained >= Self.fewestCells && Double(pink) >= Self.doubtedShare * Double(stained)
  }
}
