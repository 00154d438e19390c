import Nuclei
import Raster
import Stains

/// Whether a slide has other colors than those of DAB and hematoxylin: those of eosin, or none.
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

  /// Largest difference between channels, as a share of their sum, at which a cell is gray.
  private static let grayestShare = 0.02
  /// Share of gray cells from which the slide has no color.
  private static let grayShare = 0.95

  private var stained = 0
  private var pink = 0
  private var gray = 0

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
        let spread = max(red, green, blue) - min(red, green, blue)
        if spread <= Self.grayestShare * (red + green + blue) { gray += 1 }
      }
    }
  }

  /// Whether the slide is more likely stained with eosin than for Ki-67.
  var areEosin: Bool {
    stained >= Self.fewestCells && Double(pink) >= Self.doubtedShare * Double(stained)
  }

  /// Whether the picture has no color from which stains could be told apart.
  var areGray: Bool {
    stained >= Self.fewestCells && Double(gray) >= Self.grayShare * Double(stained)
  }
}
