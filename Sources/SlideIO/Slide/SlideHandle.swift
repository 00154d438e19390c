import Raster

/// Reads the pixels of a slide; belongs to one worker.
///
/// Opening is cheap: files are opened when they are first read, and what describes them was read by
/// `SlideReader`. Only the tiles that a region touches are decoded. Memory is bounded by the cache of
/// decoded tiles, one region, and what the library holds (OpenSlide: its own cache of 32 MiB). A strip
/// counts as a tile, and so does a whole PNG, which every handle decodes for itself.
public final class SlideHandle {
  /// What is read.
  public let slide: SlideDescription
  /// Whether a tile that cannot be decoded is black and noted in `damage`, instead of being an error.
  public var toleratesDamage = false
  /// Tiles that could not be decoded so far, each once, in the order in which they were met.
  public private(set) var damage: [SlideDamage] = []
  /// What was met so far among pixels of the full resolution.
  public private(set) var traits: PixelTraits = []
  private let decoder: any TileDecoder
  private let cache: TileCache
  private let memoryLimitBytes: Int
  private let averager = AreaAverager()
  /// Source of averages, and pixels before they are turned.
  private let block = SampleBuffer<UInt8>()
  private let turned = SampleBuffer<UInt8>()

  /// Prepares reading; nothing is opened yet.
  ///
  /// - Parameters:
  ///   - slide: from `SlideReader`.
  ///   - cacheBytes: bound of the cache of decoded tiles; one tile is kept in any case.
  ///   - memoryLimitBytes: largest size of one region, one tile and one picture beside the slide.
  public init(
    _ slide: SlideDescription, cacheBytes: Int = 32 << 20, memoryLimitBytes: Int = 1 << 30
  ) {
    self.slide = slide
    self.memoryLimitBytes = memoryLimitBytes
    cache = TileCache(capacityBytes: cacheBytes)
    switch slide.reader {
    case .libpng: decoder = PNGTileDecoder(slide, memoryLimitBytes: memoryLimitBytes)
    case .libtiff: decoder = TIFFTileDecoder(slide, memoryLimitBytes: memoryLimitBytes)
    case .openSlide: decoder = OpenSlideTileDecoder(slide, memoryLimitBytes: memoryLimitBytes)
    }
  }

  /// Reads a region of a level.
  ///
  /// - Parameters:
  ///   - rect: pixels of the level, as the slide is seen; what lies outside is the background.
  ///   - level: index of the level.
  /// - Returns: an image of the size of `rect`.
  /// - Throws: `ImageFileError`, `.damagedTile` when a tile of the region cannot be decoded.
  public func region(_ rect: PixelRect, level: Int = 0) throws(ImageFileError) -> RGBImage {
    var image = RGBImage(width: 0, height: 0, samples: [])
    try readRegion(rect, level: level, into: &image)
    return image
  }

  /// Reads a region of a level into an image whose memory is used again when it suffices.
  ///
  /// The image is left empty when an error is thrown.
  public func readRegion(
    _ rect: PixelRect, level: Int = 0, into image: inout RGBImage
  ) throws(ImageFileError) {
    precondition(slide.levels.indices.contains(level))
    try fill(&image, size: rect) { (target) throws(ImageFileError) in
      try self.read(rect, level: level, into: target, rowBytes: 3 * rect.width)
    }
  }

  /// Reads a region of a grid, see `SlideDescription.grid(micronsPerPixel:)`.
  ///
  /// - Parameters:
  ///   - rect: pixels of the grid; what lies outside of the slide is the background, a pixel across
  ///     its border the average of what is inside.
  ///   - grid: a grid of this slide.
  /// - Returns: an image of the size of `rect`.
  /// - Throws: as `region(_:level:)`.
  public func region(_ rect: PixelRect, on grid: SlideGrid) throws(ImageFileError) -> RGBImage {
    var image = RGBImage(width: 0, height: 0, samples: [])
    try readRegion(rect, on: grid, into: &image)
    return image
  }

