import Raster

/// Which parts of a canvas lie in or near what is measured, so that the rest need not be read.
///
/// The canvas is cut into blocks of about 64 µm. Looked at are blocks that hold a measured place and
/// those beside them, so that a nucleus at the edge of a region competes with its neighbors outside.
package struct RegionBlocks: Sendable {
  /// Side of a block in µm.
  static let blockMicrons = 64.0
  /// Most blocks; of larger canvases blocks are larger.
  private static let mostBlocks = 4_000_000.0
  /// Edges that are marked between two checks.
  private static let edgesPerCheck = 1024

  private let blockPixels: SIMD2<Double>
  private let columns: Int
  private let rows: Int
  private var isLookedAt: [Bool]

  /// Sorts out which blocks are looked at.
  ///
  /// - Parameters:
  ///   - regions: what is measured.
  ///   - canvas: the canvas, from its origin.
  ///   - downsample: full-resolution pixels per canvas pixel.
  ///   - micronsPerPixel: size of a canvas pixel in µm.
  ///   - mostSteps: steps from block to block along all edges; of longer outlines blocks are larger.
  ///   - check: ends what takes too long; called again and again.
  /// - Throws: what `check` throws.
  package init<Late: Error>(
    _ regions: SlideRegions, canvas: PixelRect, downsample: Double,
    micronsPerPixel: SIMD2<Double>, mostSteps: Double = 2e7, check: () throws(Late) -> Void
  ) throws(Late) {
    var side = SIMD2(repeating: Self.blockMicrons) / micronsPerPixel
    let count = Double(canvas.width) / side.x * Double(canvas.height) / side.y
    side *= max(1, (count / Self.mostBlocks).squareRoot())
    if let outlined = regions.outlined {
      let size = SIMD2(Double(canvas.width), Double(canvas.height)) * downsample
      let steps = (Self.way(along: outlined.rings, in: size) / (side * downsample)).sum()
      side *= max(1, steps / mostSteps)
    }
    blockPixels = side
    columns = Int((Double(canvas.width) / side.x).rounded(.up))
    rows = Int((Double(canvas.height) / side.y).rounded(.up))
    isLookedAt = [Bool](repeating: false, count: columns * rows)
    switch regions.source {
    case .mask(let mask): try mark(mask, downsample: downsample, check: check)
    case .outlines(let outlined): try mark(outlined, downsample: downsample, check: check)
    }
    widen()
  }

  /// Whether a place on the canvas is looked at; places beyond the last block are as that block.
  package func contains(_ place: SIMD2<Double>) -> Bool {
    let block = place / blockPixels
    return isLookedAt[Self.index(block.y, rows) * columns + Self.index(block.x, columns)]
  }

  /// Whether any place of a part of the canvas is looked at.
  func touches(_ rect: PixelRect) -> Bool {
    let low = SIMD2(Double(rect.x), Double(rect.y)) / blockPixels
    let high = SIMD2(Double(rect.maxX), Double(rect.maxY)) / blockPixels
    let across = Self.index(low.x, columns)...Self.index(high.x, columns)
    return (Self.index(low.y, rows)...Self.index(high.y, rows)).contains { row in
      across.contains { isLookedAt[row * columns + $0] }
    }
  }

  private static func index(_ position: Double, _ count: Int) -> Int {
    Int(min(Double(count - 1), max(0, position.rounded(.down))))
  }

  /// How far all edges lead across and down on a slide of some size.
  private static func way(along rings: [[SIMD2<Double>]], in size: SIMD2<Double>) -> SIMD2<Double> {
    func onSlide(_ corner: SIMD2<Double>) -> SIMD2<Double> {
      pointwiseMin(pointwiseMax(corner, .zero), size)
    }
    var way = SIMD2<Double>.zero
    for ring in rings {
      guard var previous = ring.last.map(onSlide) else { continue }
      for corner in ring {
        let next = onSlide(corner)
        way += pointwiseMax(previous, next) - pointwiseMin(previous, next)
        previous = next
      }
    }
    return way
  }

  private mutating func mark<Late: Error>(
    _ mask: RegionMask, downsample: Double, check: () throws(Late) -> Void
  ) throws(Late) {
    let side = blockPixels * downsample
    for row in 0..<rows {
      try check()
      for column in 0..<columns {
        let low = SIMD2(Double(column), Double(row)) * side
        isLookedAt[row * columns + column] = mask.isWhite(from: low, to: low + side)
      }
    }
  }

  /// Marks blocks that an edge passes through, and those whose center is measured: the others lie
  /// wholly outside.
  private mutating func mark<Late: Error>(
    _ outlined: OutlinedRegions, downsample: Double, check: () throws(Late) -> Void
  ) throws(Late) {
    let side = blockPixels * downsample
    var marked = 0
    for ring in outlined.rings {
      guard var previous = ring.last.map({ $0 / side }) else { continue }
      for corner in ring {
        if marked % Self.edgesPerCheck == 0 { try check() }
        marked += 1
        let next = corner / side
        markEdge(from: previous, to: next)
        previous = next
      }
    }
    var sweep = RegionSweep(outlined)
    for row in 0..<rows {
      try check()
      let line = sweep.line(atY: (Double(row) + 0.5) * side.y)
      for span in line.measured.spans {
        let first = (span.lowerBound / side.x - 0.5).rounded(.up)
        let end = (span.upperBound / side.x - 0.5).rounded(.up)
        let from = Int(min(Double(columns), max(0, first)))
        let to = Int(min(Double(columns), max(0, end)))
        for column in from..<max(from, to) { isLookedAt[row * columns + column] = true }
      }
    }
  }

  /// Marks the blocks of an edge, whose ends are given in blocks.
  private mutating func markEdge(from a: SIMD2<Double>, to b: SIMD2<Double>) {
    let (upper, lower) = a.y <= b.y ? (a, b) : (b, a)
    let limit = Double(rows)
    guard lower.y >= 0, upper.y < limit else { return }
    let way = lower - upper
    let first = Self.index(upper.y, rows)
    let last = Self.index(lower.y, rows)
    for row in first...last {
      // A hair wider than the row, so that rounding loses no block.
      let top = max(upper.y, Double(row) - 1e-6)
      let bottom = min(lower.y, Double(row) + 1 + 1e-6)
      let (x0, x1) =
        way.y > 0
        ? (
          upper.x + way.x * ((top - upper.y) / way.y),
          upper.x + way.x * ((bottom - upper.y) / way.y)
        )
        : (upper.x, lower.x)
      let (left, right) = (min(x0, x1) - 1e-6, max(x0, x1) + 1e-6)
      guard right >= 0, left < Double(columns) else { continue }
      for column in Self.index(left, columns)...Self.index(right, columns) {
        isLookedAt[row * columns + column] = true
      }
    }
  }

  /// Adds the blocks beside those that are looked at.
  private mutating func widen() {
    let marked = isLookedAt
    for row in 0..<rows {
      for column in 0..<columns where marked[row * columns + column] {
        for y in max(0, row - 1)...min(rows - 1, row + 1) {
          for x in max(0, column - 1)...min(columns - 1, column + 1) {
            isLookedAt[y * columns + x] = true
          }
        }
      }
    }
  }
}
