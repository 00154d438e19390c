/// Decides whether files named `slide_x_y` are tiles of one slide.
///
/// Many names merely end in two numbers (`case_2021_12`, `field_2_10`), and taking such images for
/// tiles would mix unrelated ones. So the set must look like what slide tilers write:
/// 1. two files at least, no two at the same place;
/// 2. in x and in y the places lie on a regular grid, whose step (the greatest common divisor of the
///    distances) is at least half of the largest tile, so that neighbors overlap by half at most;
/// 3. where all tiles share one column or row, it lies at 0 or at least half a tile from it.
/// Anything else is a set of lone images; a manifest places tiles that do not follow this rule.
package enum TileGrid {
  /// A file that may be a tile.
  package struct Candidate: Sendable, Equatable {
    /// Left column in full-resolution pixels.
    package var x: Int
    /// Top row in full-resolution pixels.
    package var y: Int
    /// Width and height in pixels, nil when the file does not say.
    package var size: SIMD2<Int>?

    /// Makes a candidate from its parts.
    package init(x: Int, y: Int, size: SIMD2<Int>?) {
      self.x = x
      self.y = y
      self.size = size
    }
  }

  /// Whether the files form a grid.
  package static func isPlausible(_ candidates: [Candidate]) -> Bool {
    let sizes = candidates.compactMap(\.size)
    guard candidates.count >= 2, let width = sizes.map(\.x).max(), let height = sizes.map(\.y).max()
    else { return false }
    let places = Set(candidates.map { SIMD2($0.x, $0.y) })
    return places.count == candidates.count
      && isRegular(candidates.map(\.x), extent: width)
      && isRegular(candidates.map(\.y), extent: height)
  }

  private static func isRegular(_ positions: [Int], extent: Int) -> Bool {
    guard let first = positions.min() else { return false }
    let step = positions.reduce(0) { greatestCommonDivisor($0, $1 - first) }
    if step == 0 { return first == 0 || 2 * first >= extent }
    return 2 * step >= extent
  }

  private static func greatestCommonDivisor(_ first: Int, _ second: Int) -> Int {
    var (a, b) = (first, second)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