  /// Reads a region of a grid into an image whose memory is used again when it suffices.
  ///
  /// The image is left empty when an error is thrown.
  public func readRegion(
    _ rect: PixelRect, on grid: SlideGrid, into image: inout RGBImage
  ) throws(ImageFileError) {
    if grid.isLevel { return try readRegion(rect, level: grid.level, into: &image) }
    try fill(&image, size: rect) { (target) throws(ImageFileError) in
      for part in self.parts(of: rect, on: grid) {
        let place = target + 3 * ((part.y - rect.y) * rect.width + part.x - rect.x)
        try self.average(part, grid, into: place, rowBytes: 3 * rect.width)
      }
    }
  }

  /// Decodes a picture beside the slide.
  ///
  /// - Parameter name: as in `SlideDescription.associatedImages`.
  /// - Returns: the picture, nil when the slide has none of that name.
  /// - Throws: `ImageFileError` when it cannot be decoded.
  public func associatedImage(named name: String) throws(ImageFileError) -> RGBImage? {
    guard let image = slide.associatedImages.first(where: { $0.name == name }) else { return nil }
    let pixels = try decoder.associatedImage(image)
    return RGBImage(width: pixels.width, height: pixels.height, samples: pixels.samples)
  }

  private func fill(
    _ image: inout RGBImage, size: PixelRect,
    _ body: (UnsafeMutablePointer<UInt8>) throws(ImageFileError) -> Void
  ) throws(ImageFileError) {
    var samples = image.samples
    image = RGBImage(width: 0, height: 0, samples: [])
    let needed = 3 * Double(size.width) * Double(size.height)
    guard needed <= Double(memoryLimitBytes) else {
      throw .tooLarge(
        path: slide.path, width: size.width, height: size.height,
        neededBytes: Int(min(needed, 9e18)), limitBytes: memoryLimitBytes)
    }
    samples.resize(to: 3 * size.width * size.height)
    var failure: ImageFileError?
    samples.withUnsafeMutableBufferPointer { buffer in
      guard let base = buffer.baseAddress, !size.isEmpty else { return }
      do throws(ImageFileError) { try body(base) } catch { failure = error }
    }
    if let failure { throw failure }
    image = RGBImage(width: size.width, height: size.height, samples: samples)
  }
}

// MARK: - Parts of a grid

extension SlideHandle {
  /// Source pixels that are averaged at once, at most (except for a single row of strips).
  private static let blockPixels = 4 << 20

  /// Cuts a region so that the source of each part is small; parts follow the order of storage.
  private func parts(of rect: PixelRect, on grid: SlideGrid) -> [PixelRect] {
    let level = slide.levels[grid.level]
    // Strips reach from side to side: cutting across would decode them again for every part.
    let width =
      level.isTiled && !level.storage.orientation.swapsAxes
      ? max(1, min(rect.width, Int(4096 / grid.x.step))) : max(1, rect.width)
    let sourceWidth = min(Double(width) * grid.x.step + 1, Double(level.width))
    let rows = Double(Self.blockPixels) / max(1, sourceWidth) / grid.y.step
    let height = max(1, min(rect.height, Int(rows)))
    return stride(from: rect.y, to: rect.maxY, by: height).flatMap { y in
      stride(from: rect.x, to: rect.maxX, by: width).map { x in
        PixelRect(x: x, y: y, width: width, height: height).intersection(rect)
      }
    }
  }

  private func average(
    _ part: PixelRect, _ grid: SlideGrid, into target: UnsafeMutablePointer<UInt8>, rowBytes: Int
  ) throws(ImageFileError) {
    let columns = grid.x.sourceRange(part.x..<part.maxX)
    let rows = grid.y.sourceRange(part.y..<part.maxY)
    let source = PixelRect(
      x: columns.lowerBound, y: rows.lowerBound, width: columns.count, height: rows.count
    ).intersection(slide.levels[grid.level].bounds)
    let pixels = block.reserve(max(1, 3 * source.area))
    try read(source, level: grid.level, into: pixels, rowBytes: 3 * source.width)
    averager.average(
      pixels, of: source, x: grid.x, y: grid.y, to: part, into: target, rowBytes: rowBytes,
      background: slide.background)
  }
}

