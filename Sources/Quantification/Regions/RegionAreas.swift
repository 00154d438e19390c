import Raster

/// Areas of regions in full-resolution square pixels, on readable tiles, or on their tissue alone.
package struct RegionAreas: Sendable, Equatable {
  /// What is measured.
  var measured = 0.0
  /// Each region: included ones without excluded ones, excluded ones whole.
  var regions: [Double] = []
  /// Regions whose outlines cross themselves, so that some of what they enclose is outside.
  package var crossing: [Int] = []

  /// Most rows that are swept; taller slides are swept at wider steps.
  private static let mostRows = 2_000_000.0
  /// Most edges that are looked at in all rows together.
  private static let mostEdges = 4e8

  /// Sums up level lines through the middle of every pixel row.
  ///
  /// - Parameters:
  ///   - regions: what is measured.
  ///   - tiles: where.
  ///   - check: ends what takes too long; called at every line.
  /// - Throws: what `check` throws.
  package init<Late: Error>(
    _ regions: SlideRegions, tiles: TileRows, check: () throws(Late) -> Void
  ) throws(Late) {
    switch regions.source {
    case .mask(let mask):
      measured = try mask.measuredArea(where: { tiles.contains($0) }, check: check)
      self.regions = [measured]
    case .outlines(let outlined):
      try sweep(outlined, tiles: tiles, check: check)
    }
  }

  private mutating func sweep<Late: Error>(
    _ outlined: OutlinedRegions, tiles: TileRows, check: () throws(Late) -> Void
  ) throws(Late) {
    regions = [Double](repeating: 0, count: outlined.outlines.count)
    var surplus = [Double](repeating: 0, count: outlined.index.areaCount)
    let rows = outlined.index.rows
    // An outline may reach far beyond the slide.
    let first = max(0, rows.lowerBound.rounded(.down))
    let last = min(tiles.height, rows.upperBound.rounded(.up))
    let step = Self.step(outlined.index, rows: last - first)
    var tiles = tiles
    var sweep = RegionSweep(outlined)
    var inRows = 0.0
    var y = first + step / 2
    while y < last {
      try check()
      let line = sweep.line(atY: y)
      let cover = tiles.spans(atY: y)
      for (area, length) in line.surplus { surplus[area] += length * step }
      let part = line.measured.intersection(cover).length * step
      measured += part
      inRows += cover.length * step
      for (region, spans) in line.regions {
        let isIncluded = outlined.roles[region] == .include
        let own = isIncluded ? spans.intersection(line.measured) : spans
        regions[region] += own.intersection(cover).length * step
      }
      y += step
    }
    // Rows without any region are measured whole when there are exclusions only.
    if !outlined.isRestricted { measured += max(0, tiles.coveredArea - inRows) }
    crossing = Self.crossing(outlined, surplus: surplus)
  }

  /// Rows in pixels between two lines, 1 unless that takes too long.
  private static func step(_ index: EdgeIndex, rows: Double) -> Double {
    let edges = Double(index.edgesInBands) / Double(max(1, index.bandCount)) * rows
    return max(1, (rows / mostRows).rounded(.up), (edges / mostEdges).rounded(.up))
  }

  /// Regions whose outlines enclose another area than they would if they did not cross themselves.
  ///
  /// - Parameters:
  ///   - outlined: the regions.
  ///   - surplus: for every area of the index, the difference in square pixels, by the same lines.
  /// - Returns: their places in the list, rising.
  private static func crossing(_ outlined: OutlinedRegions, surplus: [Double]) -> [Int] {
    var number = 0
    var found: [Int] = []
    for (region, outline) in outlined.outlines.enumerated() {
      var isCrossing = false
      for area in outline.parts + outline.holes {
        // Hands tremble: small loops are not worth a word.
        let tolerance =
          0.01 * abs(area.plainArea) + 2 * Double(area.cornerCount).squareRoot() + 8
        if surplus[number] > tolerance { isCrossing = true }
        number += 1
      }
      if isCrossing { found.append(region) }
    }
    return found
  }
}

/// What of level lines lies on readable tiles, and on tissue if only that is wanted.
package struct TileRows {
  let map: TileMap
  let downsample: Double
  private let unreadable: TileMap
  private let breaks: [Int]
  private var tissue: TissueRows?
  private var current: (rows: Range<Double>, spans: RowSpans)?

  /// Prepares questions about tiles.
  package init(map: TileMap, downsample: Double) {
    self.init(map: map, downsample: downsample, without: [], tissue: nil)
  }

  /// Prepares questions about tiles or, if it is not nil, the tissue on them.
  ///
  /// - Parameters:
  ///   - map: the tiles.
  ///   - downsample: full-resolution pixels per canvas pixel.
  ///   - damage: parts of the canvas that do not belong, because they cannot be decoded.
  ///   - tissue: what of the tiles belongs.
  init(map: TileMap, downsample: Double, without damage: [PixelRect], tissue: TissueRows?) {
    self.map = map
    self.downsample = downsample
    self.tissue = tissue
    unreadable = TileMap(damage.map { TileMap.Entry(tile: 0, rect: $0.intersection(map.canvas)) })
    let rects = (map.entries + unreadable.entries).map(\.rect)
    breaks = Set(rects.flatMap { [$0.y, $0.maxY] }).sorted()
  }

  /// Height of the slide in full-resolution pixels.
  var height: Double { Double(map.canvas.height) * downsample }

  /// Area of all tiles, where they can be read, in full-resolution square pixels.
  var coveredArea: Double {
    Double(map.coveredArea - unreadable.coveredArea) * downsample * downsample
  }

  /// Whether a place in full-resolution pixels belongs.
  func contains(_ place: SIMD2<Double>) -> Bool {
    let (x, y) = (place.x / downsample, place.y / downsample)
    return map.owner(x: x, y: y) != nil && unreadable.owner(x: x, y: y) == nil
      && tissue?.contains(place) ?? true
  }

  /// Stretches that belong at a height in full-resolution pixels.
  mutating func spans(atY y: Double) -> RowSpans {
    let onTiles = tileSpans(atY: y)
    return tissue?.spans(atY: y).intersection(onTiles) ?? onTiles
  }

  private mutating func tileSpans(atY y: Double) -> RowSpans {
    if let current, current.rows.contains(y) { return current.spans }
    let row = y / downsample
    let next = breaks.partitioningIndex { Double($0) > row }
    guard next > 0, next < breaks.count else { return RowSpans() }
    let (top, bottom) = (breaks[next - 1], breaks[next])
    let spans = spans(of: map, row: top).subtracting(spans(of: unreadable, row: top))
    current = ((Double(top) * downsample)..<(Double(bottom) * downsample), spans)
    return spans
  }

  private func spans(of tiles: TileMap, row: Int) -> RowSpans {
    let band = PixelRect(x: 0, y: row, width: map.canvas.width, height: 1)
    return RowSpans(
      tiles.indices(touching: band).map { index in
        let rect = tiles.entries[index].rect
        return (Double(rect.x) * downsample)..<(Double(rect.maxX) * downsample)
      })
  }
}

extension [Int] {
  /// Index of the first element for which a condition holds that holds for all after it.
  fileprivate func partitioningIndex(where holds: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if holds(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
