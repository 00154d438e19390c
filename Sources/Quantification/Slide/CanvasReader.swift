import Raster
import SlideIO

/// Reads pixels of a slide's canvas; belongs to one worker.
///
/// A file that is read by regions is opened once for each reader, and only what a region touches is
/// decoded. Tiles are decoded whole and shared by all readers of the slide.
final class CanvasReader {
  let source: SlideSource
  private let handle: SlideHandle?

  /// Prepares reading; files are opened when they are first read.
  init(_ source: SlideSource) {
    self.source = source
    handle = source.file.map {
      SlideHandle(
        $0, cacheBytes: source.readerCacheBytes,
        memoryLimitBytes: source.memoryLimitBytes)
    }
    handle?.toleratesDamage = true
  }

  /// Parts of the canvas among those read so far whose pixels could not be decoded.
  ///
  /// What was read of them is black.
  func holes(in rect: PixelRect) -> [PixelRect] {
    guard let handle, !handle.damage.isEmpty, let place = source.map.entries.first?.rect else {
      return []
    }
    return handle.damage.filter { $0.level == 0 }.map { damage in
      PixelRect(
        x: damage.area.x + place.x, y: damage.area.y + place.y, width: damage.area.width,
        height: damage.area.height
      ).intersection(rect)
    }.filter { !$0.isEmpty }
  }

  /// Pixels of a part of the canvas; see `pixels(around:)`.
  func region(_ rect: PixelRect) throws(ImageFileError) -> RGBImage {
    let (image, place) = try pixels(around: rect)
    return place == rect
      ? image
      : image.cropped(
        to: PixelRect(
          x: rect.x - place.x, y: rect.y - place.y, width: rect.width, height: rect.height))
  }

  /// Pixels of at least a part of the canvas, and where they lie.
  ///
  /// A tile in memory that holds the part is given whole, so that nothing is copied. Where no tile
  /// lies, or none that can be decoded, the tissue beside the gap is mirrored into it, first along rows, then along columns, so
  /// that a tile's edge does not look like the edge of a nucleus.
  func pixels(
    around rect: PixelRect
  ) throws(ImageFileError) -> (image: RGBImage, place: PixelRect) {
    let map = source.map
    let touching = map.indices(touching: rect)
    if touching.count == 1, let index = touching.first, map.entries[index].rect.contains(rect) {
      let entry = map.entries[index]
      guard handle != nil else { return (try source.image(ofTile: entry.tile), entry.rect) }
      let image = try pixels(of: entry, in: rect)
      if holes(in: rect).isEmpty { return (image, rect) }
    }
    var assembly = try assembled(rect, map: map, touching: touching, leavesHoles: true)
    assembly.fillGaps()
    return (assembly.image, rect)
  }

  /// Pixels of a part of the canvas, white where no tile lies and black where none can be decoded.
  func covered(_ rect: PixelRect) throws(ImageFileError) -> RGBImage {
    let map = source.map
    return try assembled(
      rect, map: map, touching: map.indices(touching: rect), leavesHoles: false
    ).image
  }

  /// Pixels of a grid over the slide's file; nil for slides that are not read by regions.
  func region(_ rect: PixelRect, on grid: SlideGrid) throws(ImageFileError) -> RGBImage? {
    try handle?.region(rect, on: grid)
  }

  private func assembled(
    _ rect: PixelRect, map: TileMap, touching: [Int], leavesHoles: Bool
  ) throws(ImageFileError) -> RegionAssembly {
    var assembly = RegionAssembly(rect: rect)
    // Later tiles are painted first, so that the owner of a pixel is painted last.
    for index in touching.reversed() {
      let entry = map.entries[index]
      if handle != nil {
        let common = entry.rect.intersection(rect)
        let image = try pixels(of: entry, in: common)
        assembly.paint(image, at: common, without: leavesHoles ? holes(in: common) : [])
      } else {
        assembly.paint(try source.image(ofTile: entry.tile), at: entry.rect)
      }
    }
    return assembly
  }

  /// Pixels of a tile in a part of the canvas that it covers.
  func pixels(
    of entry: TileMap.Entry, in rect: PixelRect
  ) throws(ImageFileError) -> RGBImage {
    let part = PixelRect(
      x: rect.x - entry.rect.x, y: rect.y - entry.rect.y, width: rect.width, height: rect.height)
    if let handle {
      let image = try handle.region(part)
      source.note(handle.damage)
      source.note(handle.traits)
      return image
    }
    let image = try source.image(ofTile: entry.tile)
    return entry.rect == rect ? image : image.cropped(to: part)
  }
}
