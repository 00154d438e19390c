import SlideIO

extension SlideSource {
  /// A file of at most this many pixels is decoded whole, unless it is a pyramid.
  private static let wholePixels = 8_000_000

  /// The slide's one file when it is read by regions, nil when its tiles are decoded whole.
  ///
  /// Regions are read of pyramids and scanners' files, and of images too large to be kept in memory.
  /// A PNG can only be decoded whole.
  ///
  /// - Throws: `TileFailure` for a file that only OpenSlide reads, when it cannot.
  static func regionFile(
    of input: SlideInput, memoryLimitBytes: Int
  ) throws(TileFailure) -> SlideDescription? {
    guard input.tiles.count == 1, let path = input.tiles.first?.path else { return nil }
    let slide: SlideDescription
    do throws(ImageFileError) {
      slide = try SlideReader(memoryLimitBytes: memoryLimitBytes).describe(path)
    } catch {
      if case .needsOpenSlide = error { throw TileFailure(reason: error.description) }
      // The reader of whole images says what is wrong with anything else.
      return nil
    }
    return isReadByRegions(slide, memoryLimitBytes: memoryLimitBytes) ? slide : nil
  }

  /// Whether a slide's file is read part by part.
  static func isReadByRegions(_ slide: SlideDescription, memoryLimitBytes: Int) -> Bool {
    let pixels = slide.width * slide.height
    let isLarge =
      pixels > wholePixels && slide.levels[0].isTiled
      || pixels > cacheBytes(memoryLimitBytes: memoryLimitBytes) / 3
    return slide.reader != .libpng && (slide.isPyramid || isLarge)
  }

  /// Largest size of an image in memory that is not read by regions if it can be.
  static func cacheBytes(memoryLimitBytes: Int) -> Int { memoryLimitBytes / 4 }

  /// Bound of the decoded tiles that one reader of the slide's file keeps.
  ///
  /// Strips reach from side to side, so that the parts of a row share them: they are kept, lest each
  /// part decodes them anew.
  var readerCacheBytes: Int {
    file?.levels[0].isTiled == false ? memoryLimitBytes / 8 : min(32 << 20, memoryLimitBytes / 16)
  }

  /// Largest height of a unit of work in canvas pixels whose strips a reader keeps.
  var largestUnitRows: Int {
    guard let level = file?.levels[0], !level.isTiled else { return Int.max }
    return max(1, readerCacheBytes / (3 * level.width) - 2 * level.tileHeight)
  }

  /// Workers whose memory the bound allows.
  func workers(atMost workers: Int) -> Int {
    guard file != nil else { return tileMemory.workers(atMost: workers) }
    let perWorker = Self.workerBytes + readerCacheBytes
    return min(workers, max(1, (memoryLimitBytes - Self.sharedBytes) / perWorker))
  }

  /// Memory of a worker beside the tiles it keeps: the pixels of a unit, and its planes.
  static let workerBytes = 80 << 20
  /// Memory that does not depend on the number of workers: the program, and the candidates of a row of
  /// units and two batches.
  static let sharedBytes = 128 << 20
}
