import Raster
import SlideIO
import Testing

@Suite struct PyramidWriterTests {
  private func write(
    _ image: RGBImage, to path: String, rows: [Int], _ options: PyramidWriter.Options
  ) throws {
    let writer = try PyramidWriter(
      path: path, width: image.width, height: image.height, options: options)
    var y = 0
    for count in rows {
      let part = PixelRect(x: 0, y: y, width: image.width, height: min(count, image.height - y))
      try writer.append(image.cropped(to: part))
      y += part.height
    }
    try writer.finish()
    #expect(y == image.height)
  }

  private func options(
    _ compression: ImageWriter.TIFFEncoding, tile: Int = 32, factor: Int = 4, smallest: Int = 20
  ) -> PyramidWriter.Options {
    var options = PyramidWriter.Options()
    options.compression = compression
    options.tileSize = tile
    options.levelFactor = factor
    options.smallestLevelSide = smallest
    options.pixelSize = PixelSize(xMicrons: 0.25, yMicrons: 0.25, source: .aperio)
    return options
  }

  /// Mean over blocks, by the definition.
  private func reduced(_ image: RGBImage, by factor: Int) -> RGBImage {
    let (width, height) = (image.width / factor, image.height / factor)
    var samples: [UInt8] = []
    for y in 0..<height {
      for x in 0..<width {
        for c in 0..<3 {
          var sum = 0
          for k in 0..<(factor * factor) {
            let index = (factor * y + k / factor) * image.width + factor * x + k % factor
            sum += Int(image.samples[3 * index + c])
          }
          samples.append(UInt8((2 * sum + factor * factor) / (2 * factor * factor)))
        }
      }
    }
    return RGBImage(width: width, height: height, samples: samples)
  }

  @Test(arguments: [ImageWriter.TIFFEncoding.none, .lzw, .deflate], [2, 4])
  func `lossless levels are averages of each other`(
    compression: ImageWriter.TIFFEncoding, factor: Int
  ) throws {
    let folder = try ScratchFolder()
    let path = folder.path("a.svs")
    for (width, height) in [(333, 217), (64, 400), (19, 5)] {
      let image = RGBImage.noise(width: width, height: height, seed: UInt64(width))
      try write(
        image, to: path, rows: [1, 50, 32, 7, 100, 500], options(compression, factor: factor))
      let slide = try SlideReader().describe(path)
      let handle = SlideHandle(slide)
      var expected = image
      for (index, level) in slide.levels.enumerated() {
        let downsample = (0..<index).reduce(1) { number, _ in number * factor }
        #expect(level.tileWidth == 32 && level.downsample == Double(downsample))
        #expect(firstDifference(try handle.region(level.bounds, level: index), expected) == nil)
        expected = reduced(expected, by: factor)
      }
      let last = try #require(slide.levels.last)
      #expect(max(last.width, last.height) <= 20 || min(last.width, last.height) < factor)
      #expect(slide.vendor == "aperio" && slide.associatedImages.isEmpty)
      #expect(slide.pixelSize?.xMicrons == 0.25 && slide.pixelSizeNote == nil)
    }
    #expect(try folder.names() == ["a.svs"])
  }

  @Test func `JPEG levels are near the lossless ones, tables and all`() throws {
    let folder = try ScratchFolder()
    var image = RGBImage(width: 300, height: 200)
    for y in 0..<200 {
      for x in 0..<300 {
        image[x, y] = RGBColor(red: UInt8(x / 2), green: UInt8(y), blue: UInt8(255 - x / 2))
      }
    }
    try write(image, to: folder.path("a.svs"), rows: [200], options(.jpeg(quality: 95)))
    let slide = try SlideReader().describe(folder.path("a.svs"))
    #expect(slide.levels.count == 3 && slide.levels.allSatisfy { $0.compression == "JPEG" })
    let handle = SlideHandle(slide)
    var expected = image
    for (index, level) in slide.levels.enumerated() {
      let gap = largestDifference(try handle.region(level.bounds, level: index), expected)
      #expect(try #require(gap) <= 12)
      expected = reduced(expected, by: 4)
    }
  }

  @Test func `the same pixels give the same bytes, however they are handed over`() throws {
    let folder = try ScratchFolder()
    let image = RGBImage.noise(width: 150, height: 140)
    try write(image, to: folder.path("a.svs"), rows: [140], options(.jpeg(quality: 80)))
    try write(
      image, to: folder.path("b.svs"), rows: [3, 64, 1, 70, 9], options(.jpeg(quality: 80)))
    #expect(try bytes(of: folder.path("a.svs")) == bytes(of: folder.path("b.svs")))
  }

  @Test func `a slide above 4 GB by estimate is BigTIFF`() throws {
    let folder = try ScratchFolder()
    for (height, version) in [(600, 42), (50_000, 43)] {
      let writer = try PyramidWriter(
        path: folder.path("a.svs"), width: 40_000, height: height,
        options: options(.jpeg(quality: 80), tile: 256, smallest: 30_000))
      _ = writer
      let name = try #require(try folder.names().first)
      #expect(try bytes(of: folder.path(name))[2] == UInt8(version))
    }
  }

  @Test func `a writer that is given up leaves nothing behind`() throws {
    let folder = try ScratchFolder()
    do {
      let writer = try PyramidWriter(path: folder.path("a.svs"), width: 100, height: 100)
      try writer.append(RGBImage(width: 100, height: 40))
    }
    #expect(try folder.names().isEmpty)
    #expect(throws: ImageFileError.self) {
      try PyramidWriter(path: folder.path("none/a.svs"), width: 100, height: 100)
    }
  }
}
