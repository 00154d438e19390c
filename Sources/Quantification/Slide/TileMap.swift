import Raster

/// Rectangles of the readable tiles of a slide, found by place.
///
/// Where tiles overlap, a pixel belongs to the tile that comes first by top row, then left column,
/// then input order; so ownership does not depend on the order in which files were named.
package struct TileMap: Sendable {
  /// A readable tile.
  package struct Entry: Sendable, Equatable {
    /// Index in the slide's list of tiles.
    var tile: Int
    /// Place in canvas pixels.
    var rect: PixelRect

    /// Makes one from its parts.
    package init(tile: Int, rect: PixelRect) {
      self.tile = tile
      self.rect = rect
    }
  }

  /// Tiles in order of ownership.
  let entries: [Entry]
  /// Smallest rectangle from the origin that holds all tiles.
  let canvas: PixelRect
  /// Smallest rectangle that holds all tiles.
  let bounds: PixelRect
  private let bucketSide: Int
  private let buckets: [SIMD2<Int32>: [Int32]]

  /// Orders tiles and notes their places.
  package init(_ tiles: [Entry]) {
    entries = tiles.sorted {
      ($0.rect.y, $0.rect.x, $0.tile) < ($1.rect.y, $1.rect.x, $1.tile)
    }
    bounds = entries.dropFirst().reduce(
      entries.first?.rect ?? PixelRect(x: 0, y: 0, width: 0, height: 0)
    ) { $0.union($1.rect) }
    canvas = PixelRect(x: 0, y: 0, width: bounds.maxX, height: bounds.maxY)
    let sides = entries.map { max($0.rect.width, $0.rect.height) }
    let side = max(64, sides.max() ?? 64)
    bucketSide = side
    var buckets: [SIMD2<Int32>: [Int32]] = [:]
    for (index, entry) in entries.enumerated() {
      for key in Self.keys(of: entry.rect, side: side) {
        buckets[key, default: []].append(Int32(index))
      }
    }
    self.buckets = buckets
  }

  private static func keys(of rect: PixelRect, side: Int) -> [SIMD2<Int32>] {
    guard !rect.isEmpty else { return [] }
    return (Int32(rect.y / side)...Int32((rect.maxY - 1) / side)).flatMap { row in
      (Int32(rect.x / side)...Int32((rect.maxX - 1) / side)).map { SIMD2($0, row) }
    }
  }

  /// Indices into `entries` of the tiles that share pixels with a rectangle inside the canvas, in
  /// order of ownership.
  func indices(touching rect: PixelRect) -> [Int] {
    var found: Set<Int32> = []
    for key in Self.keys(of: rect, side: bucketSide) { found.formUnion(buckets[key] ?? []) }
    return found.sorted().map(Int.init).filter {
      !entries[$0].rect.intersection(rect).isEmpty
    }
  }

  /// Index into `entries` of the tile that owns a point, nil where there is no tile.
  func owner(x: Double, y: Double) -> Int? {
    guard canvas.contains(x: x, y: y) else { return nil }
    let key = SIMD2(Int32(x) / Int32(bucketSide), Int32(y) / Int32(bucketSide))
    return buckets[key]?.first { entries[Int($0)].rect.contains(x: x, y: y) }.map(Int.init)
  }

  /// Tiles that own pixels of another tile's rectangle, because they come before it.
  func predecessors(of index: Int) -> [PixelRect] {
    indices(touching: entries[index].rect).filter { $0 < index }.map { entries[$0].rect }
  }

  /// Number of canvas pixels that some tile covers, each counted once.
  var coveredArea: Int {
    entries.indices.reduce(0) { sum, index in
      let rect = entries[index].rect
      let taken = predecessors(of: index).map { $0.intersection(rect) }
      return sum + rect.area - Self.unionArea(taken)
    }
  }

  /// Number of pixels of a part of the canvas that some tile covers, each counted once.
  func coveredArea(in rect: PixelRect) -> Int {
    Self.unionArea(indices(touching: rect).map { entries[$0].rect.intersection(rect) })
  }

  /// Squares of a lattice from the corner of `bounds` in which some tile lies, row by row.
  func squares(side: Int) -> [PixelRect] {
    var places: Set<SIMD2<Int>> = []
    for rect in entries.lazy.map(\.rect) where !rect.isEmpty {
      let columns = (rect.x - bounds.x) / side...(rect.maxX - 1 - bounds.x) / side
      for row in (rect.y - bounds.y) / side...(rect.maxY - 1 - bounds.y) / side {
        for column in columns { places.insert(SIMD2(column, row)) }
      }
    }
    return places.sorted { ($0.y, $0.x) < ($1.y, $1.x) }.map {
      PixelRect(x: bounds.x + $0.x * side, y: bounds.y + $0.y * side, width: side, height: side)
        .intersection(bounds)
    }
  }

  /// Number of pixels in the union of rectangles.
  static func unionArea(_ rects: [PixelRect]) -> Int {
    guard rects.count > 1 else { return rects.first?.area ?? 0 }
    let edges = Set(rects.flatMap { [$0.x, $0.maxX] }).sorted()
    var area = 0
    for (left, right) in zip(edges, edges.dropFirst()) {
      let spans = rects.filter { $0.x <= left && $0.maxX >= right }
        .map { ($0.y, $0.maxY) }.sorted { $0 < $1 }
      var covered = 0
      var reached = Int.min
      for (top, bottom) in spans where bottom > reached {
        covered += bottom - max(top, reached)
        reached = bottom
      }
      area += covered * (right - left)
    }
    return area
  }
}
