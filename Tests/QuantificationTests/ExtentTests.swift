import Quantification
import Raster
import SlideIO
import Testing

/// Sizes and places that no slide has are told, or refused before anything is measured.
@Suite struct ExtentTests {
  private func measured(microns: Double, downsample: Double) throws -> SlideResult {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 47, width: 120, height: 120, micronsPerPixel: 0.5)
    var input = try run.whole(in: folder)
    input.tiles[0].downsample = downsample
    input.statedPixelSize = PixelSize(xMicrons: microns, yMicrons: microns, source: .manifest)
    return try #require(try SyntheticRun.measure([input], threads: 2).result.slides.first)
  }

  @Test(arguments: [
    (0.25, 2.0, false), (0.5, 1.0, false), (0.5, 2.0, false), (0.5, 4.0, true),
    (0.25, 8.0, true), (1.2, 1.0, true), (0.08, 4.0, true), (2.0, 4.0, true),
  ])
  func `the size of the files' pixels is doubted as that of full resolution is`(
    microns: Double, downsample: Double, isDoubted: Bool
  ) throws {
    let slide = try measured(microns: microns, downsample: downsample)
    #expect(slide.status == .measured, "\(slide.error ?? "")")
    #expect(slide.flags.contains(.pixelSizeDoubtful) == isDoubted)
    let isOfFile = !(0.1...1).contains(microns * downsample) && downsample > 1
    #expect((slide.pixelSizeNote?.contains("at the downsample \(downsample)") == true) == isOfFile)
  }

  @Test(arguments: [(0.5, 32.0, "16.0"), (2.0, 5.0, "10.0"), (0.5, 1024.0, "512.0")])
  func `pixels in which no nucleus can be seen are refused with both columns`(
    microns: Double, downsample: Double, size: String
  ) throws {
    let slide = try measured(microns: microns, downsample: downsample)
    #expect(slide.status == .failed)
    let error = try #require(slide.error)
    for part in ["whole.png", "\(size) µm", "mpp", "downsample \(downsample)", "8 µm"] {
      #expect(error.contains(part), "\(error)")
    }
  }

  @Test(arguments: [true, false])
  func `tiles that span more than any glass slide are refused with the farthest`(
    hasPixelSize: Bool
  ) throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 48, width: 200, height: 200, micronsPerPixel: 0.5)
    var input = try run.whole(in: folder, statesPixelSize: hasPixelSize)
    let path = input.tiles[0].path
    input.tiles = [(0, 0), (90_000_000, 90_000_000), (400, 0)].enumerated().map {
      TileInput(path: path, image: "\($0).png", x: $1.0, y: $1.1)
    }
    let slide = try #require(try SyntheticRun.measure([input]).result.slides.first)
    #expect(slide.status == .failed)
    let error = try #require(slide.error)
    let span = "90000200 x 90000200 pixels" + (hasPixelSize ? " (45000.1 x 45000.1 mm)" : ",")
    for part in [span, "0.png at x 0, y 0 to 1.png at x 90000000, y 90000000", "check x, y"] {
      #expect(error.contains(part), "\(error)")
    }
  }

  @Test(arguments: [true, false])
  func `a tile that lies far from others that cannot be read is refused with their places`(
    hasPixelSize: Bool
  ) throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 49, width: 200, height: 200, micronsPerPixel: 0.5)
    var input = try run.whole(in: folder, statesPixelSize: hasPixelSize)
    input.tiles[0].x = 90_000_000
    input.tiles[0].y = 90_000_000
    input.tiles.append(TileInput(path: folder.item("gone.png"), image: "gone.png", x: 40, y: 8))
    let slide = try #require(try SyntheticRun.measure([input]).result.slides.first)
    #expect(slide.status == .failed)
    let error = try #require(slide.error)
    for part in [
      "90000160 x 90000192 pixels", "gone.png at x 40, y 8 to whole.png at x 90000000, y 90000000",
      "check x, y",
    ] {
      #expect(error.contains(part), "\(error)")
    }
  }
}
