import Raster

/// A part of a canvas while it is put together.
struct RegionAssembly {
  let rect: PixelRect
  private(set) var image: RGBImage
  private var covered: [PixelRect] = []

  init(rect: PixelRect) {
    self.rect = rect
    image = RGBImage(width: rect.width, height: rect.height)
  }

  /// Copies the part of a tile that lies in the region.
  ///
  /// - Parameters:
  ///   - tile: its pixels.
  ///   - place: where they lie.
  ///   - holes: parts of the canvas where they mean nothing.
  mutating func paint(_ tile: RGBImage, at place: PixelRect, without holes: [PixelRect] = []) {
    for part in Self.parts(of: rect.intersection(place), without: holes) {
      paint(part, of: tile, at: place)
    }
  }

  private mutating func paint(_ common: PixelRect, of tile: RGBImage, at place: PixelRect) {
    for y in common.y..<common.maxY {
      let from = 3 * ((y - place.y) * tile.width + common.x - place.x)
      let to = 3 * ((y - rect.y) * rect.width + common.x - rect.x)
      image.samples.replaceSubrange(
        to..<(to + 3 * common.width), with: tile.samples[from..<(from + 3 * common.width)])
    }
    covered.append(
      PixelRect(
        x: common.x - rect.x, y: common.y - rect.y, width: common.width, height: common.height))
  }

  /// Mirrors tissue into pixels that no tile covers; leaves a region without any tile white.
  mutating func fillGaps() {
    guard TileMap.unionArea(covered) < rect.area, !covered.isEmpty else { return }
    var rowHasPixels = [Bool](repeating: false, count: rect.height)
    for y in 0..<rect.height {
      let spans = Self.merged(covered.filter { $0.y <= y && y < $0.maxY }.map { $0.x..<$0.maxX })
      guard !spans.isEmpty else { continue }
      rowHasPixels[y] = true
      for (x, source) in Self.mirrorSources(count: rect.width, spans: spans) {
        image[x, y] = image[source, y]
      }
    }
    let rows = Self.merged(rowHasPixels.indices.filter { rowHasPixels[$0] }.map { $0..<($0 + 1) })
    for (y, source) in Self.mirrorSources(count: rect.height, spans: rows) {
      let from = 3 * source * rect.width
      let line = image.samples[from..<(from + 3 * rect.width)]
      image.samples.replaceSubrange((3 * y * rect.width)..<(3 * (y + 1) * rect.width), with: line)
    }
  }

  /// Rectangles that cover a rectangle but for holes in it.
  static func parts(of rect: PixelRect, without holes: [PixelRect]) -> [PixelRect] {
    let inside = holes.map { $0.intersection(rect) }.filter { !$0.isEmpty }
    guard !rect.isEmpty else { return [] }
    guard !inside.isEmpty else { return [rect] }
    let edges = Set(inside.flatMap { [$0.y, $0.maxY] } + [rect.y, rect.maxY]).sorted()
    return zip(edges, edges.dropFirst()).flatMap { top, bottom in
      let spans = merged(inside.filter { $0.y <= top && $0.maxY >= bottom }.map { $0.x..<$0.maxX })
      let starts = [rect.x] + spans.map(\.upperBound)
      let ends = spans.map(\.lowerBound) + [rect.maxX]
      return zip(starts, ends).filter { $0 < $1 }.map {
        PixelRect(x: $0, y: top, width: $1 - $0, height: bottom - top)
      }
    }
  }

  /// Ranges joined where they touch or overlap, in rising order.
  static func merged(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) where !range.isEmpty {
      if let last = result.last, last.upperBound >= range.lowerBound {
        result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }

  /// For every position outside the spans, the position inside the nearest span that it mirrors.
  static func mirrorSources(count: Int, spans: [Range<Int>]) -> [(position: Int, source: Int)] {
    var result: [(position: Int, source: Int)] = []
    var next = 0
    for position in 0..<count {
      while next < spans.count, spans[next].upperBound <= position { next += 1 }
      if next < spans.count, spans[next].contains(position) { continue }
      let before = next > 0 ? spans[next - 1] : nil
      let after = next < spans.count ? spans[next] : nil
      let left = before.map { position - $0.upperBound + 1 } ?? Int.max
      let right = after.map { $0.lowerBound - position } ?? Int.max
      if left <= right, let span = before {
        result.append((position, max(span.lowerBound, span.upperBound - 1 - left)))
      } else if let span = after {
        result.append((position, min(span.upperBound - 1, span.lowerBound + right)))
      }
    }
    return result
  }
}
