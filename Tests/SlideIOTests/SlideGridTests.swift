import Raster
import SlideIO
import Testing

@Suite struct SlideGridTests {
  static let images = [(600, 410), (300, 205), (75, 51)].map {
    RGBImage.noise(width: $0.0, height: $0.1, seed: UInt64($0.0))
  }

  private func slide(
    _ folder: ScratchFolder, tile: Int? = 64, mpp: Double? = 0.25
  ) throws -> SlideDescription {
    let directories = Self.images.enumerated().map { index, image in
      let builder = TIFFBuilder(image, tile: tile).kind(index == 0 ? 0 : 1)
      guard index == 0, let mpp else { return builder }
      return builder.described("Aperio\r\n600x410 (64x64)|MPP = \(mpp)")
    }
    let path = try folder.write(TIFFBuilder.file(directories), as: "a.tif")
    return try SlideReader().describe(path)
  }

  @Test func `the coarsest level that is not coarser than the grid is taken`() throws {
    let folder = try ScratchFolder()
    let slide = try slide(folder)
    #expect(slide.levels.map(\.downsample) == [1, 2, 8])
    for (downsample, level) in [
      (0.5, 0), (1, 0), (1.99, 0), (1.998, 1), (2, 1), (2.01, 1), (7.9, 1), (8, 2), (100, 2),
    ] {
      #expect(try #require(slide.grid(downsample: downsample)).level == level, "\(downsample)")
    }
    let grid = try #require(slide.grid(micronsPerPixel: 0.5))
    #expect(grid.level == 1 && grid.isLevel && grid.width == 300 && grid.height == 205)
    #expect(try #require(slide.grid(micronsPerPixel: 0.25)).isLevel)
    #expect(try #require(slide.grid(micronsPerPixel: 0.3)).width == 500)
    #expect(slide.grid(downsample: 0) == nil && slide.grid(downsample: .nan) == nil)
    #expect(slide.grid(downsample: 0.001) == nil && slide.grid(downsample: 1e9) == nil)
  }

  @Test func `a decimal quotient that is nearly whole is whole`() throws {
    let folder = try ScratchFolder()
    let slide = try slide(folder, mpp: 0.1)
    #expect(try #require(slide.grid(micronsPerPixel: 0.1 * 3 / 3)).isLevel)
    #expect(0.3 / 0.1 != 3)
    #expect(try #require(slide.grid(micronsPerPixel: 0.8)).isLevel)
  }

  @Test func `without a pixel size there is no grid in µm`() throws {
    let folder = try ScratchFolder()
    let path = try folder.write(TIFFBuilder(Self.images[2]).bytes, as: "a.tif")
    let slide = try SlideReader().describe(path)
    #expect(slide.grid(micronsPerPixel: 0.5) == nil && slide.grid(downsample: 2) != nil)
  }

  /// Mean of the area that a grid pixel covers, as a real number.
  private func mean(_ image: RGBImage, _ step: Double, _ i: Int, _ j: Int, _ c: Int) -> Double {
    var sum = 0.0
    var weight = 0.0
    for y in max(0, Int(Double(j) * step) - 1)..<min(image.height, Int(Double(j + 1) * step) + 2) {
      let down = min(Double(j + 1) * step, Double(y + 1)) - max(Double(j) * step, Double(y))
      guard down > 0 else { continue }
      for x in max(0, Int(Double(i) * step) - 1)..<min(image.width, Int(Double(i + 1) * step) + 2) {
        let across = min(Double(i + 1) * step, Double(x + 1)) - max(Double(i) * step, Double(x))
        guard across > 0 else { continue }
        sum += down * across * Double(image.samples[3 * (y * image.width + x) + c])
        weight += down * across
      }
    }
    return sum / weight
  }

  @Test(arguments: [64, nil], [0.25, 0.31, 0.4943, 0.5, 1, 1.7, 2.3, 11])
  func `grid pixels are area averages of the level, whatever the region`(
    tile: Int?, microns: Double
  ) throws {
    let folder = try ScratchFolder()
    let slide = try slide(folder, tile: tile)
    let grid = try #require(slide.grid(micronsPerPixel: microns))
    let handle = SlideHandle(slide)
    let whole = try handle.region(grid.bounds, on: grid)
    let step = microns / 0.25 / slide.levels[grid.level].downsample
    let image = Self.images[grid.level]
    for j in stride(from: 0, to: grid.height, by: 3) {
      for i in stride(from: 0, to: grid.width, by: 5) {
        for c in 0..<3 {
          let gap = Double(whole.samples[3 * (j * grid.width + i) + c]) - mean(image, step, i, j, c)
          #expect(abs(gap) < 2, "\(i), \(j)")
        }
      }
    }
    for rect in SlideRegionTests.randomRects(grid.bounds, seed: 4) {
      let part = rect.intersection(grid.bounds)
      guard !part.isEmpty else { continue }
      #expect(try handle.region(part, on: grid) == whole.cropped(to: part))
    }
  }

  @Test func `beyond the slide there is background`() throws {
    let folder = try ScratchFolder()
    let slide = try slide(folder)
    let grid = try #require(slide.grid(micronsPerPixel: 0.33))
    let found = try SlideHandle(slide).region(
      PixelRect(x: -9, y: grid.height + 2, width: 12, height: 5), on: grid)
    #expect(found == RGBImage(width: 12, height: 5))
  }

  @Test func `a large region is averaged in parts that fit together`() throws {
    let folder = try ScratchFolder()
    let image = RGBImage.noise(width: 5000, height: 1800)
    for tile in [256, nil] {
      try ImageWriter.writeTIFF(
        image, to: folder.path("a.tif"), compression: .none, tileSize: tile)
      let slide = try SlideReader().describe(folder.path("a.tif"))
      let grid = try #require(slide.grid(downsample: 3))
      let whole = try SlideHandle(slide).region(grid.bounds, on: grid)
      #expect(whole.width == 1666 && whole.height == 600)
      for y in stride(from: 0, to: 600, by: 7) {
        for x in stride(from: 0, to: 1666, by: 11) {
          for c in 0..<3 {
            var sum = 0
            for k in 0..<9 {
              sum += Int(image.samples[3 * ((3 * y + k / 3) * 5000 + 3 * x + k % 3) + c])
            }
            #expect(Int(whole.samples[3 * (y * 1666 + x) + c]) == (2 * sum + 9) / 18)
          }
        }
      }
    }
  }

  @Test func `sizes of levels are rounded, downsamples are whole where they can be`() throws {
    let folder = try ScratchFolder()
    func downsample(_ width: Int, _ height: Int) throws -> Double {
      let path = try folder.write(
        TIFFBuilder.file([
          TIFFBuilder(RGBImage(width: 445, height: 357)),
          TIFFBuilder(RGBImage(width: width, height: height)).kind(1),
        ]), as: "a.tif")
      return try SlideReader().describe(path).levels[1].downsample
    }
    #expect(try downsample(222, 178) == 2)
    #expect(try downsample(223, 179) == 2)
    #expect(try downsample(111, 89) == 4)
    #expect(try downsample(120, 96) == (445.0 / 120 + 357.0 / 96) / 2)
  }
}
