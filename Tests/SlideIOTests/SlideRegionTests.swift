import Raster
import SlideIO
import TestSupport
import Testing

@Suite struct SlideRegionTests {
  /// What a region must be: a part of the level, over white.
  static func expected(_ level: RGBImage, _ rect: PixelRect) -> RGBImage {
    var image = RGBImage(width: rect.width, height: rect.height)
    let inside = rect.intersection(level.bounds)
    guard !inside.isEmpty else { return image }
    for y in inside.y..<inside.maxY {
      for x in inside.x..<inside.maxX { image[x - rect.x, y - rect.y] = level[x, y] }
    }
    return image
  }

  static func randomRects(_ bounds: PixelRect, seed: UInt64) -> [PixelRect] {
    var generator = SeededGenerator(seed: seed)
    let random = (0..<25).map { _ in
      PixelRect(
        x: Int.random(in: -20..<bounds.width, using: &generator),
        y: Int.random(in: -20..<bounds.height, using: &generator),
        width: Int.random(in: 1...90, using: &generator),
        height: Int.random(in: 1...90, using: &generator))
    }
    return random + [bounds, bounds.insetBy(-3), PixelRect(x: 500, y: 3, width: 4, height: 4)]
  }

  private func check(_ path: String, levels: [RGBImage], cacheBytes: Int) throws {
    let slide = try SlideReader().describe(path)
    #expect(slide.levels.count == levels.count)
    let handle = SlideHandle(slide, cacheBytes: cacheBytes)
    for (index, level) in levels.enumerated() {
      for rect in Self.randomRects(level.bounds, seed: UInt64(index + 1)) {
        let found = try handle.region(rect, level: index)
        #expect(
          firstDifference(found, Self.expected(level, rect)) == nil, "level \(index), \(rect)")
      }
    }
  }

  static let images = [(150, 110), (75, 55), (37, 27)].map {
    RGBImage.noise(width: $0.0, height: $0.1, seed: UInt64($0.0))
  }

  @Test(arguments: [16, 64, nil], [false, true])
  func `regions of every level, interleaved and planar`(tile: Int?, isPlanar: Bool) throws {
    let folder = try ScratchFolder()
    let directories = Self.images.enumerated().map { index, image in
      TIFFBuilder(image, tile: tile, isPlanar: isPlanar).kind(index == 0 ? 0 : 1)
    }
    let path = try folder.write(TIFFBuilder.file(directories), as: "a.tif")
    for cacheBytes in [0, 20_000, 1 << 24] {
      try check(path, levels: Self.images, cacheBytes: cacheBytes)
    }
  }

  @Test(arguments: Orientation.allCases)
  func `regions are as the slide is seen`(orientation: Orientation) throws {
    let folder = try ScratchFolder()
    for tile in [nil, 16] {
      try ImageWriter.writeTIFF(
        Self.images[0], to: folder.path("a.tif"), compression: .lzw, tileSize: tile,
        orientation: orientation)
      try check(folder.path("a.tif"), levels: [Self.images[0]], cacheBytes: 1 << 20)
    }
  }

  @Test(arguments: [ImageWriter.TIFFEncoding.none, .deflate, .jpeg(quality: 70)], [nil, 32])
  func `regions equal the image decoded whole`(
    encoding: ImageWriter.TIFFEncoding, tile: Int?
  ) throws {
    let folder = try ScratchFolder()
    try ImageWriter.writeTIFF(
      Self.images[0], to: folder.path("a.tif"), compression: encoding, tileSize: tile)
    let whole = try ImageReader().decode(at: folder.path("a.tif")).image
    try check(folder.path("a.tif"), levels: [whole], cacheBytes: 1 << 20)
  }

  @Test func `pictures beside the slide are decoded by name`() throws {
    let folder = try ScratchFolder()
    let label = RGBImage.noise(width: 20, height: 30, seed: 9)
    let path = try folder.write(
      TIFFBuilder.file([
        TIFFBuilder(Self.images[0], tile: 16), TIFFBuilder(label).described("label"),
      ]), as: "a.tif")
    let handle = SlideHandle(try SlideReader().describe(path))
    #expect(try handle.associatedImage(named: "label") == label)
    #expect(try handle.associatedImage(named: "macro") == nil)
  }

  @Test func `missing tiles are white in Aperio files and an error elsewhere`() throws {
    let folder = try ScratchFolder()
    var builder = TIFFBuilder(Self.images[0], tile: 16)
    // 10 tiles across; the missing one is the third in the second row.
    builder.tags[325] = .long((0..<70).map { $0 == 12 ? 0 : 768 })
    let plain = try folder.write(builder.bytes, as: "a.tif")
    let area = PixelRect(x: 32, y: 16, width: 16, height: 16)
    let handle = SlideHandle(try SlideReader().describe(plain))
    #expect(handle.slide.levels[0].tileWidth == 16)
    do throws(ImageFileError) {
      _ = try handle.region(area)
      Issue.record("a missing tile was read")
    } catch {
      guard case .damagedTile(plain, 0, area, _) = error else {
        Issue.record("\(error)")
        return
      }
    }
    let aperio = try folder.write(
      builder.described("Aperio Image Library\r\n150x110").bytes, as: "a.svs")
    var expected = Self.images[0]
    for y in area.y..<area.maxY { for x in area.x..<area.maxX { expected[x, y] = .white } }
    try check(aperio, levels: [expected], cacheBytes: 1 << 20)
  }

  @Test func `a damaged tile is named by level and place, and the rest stays readable`() throws {
    let folder = try ScratchFolder()
    let image = RGBImage.noise(width: 300, height: 200)
    try ImageWriter.writeTIFF(image, to: folder.path("a.tif"), tileSize: 64)
    var file = try bytes(of: folder.path("a.tif"))
    for i in 60_000..<60_010 { file[i] ^= 0x55 }
    let handle = SlideHandle(
      try SlideReader().describe(try folder.write(file, as: "b.tif")), cacheBytes: 0)
    var damaged: [PixelRect] = []
    for y in stride(from: 0, to: 200, by: 64) {
      for x in stride(from: 0, to: 300, by: 64) {
        let rect = PixelRect(x: x, y: y, width: 64, height: 64)
          .intersection(handle.slide.levels[0].bounds)
        do throws(ImageFileError) {
          #expect(try handle.region(rect) == image.cropped(to: rect))
        } catch {
          guard case .damagedTile(_, 0, let area, let detail) = error else {
            Issue.record("\(error)")
            continue
          }
          #expect(area == rect && detail.contains("Deflate data are damaged in tile"))
          damaged.append(area)
        }
      }
    }
    #expect(damaged.count == 1)
  }

  @Test func `a region or tile above the memory limit is refused`() throws {
    let folder = try ScratchFolder()
    let path = try folder.write(TIFFBuilder(Self.images[0], tile: 64).bytes, as: "a.tif")
    #expect(throws: ImageFileError.self) {
      try SlideReader(memoryLimitBytes: 1000).describe(path)
    }
    let handle = SlideHandle(try SlideReader().describe(path), memoryLimitBytes: 100_000)
    guard
      case .tooLarge(path, 400, 300, 360_000, 100_000)? = #expect(
        throws: ImageFileError.self,
        performing: { try handle.region(PixelRect(x: 0, y: 0, width: 400, height: 300)) })
    else {
      Issue.record("not refused")
      return
    }
  }

  @Test func `workers with handles of their own read the same`() throws {
    let folder = try ScratchFolder()
    let writer = try PyramidWriter(path: folder.path("a.svs"), width: 900, height: 700)
    try writer.append(RGBImage.noise(width: 900, height: 700))
    try writer.finish()
    try expectSameFromWorkers(folder.path("a.svs"))
  }

  @Test(.enabled(if: SharedData.exists(SharedData.slides), "needs ../shared/data/slides"))
  func `workers read the same through OpenSlide, where it is installed`() throws {
    try expectSameFromWorkers(
      SharedData.slides.appendingPathComponent("tcga-jpeg2000.svs").path)
  }

  private func expectSameFromWorkers(_ path: String) throws {
    guard let slide = try? SlideReader().describe(path) else { return }
    var generator = SeededGenerator(seed: 12)
    let rects = (0..<40).map { _ in
      PixelRect(
        x: Int.random(in: -50..<slide.width, using: &generator),
        y: Int.random(in: -50..<slide.height, using: &generator), width: 150, height: 130)
    }
    func read(workers: Int) -> [RGBImage?] {
      concurrentMap(
        count: rects.count, workers: workers,
        makeWorkspace: { SlideHandle(slide, cacheBytes: 4 << 20) },
        job: { handle, index in try? handle.region(rects[index]) })
    }
    let one = read(workers: 1)
    #expect(one.allSatisfy { $0 != nil })
    #expect(one == read(workers: 4))
  }

  @Test func `an image's memory is used again, and emptied on errors`() throws {
    let folder = try ScratchFolder()
    var builder = TIFFBuilder(Self.images[0], tile: 16)
    builder.tags[325] = .long((0..<70).map { $0 == 69 ? 0 : 768 })
    let handle = SlideHandle(
      try SlideReader().describe(try folder.write(builder.bytes, as: "a.tif")))
    var image = RGBImage(width: 0, height: 0, samples: [])
    try handle.readRegion(PixelRect(x: 0, y: 0, width: 90, height: 80), into: &image)
    let address = image.samples.withUnsafeBytes { $0.baseAddress }
    let small = PixelRect(x: 3, y: 4, width: 9, height: 8)
    try handle.readRegion(small, into: &image)
    #expect(image == Self.images[0].cropped(to: small))
    #expect(image.samples.withUnsafeBytes { $0.baseAddress } == address)
    #expect(throws: ImageFileError.self) {
      try handle.readRegion(PixelRect(x: 140, y: 100, width: 9, height: 8), into: &image)
    }
    #expect(image.width == 0 && image.samples.isEmpty)
  }
}
