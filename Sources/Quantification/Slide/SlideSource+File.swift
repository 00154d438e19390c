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
    let pixels = slide.width * slide.height
    let isLarge =
      pixels > wholePixels && slide.levels[0].isTiled
      || pixels > cacheBytes(memoryLimitBytes: memoryLimitBytes) / 3
    return slide.reader != .libpng && (slide.isPyramid || isLarge) ? slide : nil
  }

  /// Bound of the decoded tiles that are kept.
  static func cacheBytes(memoryLimitBytes: Int) -> Int { memoryLimitBytes / 4 }

  /// Workers whose memory the bound allows; a slide whose tiles are decoded whole takes them all.
  func workers(atMost workers: Int) -> Int {
    guard file != nil else { return workers }
    return min(workers, max(1, memoryLimitBytes / 2 / Self.workerBytes))
  }

  /// Memory of a worker: decoded tiles of the file, the pixels of a unit, and its planes.
  private static let workerBytes = 96 << 20
}
