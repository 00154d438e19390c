import Raster

/// The part of a slide that stands for all of it where its light is judged.
///
/// Slides of few pixels are looked at whole. Of others, squares are taken that follow from which
/// pixels there are and from nothing else; so they are the same pixels whether the slide is a pyramid
/// or was cut into tiles, and wherever on their canvas tiles lie.
package struct CalibrationSample: Sendable {
  /// Slides of at most this many pixels are looked at whole.
  package static let wholePixels = 32_000_000
  /// Cells of the lattice, about.
  private static let cells = 128.0
  /// Side of a square in pixels.
  private static let side = 512
  /// Squares start at multiples of this, which tiles of slide files often do too.
  private static let alignment = 256
  /// Runs of pixels of which a square each is taken where tiles leave gaps.
  package static let runs = wholePixels / (side * side)

  /// The smallest rectangle that holds all pixels; squares, and what is counted in them, lie on
  /// lattices from its corner.
  package let bounds: PixelRect
  /// Squares that do not overlap, row by row; the bounds when there are few pixels.
  package let squares: [PixelRect]

  /// Takes the sample of a slide whose pixels fill a rectangle: squares at a scattered place in every
  /// cell of a lattice.
  package init(canvas: PixelRect) {
    bounds = canvas
    squares = canvas.area > Self.wholePixels ? Self.scatteredSquares(over: canvas) : [canvas]
  }

  /// Takes the sample of a slide of tiles.
  ///
  /// Where tiles leave gaps, the squares of a lattice follow each other row by row; one is taken of
  /// every run of them that holds its share of the pixels, at a scattered pixel.
  package init(_ map: TileMap) {
    let bounds = map.bounds
    let area = map.coveredArea
    self.bounds = bounds
    if area <= Self.wholePixels {
      squares = [bounds]
    } else if area == bounds.area {
      squares = Self.scatteredSquares(over: bounds)
    } else {
      squares = Self.coveredSquares(of: map, area: area)
    }
  }

  private static func scatteredSquares(over canvas: PixelRect) -> [PixelRect] {
    let shape = Double(canvas.width) / Double(canvas.height)
    let columns = Int(min(max((cells * shape).squareRoot().rounded(), 1), cells))
    let rows = Int((cells / Double(columns)).rounded())
    var squares: [PixelRect] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let x = range(column, of: columns, length: canvas.width)
        let y = range(row, of: rows, length: canvas.height)
        let scattered = scattered(UInt64(row * columns + column))
        let place = PixelRect(
          x: start(in: x, at: scattered & 0xFFFF),
          y: start(in: y, at: scattered >> 16 & 0xFFFF), width: side, height: side)
        let square = place.intersection(
          PixelRect(x: x.lowerBound, y: y.lowerBound, width: x.count, height: y.count))
        squares.append(
          PixelRect(
            x: canvas.x + square.x, y: canvas.y + square.y, width: square.width,
            height: square.height))
      }
    }
    return squares
  }

  /// Squares of a lattice in which tiles lie, taken in proportion to the pixels they hold.
  private static func coveredSquares(of map: TileMap, area: Int) -> [PixelRect] {
    var squares: [PixelRect] = []
    var (passed, run) = (0, 0)
    for square in map.squares(side: side) {
      let covered = map.coveredArea(in: square)
      // A run is longer than a square, so that this ends with at most two pixels in the same one.
      var isTaken = false
      while run < runs, pixel(ofRun: run, in: area) < passed + covered {
        isTaken = true
        run += 1
      }
      if isTaken { squares.append(square) }
      passed += covered
    }
    return squares
  }

  /// Pixels of a run, of all that tiles cover, numbered square by square.
  package static func pixels(ofRun run: Int, in area: Int) -> Range<Int> {
    range(run, of: runs, length: area)
  }

  /// The pixel that is taken of a run, any of its pixels as likely as any other.
  package static func pixel(ofRun run: Int, in area: Int) -> Int {
    let pixels = pixels(ofRun: run, in: area)
    return pixels.lowerBound + ((Int(scattered(UInt64(run)) & 0xFFFF) * pixels.count) >> 16)
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
