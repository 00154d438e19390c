import Raster

/// The part of a canvas that stands for all of it where a slide's light is judged.
///
/// Small canvases are looked at whole. Of large ones, squares are taken that follow from the size of
/// the canvas alone, one at a scattered place in every cell of a lattice; so they are the same pixels
/// whether the slide is a pyramid or was cut into tiles.
package struct CalibrationSample: Sendable {
  /// Canvases of at most this many pixels are looked at whole.
  package static let wholePixels = 32_000_000
  /// Cells of the lattice, about.
  private static let cells = 128.0
  /// Side of a square in pixels.
  private static let side = 512
  /// Squares start at multiples of this, which tiles of slide files often do too.
  private static let alignment = 256

  /// Squares that do not overlap, row by row; the whole canvas when it is small.
  package let squares: [PixelRect]

  package init(canvas: PixelRect) {
    guard canvas.area > Self.wholePixels else {
      squares = [canvas]
      return
    }
    let shape = Double(canvas.width) / Double(canvas.height)
    let columns = Int(min(max((Self.cells * shape).squareRoot().rounded(), 1), Self.cells))
    let rows = Int((Self.cells / Double(columns)).rounded())
    var squares: [PixelRect] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let x = Self.range(column, of: columns, length: canvas.width)
        let y = Self.range(row, of: rows, length: canvas.height)
        let scattered = Self.scattered(UInt64(row * columns + column))
        let place = PixelRect(
          x: Self.start(in: x, at: scattered & 0xFFFF),
          y: Self.start(in: y, at: scattered >> 16 & 0xFFFF), width: Self.side, height: Self.side)
        squares.append(
          place.intersection(
            PixelRect(x: x.lowerBound, y: y.lowerBound, width: x.count, height: y.count)))
      }
    }
    self.squares = squares
  }

  private static func range(_ index: Int, of count: Int, length: Int) -> Range<Int> {
    (length * index / count)..<(length * (index + 1) / count)
  }

  /// A start inside a cell, as far as possible with the whole square inside.
  private static func start(in cell: Range<Int>, at place: UInt64) -> Int {
    let room = max(0, cell.count - side)
    let start = cell.lowerBound + Int(place) * room / 0xFFFF
    return max(cell.lowerBound, start / alignment * alignment)
  }

  /// Bits that look random but follow from the number (the finisher of SplitMix64, Steele et al. 2014).
  private static func scattered(_ number: UInt64) -> UInt64 {
    var bits = (number &+ 1) &* 0x9E37_79B9_7F4A_7C15
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
