import Foundation
import Nuclei
import Quantification
import Raster
import SlideIO
import Testing

@Suite struct SeamTests {
  private func ordered(_ nuclei: [TiledNucleus]) -> [Nucleus] {
    nuclei.map(\.nucleus).sorted { ($0.y, $0.x) < ($1.y, $1.x) }
  }

  @Test(arguments: [(0.25, 640), (0.5, 500), (0.55, 470)])
  func `a slide cut into tiles gives the nuclei of the whole`(mpp: Double, side: Int) throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 3, width: side, height: side - 70, micronsPerPixel: mpp)
    let whole = try SyntheticRun.measure([run.whole(in: folder)])
    let reference = ordered(try #require(whole.nuclei["slide"]))
    #expect(reference.count > 50)
    for (tile, overlap) in [(160, 0), (233, 0), (200, 24), (128, 128)] {
      let cut = try SyntheticRun.measure(
        [run.tiles(side: tile, overlap: overlap, in: folder)], threads: 2)
      #expect(ordered(try #require(cut.nuclei["slide"])) == reference)
      let slide = try #require(cut.result.slides.first)
      let original = try #require(whole.result.slides.first)
      #expect(slide.counts == original.counts)
      #expect(slide.hotspots == original.hotspots)
      #expect(slide.calibration == original.calibration)
      #expect(slide.positivity == original.positivity)
      #expect(slide.kindReference == original.kindReference && slide.census == original.census)
      #expect(slide.measuredAreaSquareMillimeters == original.measuredAreaSquareMillimeters)
      #expect(slide.tiles.map(\.counts.total).reduce(0, +) == original.counts.total)
    }
  }

  @Test func `the number of workers changes nothing`() throws {
    let folder = try TemporaryFolder()
    let slides = try (1...5).map { seed in
      let run = try SyntheticRun(
        seed: UInt64(seed), width: 300, height: 280, micronsPerPixel: 0.5)
      let path = "\(folder.path)/slide\(seed).png"
      try ImageWriter.writePNG(run.image, to: path, compressionLevel: 1)
      return SlideInput(
        slide: "slide\(seed)", caseName: "case\(seed % 2)",
        tiles: [TileInput(path: path, image: "slide\(seed).png")], statedPixelSize: run.pixelSize)
    }
    let single = try SyntheticRun.measure(slides, threads: 1)
    for threads in [2, 5] {
      let several = try SyntheticRun.measure(slides, threads: threads)
      #expect(several.nuclei == single.nuclei)
      #expect(several.result.cases.map(\.global) == single.result.cases.map(\.global))
      #expect(several.result.cases.map(\.grade) == single.result.cases.map(\.grade))
      #expect(
        several.result.slides.map { timeless($0) } == single.result.slides.map { timeless($0) })
    }
  }

  @Test func `nuclei that wait on the disk are those that wait in memory`() throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 14, width: 640, height: 600, micronsPerPixel: 0.5)
    for input in [
      try run.whole(in: folder), try run.tiles(side: 200, overlap: 20, in: folder),
    ] {
      let plenty = try SyntheticRun.measure([input], threads: 2)
      // Of 2 MiB a hundred-and-twenty-eighth holds 256 nuclei.
      let tight = try SyntheticRun.measure([input], threads: 2, memoryLimitBytes: 2 << 20)
      #expect(try #require(plenty.nuclei["slide"]).count > 300)
      #expect(tight.nuclei == plenty.nuclei)
      #expect(tight.result.slides.map { timeless($0) } == plenty.result.slides.map { timeless($0) })
    }
  }

  private func timeless(_ slide: SlideResult) -> SlideResult {
    var slide = slide
    slide.seconds = 0
    return slide
  }

  @Test func `every nucleus belongs to the tile that holds its center`() throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 8, width: 400, height: 400, micronsPerPixel: 0.5)
    let input = try run.tiles(side: 150, overlap: 30, in: folder)
    let measured = try SyntheticRun.measure([input])
    let slide = try #require(measured.result.slides.first)
    for placed in try #require(measured.nuclei["slide"]) {
      let place = try #require(slide.tiles[placed.tile].placement)
      #expect(place.contains(x: placed.nucleus.x, y: placed.nucleus.y))
    }
  }

  @Test func `a reduced slide reports full-resolution positions`() throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 5, width: 360, height: 300, micronsPerPixel: 0.5)
    var reduced = try run.whole(in: folder)
    reduced.tiles[0].downsample = 2
    reduced.statedPixelSize = PixelSize(xMicrons: 0.25, yMicrons: 0.25, source: .manifest)
    let plain = try SyntheticRun.measure([run.whole(in: folder)])
    let scaled = try SyntheticRun.measure([reduced])
    let first = try #require(plain.nuclei["slide"])
    let second = try #require(scaled.nuclei["slide"])
    #expect(first.count == second.count)
    for (a, b) in zip(first, second) {
      #expect(abs(2 * a.nucleus.x - b.nucleus.x) < 1e-9)
      #expect(a.nucleus.areaSquareMicrons == b.nucleus.areaSquareMicrons)
    }
    #expect(scaled.result.slides.first?.width == 720)
    let area = try #require(plain.result.slides.first?.measuredAreaSquareMillimeters)
    let same = try #require(scaled.result.slides.first?.measuredAreaSquareMillimeters)
    #expect(abs(area - same) < 1e-12)
  }

  @Test(arguments: [2.0, 4.0, 8.0], ["png", "tif"])
  func `a reduced tile that states its own pixel size gives what the plain file gives`(
    downsample: Double, kind: String
  ) throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 6, width: 360, height: 300, micronsPerPixel: 0.5)
    let path = folder.item("slide.\(kind)")
    if kind == "png" {
      try ImageWriter.writePNG(
        run.image, to: path, pixelSize: run.pixelSize, compressionLevel: 1)
    } else {
      try ImageWriter.writeTIFF(run.image, to: path, pixelSize: run.pixelSize)
    }
    let measured = try [1, downsample].map { downsample in
      let tile = TileInput(path: path, image: "slide", x: 0, y: 0, downsample: downsample)
      let input = SlideInput(
        slide: "slide", caseName: "case", tiles: [tile], statedPixelSize: nil)
      return try SyntheticRun.measure([input])
    }
    let slides = try measured.map { try #require($0.result.slides.first) }
    let nuclei = try measured.map { try #require($0.nuclei["slide"]) }
    let full = try #require(slides[1].pixelSize)
    #expect(abs(full.xMicrons - 0.5 / downsample) < 1e-7)
    #expect(abs(full.yMicrons - 0.5 / downsample) < 1e-7)
    #expect(slides[1].flags.contains(.pixelSizeDoubtful) == (downsample > 5))
    #expect(slides[1].pixelSizeNote?.contains("--mpp") == true)
    let detection = try #require(slides[1].detectionMicronsPerPixel)
    #expect(slides[0].detectionMicronsPerPixel == detection * downsample)
    #expect(nuclei[0].count > 50 && nuclei[0].count == nuclei[1].count)
    for (a, b) in zip(nuclei[0], nuclei[1]) {
      #expect(abs(downsample * a.nucleus.x - b.nucleus.x) < 1e-6)
      #expect(a.nucleus.areaSquareMicrons == b.nucleus.areaSquareMicrons)
    }
    let areas = try slides.map { try #require($0.measuredAreaSquareMillimeters) }
    #expect(abs(areas[0] - areas[1]) < 1e-9)
  }

  @Test func `a reduced tile whose size would be of no slide is measured without it`() throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 6, width: 200, height: 200, micronsPerPixel: 0.5)
    let path = folder.item("slide.png")
    try ImageWriter.writePNG(run.image, to: path, pixelSize: run.pixelSize, compressionLevel: 1)
    let tile = TileInput(path: path, image: "slide.png", x: 0, y: 0, downsample: 16)
    let measured = try SyntheticRun.measure([
      SlideInput(slide: "slide", caseName: "case", tiles: [tile], statedPixelSize: nil)
    ])
    let slide = try #require(measured.result.slides.first)
    #expect(slide.pixelSize == nil && slide.flags.contains(.pixelSizeUnknown))
    let note = try #require(slide.pixelSizeNote)
    for part in ["png-phys states 0.5 µm", "downsample 16.0", "0.03125 µm", "not believed"] {
      #expect(note.contains(part), "\(note)")
    }
  }

  @Test(arguments: [
    (0.25, 2.0, false), (0.5, 2.0, false), (0.4, 2.0, true), (0.502, 1.0, false),
    (0.25, 1.0, true),
  ])
  func `a size that the file states otherwise than the manifest is told`(
    microns: Double, downsample: Double, isTold: Bool
  ) throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 6, width: 200, height: 200, micronsPerPixel: 0.5)
    let path = folder.item("slide.png")
    try ImageWriter.writePNG(run.image, to: path, pixelSize: run.pixelSize, compressionLevel: 1)
    let tile = TileInput(path: path, image: "slide.png", x: 0, y: 0, downsample: downsample)
    let size = PixelSize(xMicrons: microns, yMicrons: microns, source: .manifest)
    let input = SlideInput(
      slide: "slide", caseName: "case", tiles: [tile], statedPixelSize: size)
    let slide = try #require(try SyntheticRun.measure([input]).result.slides.first)
    #expect(slide.pixelSize == size)
    let note = slide.pixelSizeNote ?? ""
    #expect(note.hasPrefix("png-phys states 0.5 µm per pixel") == isTold, "\(note)")
  }
}
