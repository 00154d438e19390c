import Nuclei
import Quantification
import Raster
import SlideIO

/// Labelling index on a grid of squares, from the corner of what the overview shows.
struct HeatMap {
  /// Sides in µm that squares may have.
  static let sidesMicrons: [Double] = [250, 500, 1000, 2000]
  /// Most squares along the longer side of a slide, where the largest side allows it.
  static let mostSquares = 64.0
  /// Squares with fewer nuclei say nothing and stay blank.
  static let fewestNuclei = 50

  /// Side of a square in µm; nil when the pixel size is unknown.
  let sideMicrons: Double?
  /// Side of a square in full-resolution pixels, across and down.
  let side: SIMD2<Double>
  /// Squares across and down.
  let columns: Int
  let rows: Int
  private var squares: [NucleusCounts]

  /// Counts the nuclei of a slide.
  init(of slide: SlideResult, nuclei: SlideNuclei) {
    let bounds = slide.tileBounds
    let size = SIMD2(Double(max(1, bounds.width)), Double(max(1, bounds.height)))
    if let pixel = slide.pixelSize {
      let microns = size * SIMD2(pixel.xMicrons, pixel.yMicrons)
      let side =
        Self.sidesMicrons.first { microns.max() / $0 <= Self.mostSquares }
        ?? Self.sidesMicrons[Self.sidesMicrons.count - 1]
      sideMicrons = side
      self.side = SIMD2(side / pixel.xMicrons, side / pixel.yMicrons)
    } else {
      sideMicrons = nil
      side = SIMD2(repeating: size.max() / 40)
    }
    columns = Int((size.x / side.x).rounded(.up))
    rows = Int((size.y / side.y).rounded(.up))
    squares = [NucleusCounts](repeating: NucleusCounts(), count: columns * rows)
    for item in nuclei {
      let column = min(columns - 1, max(0, Int((item.nucleus.x - Double(bounds.x)) / side.x)))
      let row = min(rows - 1, max(0, Int((item.nucleus.y - Double(bounds.y)) / side.y)))
      squares[row * columns + column].add(item.nucleus)
    }
  }

  /// Index in percent of a square, nil when it holds too few nuclei.
  func indexPercent(column: Int, row: Int) -> Double? {
    let counts = squares[row * columns + column]
    return counts.total >= Self.fewestNuclei ? counts.indexPercent : nil
  }
}