// MARK: - Tiles

extension SlideHandle {
  /// Reads a region, as it is seen, to memory whose rows are `rowBytes` apart.
  private func read(
    _ rect: PixelRect, level index: Int, into target: UnsafeMutablePointer<UInt8>, rowBytes: Int
  ) throws(ImageFileError) {
    let level = slide.levels[index]
    let inside = rect.intersection(level.bounds)
    if inside != rect { paintBackground(target, rect, rowBytes) }
    guard !inside.isEmpty else { return }
    let place = target + (inside.y - rect.y) * rowBytes + 3 * (inside.x - rect.x)
    let orientation = level.storage.orientation
    if orientation == .topLeft {
      return try readStored(inside, level: index, into: place, rowBytes: rowBytes)
    }
    let stored = orientation.stored(inside, width: level.storedWidth, height: level.storedHeight)
    let pixels = turned.reserve(3 * stored.area)
    try readStored(stored, level: index, into: pixels, rowBytes: 3 * stored.width)
    orientation.place(
      pixels, width: stored.width, height: stored.height, into: place, rowBytes: rowBytes)
  }

  private func readStored(
    _ rect: PixelRect, level index: Int, into target: UnsafeMutablePointer<UInt8>, rowBytes: Int
  ) throws(ImageFileError) {
    let level = slide.levels[index]
    let tileRowBytes = 3 * level.tileWidth
    for row in (rect.y / level.tileHeight)...((rect.maxY - 1) / level.tileHeight) {
      for column in (rect.x / level.tileWidth)...((rect.maxX - 1) / level.tileWidth) {
        let tile = try cache.pixels(
          level: index, row: row, column: column, byteCount: tileRowBytes * level.tileHeight
        ) { (pixels) throws(ImageFileError) in
          try self.decode(level: index, row: row, column: column, into: pixels)
        }
        let area = level.tileArea(row: row, column: column)
        let part = area.intersection(rect)
        for y in part.y..<part.maxY {
          let from = (y - area.y) * tileRowBytes + 3 * (part.x - area.x)
          let to = target + (y - rect.y) * rowBytes + 3 * (part.x - rect.x)
          UnsafeMutableRawBufferPointer(start: to, count: 3 * part.width).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: tile[from..<(from + 3 * part.width)]))
        }
      }
    }
  }

  private func decode(
    level index: Int, row: Int, column: Int, into pixels: UnsafeMutableRawBufferPointer
  ) throws(ImageFileError) {
    do throws(ImageFileError) {
      let found = try decoder.decodeTile(level: index, row: row, column: column, into: pixels)
      if index == 0 { traits.formUnion(found) }
    } catch {
      guard toleratesDamage, case .damagedTile(_, _, let stored, _) = error else { throw error }
      pixels.initializeMemory(as: UInt8.self, repeating: 0)
      let level = slide.levels[index]
      let area = level.storage.orientation.seen(
        stored, width: level.storedWidth, height: level.storedHeight)
      let found = SlideDamage(level: index, area: area, reason: error.description)
      if !damage.contains(found) { damage.append(found) }
    }
  }

  private func paintBackground(
    _ target: UnsafeMutablePointer<UInt8>, _ rect: PixelRect, _ rowBytes: Int
  ) {
    let color = slide.background
    for y in 0..<rect.height {
      for x in 0..<rect.width {
        let pixel = target + y * rowBytes + 3 * x
        pixel[0] = color.red
        pixel[1] = color.green
        pixel[2] = color.blue
      }
    }
  }
}
