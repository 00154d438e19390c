import Foundation
import Nuclei
import Quantification
import Raster
import SlideIO
import Testing

/// Slides that are one file, read by regions.
@Suite struct WholeSlideTests {
  /// Writes an image as a pyramid without loss.
  private func pyramid(
    of image: RGBImage, pixelSize: PixelSize, in folder: TemporaryFolder
  ) throws -> SlideInput {
    let path = "\(folder.path)/pyramid.svs"
    var options = PyramidWriter.Options()
    options.tileSize = 64
    options.levelFactor = 2
    options.smallestLevelSide = 200
    options.compression = .lzw
    options.pixelSize = pixelSize
    let writer = try PyramidWriter(
      path: path, width: image.width, height: image.height, options: options)
    try writer.append(image)
    try writer.finish()
    return SlideInput(
      slide: "slide", caseName: "case", tiles: [TileInput(path: path, image: "pyramid.svs")])
  }

  @Test(arguments: [(0.25, 700, 1), (0.5, 520, 3)])
  func `a pyramid gives the nuclei of the same pixels in a PNG`(
    mpp: Double, side: Int, threads: Int
  ) throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 31, width: side, height: side - 90, micronsPerPixel: mpp)
    let plain = try SyntheticRun.measure([run.whole(in: folder)])
    let slide = try pyramid(of: run.image, pixelSize: run.pixelSize, in: folder)
    let read = try SyntheticRun.measure([slide], threads: threads)
    let reference = try #require(plain.nuclei["slide"])
    #expect(reference.count > 50)
    #expect(read.nuclei["slide"] == reference)
    let first = try #require(plain.result.slides.first)
    let second = try #require(read.result.slides.first)
    #expect(second.pixelSize?.source == .aperio)
    #expect(second.counts == first.counts && second.hotspots == first.hotspots)
    #expect(second.calibration == first.calibration && second.positivity == first.positivity)
    #expect(second.width == side && second.height == side - 90)
    #expect(second.skippedAreaSquareMillimeters == 0 && second.areas == first.areas)
    #expect(second.quality == first.quality)
  }

  /// Tissue on a slide that is mostly glass: 2.2 mm x 2.0 mm.
  private func glassSlide() throws -> (run: SyntheticRun, image: RGBImage) {
    let run = try SyntheticRun(seed: 32, width: 420, height: 400, micronsPerPixel: 1)
    var image = RGBImage(
      width: 2200, height: 2000, filledWith: RGBColor(red: 242, green: 241, blue: 243))
    for y in 0..<run.image.height {
      for x in 0..<run.image.width { image[x + 1310, y + 705] = run.image[x, y] }
    }
    // A speck of dust is no tissue.
    image[200, 1700] = RGBColor(red: 20, green: 20, blue: 20)
    return (run, image)
  }

  @Test func `glass is skipped and no nucleus of the tissue is lost`() throws {
    let folder = try TemporaryFolder()
    let (run, image) = try glassSlide()
    let path = "\(folder.path)/glass.png"
    try ImageWriter.writePNG(image, to: path, compressionLevel: 1)
    let whole = SlideInput(
      slide: "slide", caseName: "case", tiles: [TileInput(path: path, image: "glass.png")],
      statedPixelSize: run.pixelSize)
    let everywhere = try SyntheticRun.measure([whole], threads: 2)
    let slide = try pyramid(of: image, pixelSize: run.pixelSize, in: folder)
    let read = try SyntheticRun.measure([slide], threads: 2)
    #expect(try #require(everywhere.nuclei["slide"]).count > 300)
    #expect(read.nuclei["slide"] == everywhere.nuclei["slide"])
    let result = try #require(read.result.slides.first)
    let tissue = try #require(result.areas?.tissueSquareMillimeters)
    let skipped = try #require(result.skippedAreaSquareMillimeters)
    #expect(tissue > 0.9 * 0.168 && tissue < 1.15 * 0.168)
    // All but the tissue and the 128 to 192 µm around it.
    #expect(skipped > 4.4 - 0.82 * 0.82 && skipped < 4.4 - 0.66 * 0.66)
    #expect(result.measuredAreaSquareMillimeters == 4.4)
    let single = try SyntheticRun.measure([slide], threads: 1)
    #expect(single.nuclei == read.nuclei)
  }

  @Test func `the scale of a slide is judged by its tissue, wherever that lies`() throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 35, width: 1100, height: 1060, micronsPerPixel: 0.25)
    var image = RGBImage(
      width: 4400, height: 3200, filledWith: RGBColor(red: 242, green: 241, blue: 243))
    for y in 0..<run.image.height {
      for x in 0..<run.image.width { image[x + 40, y + 2100] = run.image[x, y] }
    }
    let path = "\(folder.path)/corner.png"
    try ImageWriter.writePNG(image, to: path, compressionLevel: 1)
    let slide = SlideInput(
      slide: "slide", caseName: "case", tiles: [TileInput(path: path, image: "corner.png")])
    let result = try #require(try SyntheticRun.measure([slide], threads: 2).result.slides.first)
    let scale = try #require(result.detectionMicronsPerPixel)
    #expect(result.pixelSize == nil && result.measuredAreaSquareMillimeters == nil)
    #expect(scale.x == scale.y && abs(scale.x / 0.25 - 1) < 0.2, "\(scale)")
    #expect(result.counts.total > 200)
  }

  @Test func `pixels that are not square are measured in both directions`() throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 36, width: 500, height: 420, micronsPerPixel: 0.5)
    // Every row twice: half the height of a pixel.
    var tall = RGBImage(width: 500, height: 840)
    for y in 0..<840 { for x in 0..<500 { tall[x, y] = run.image[x, y / 2] } }
    let plain = try #require(
      try SyntheticRun.measure([run.whole(in: folder)]).result.slides.first)
    let size = PixelSize(xMicrons: 0.5, yMicrons: 0.25, source: .aperio)
    let path = "\(folder.path)/tall.png"
    try ImageWriter.writePNG(tall, to: path, compressionLevel: 1)
    let slide = SlideInput(
      slide: "slide", caseName: "case", tiles: [TileInput(path: path, image: "tall.png")],
      statedPixelSize: size)
    let result = try #require(try SyntheticRun.measure([slide]).result.slides.first)
    #expect(result.measuredAreaSquareMillimeters == plain.measuredAreaSquareMillimeters)
    #expect(abs(result.counts.total - plain.counts.total) <= plain.counts.total / 20)
    #expect(abs(result.counts.positive - plain.counts.positive) <= 3)
  }

  @Test func `a large stripped file is read by regions and gives the same nuclei`() throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 37, width: 700, height: 640, micronsPerPixel: 0.5)
    let plain = try SyntheticRun.measure([run.whole(in: folder)])
    let path = "\(folder.path)/strips.tif"
    try ImageWriter.writeTIFF(run.image, to: path, pixelSize: run.pixelSize, compression: .lzw)
    let slide = SlideInput(
      slide: "slide", caseName: "case", tiles: [TileInput(path: path, image: "strips.tif")],
      statedPixelSize: run.pixelSize)
    // So little memory that the strips of few rows are kept.
    for threads in [1, 2] {
      let read = try SyntheticRun.measure([slide], threads: threads, memoryLimitBytes: 5 << 20)
      #expect(read.nuclei["slide"] == plain.nuclei["slide"])
    }
  }

  @Test func `a slide of glass is measured and has no nuclei`() throws {
    let folder = try TemporaryFolder()
    let image = RGBImage(
      width: 2100, height: 2000, filledWith: RGBColor(red: 240, green: 240, blue: 240))
    let size = PixelSize(xMicrons: 1, yMicrons: 1, source: .aperio)
    let read = try SyntheticRun.measure([pyramid(of: image, pixelSize: size, in: folder)])
    let slide = try #require(read.result.slides.first)
    #expect(slide.status == .measured && slide.flags.contains(.noNuclei))
    #expect(slide.areas?.tissueSquareMillimeters == 0)
    #expect(slide.skippedAreaSquareMillimeters == slide.measuredAreaSquareMillimeters)
  }

  /// Overwrites the stored bytes of tiles of the full resolution; the first directory lists them.
  private func damage(_ slide: SlideInput, tiles: [Int]) throws {
    let url = URL(fileURLWithPath: slide.tiles[0].path)
    var bytes = try Data(contentsOf: url)
    let handle = try TIFFTilePlaces(bytes)
    for tile in tiles {
      let place = handle.places[tile]
      for index in place { bytes[index] = 0xFF }
    }
    try bytes.write(to: url)
  }

  @Test(arguments: [1, 3])
  func `a damaged tile of a pyramid is reported and the rest is measured`(threads: Int) throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 34, width: 640, height: 512, micronsPerPixel: 0.5)
    let slide = try pyramid(of: run.image, pixelSize: run.pixelSize, in: folder)
    let whole = try #require(try SyntheticRun.measure([slide]).nuclei["slide"])
    // The same slide as placed tiles of 64 pixels, two of which are missing.
    let cut = try run.tiles(side: 64, overlap: 0, in: folder)
    let lost = [23, 24]
    var rest = cut
    rest.tiles = cut.tiles.enumerated().filter { !lost.contains($0.offset) }.map(\.element)
    try damage(slide, tiles: lost)
    let read = try SyntheticRun.measure([slide], threads: threads)
    let result = try #require(read.result.slides.first)
    #expect(result.status == .measured && result.flags.contains(.partsUnreadable))
    #expect(read.result.cases.first?.flags.contains(.partsUnreadable) == true)
    let failed = result.tiles.filter { $0.status == .failed }
    #expect(
      failed.map(\.placement) == [
        PixelRect(x: 192, y: 128, width: 64, height: 64),
        PixelRect(x: 256, y: 128, width: 64, height: 64),
      ])
    #expect(failed.allSatisfy { $0.error?.contains("is damaged") == true })
    let unreadable = try #require(result.unreadableAreaSquareMillimeters)
    let measured = try #require(result.measuredAreaSquareMillimeters)
    #expect(abs(unreadable - 0.002048) < 1e-9 && abs(measured + unreadable - 0.08192) < 1e-9)
    let nuclei = try #require(read.nuclei["slide"]).map(\.nucleus)
    let hole = PixelRect(x: 192, y: 128, width: 128, height: 64)
    #expect(nuclei.allSatisfy { !hole.contains(x: $0.x, y: $0.y) })
    // Far from the hole nothing changes, but for the white point of the few pixels that are gone.
    let far = hole.insetBy(-60)
    let places = Set(nuclei.filter { !far.contains(x: $0.x, y: $0.y) }.map { SIMD2($0.x, $0.y) })
    let expected = whole.map(\.nucleus).filter { !far.contains(x: $0.x, y: $0.y) }
      .map { SIMD2($0.x, $0.y) }
    #expect(Double(places.intersection(expected).count) > 0.98 * Double(expected.count))
    let tiles = try #require(try SyntheticRun.measure([rest]).nuclei["slide"]).map(\.nucleus)
    #expect(tiles.sorted { ($0.y, $0.x) < ($1.y, $1.x) } == nuclei)
  }

  @Test func `a damaged pyramid gives the same wherever it lies`() throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 34, width: 640, height: 512, micronsPerPixel: 0.5)
    let slide = try pyramid(of: run.image, pixelSize: run.pixelSize, in: folder)
    try damage(slide, tiles: [23, 24])
    var moved = slide
    (moved.tiles[0].x, moved.tiles[0].y) = (96, 70)
    let measured = try [slide, moved].map { try SyntheticRun.measure([$0]) }
    let slides = try measured.map { try #require($0.result.slides.first) }
    let nuclei = try measured.map { try #require($0.nuclei["slide"]).map(\.nucleus) }
    #expect(nuclei[0].count > 50 && nuclei[0].count == nuclei[1].count)
    for (a, b) in zip(nuclei[0], nuclei[1]) {
      #expect(abs(a.x + 96 - b.x) < 1e-6 && abs(a.y + 70 - b.y) < 1e-6)
    }
    #expect(slides[0].counts == slides[1].counts)
    let failed = slides[1].tiles.filter { $0.status == .failed }.compactMap(\.placement)
    #expect(failed.map { SIMD2($0.x, $0.y) } == [SIMD2(288, 198), SIMD2(352, 198)])
    // A region with one of the two tiles that are lost.
    moved.roi = try folder.file(
      "region.geojson",
      """
      {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon",
      "coordinates": [[[96, 70], [352, 70], [352, 582], [96, 582], [96, 70]]]}}
      """)
    let inside = try #require(try SyntheticRun.measure([moved]).result.slides.first)
    #expect(inside.status == .measured, "\(inside.error ?? "")")
    let lost = try #require(inside.unreadableAreaSquareMillimeters)
    #expect(abs(lost - 0.001024) < 1e-9)
  }

  /// Rectangles as regions of one class.
  private func geoJSON(_ regions: [(name: String, rect: PixelRect)]) -> String {
    let features = regions.map { name, rect in
      let corners = [
        (rect.x, rect.y), (rect.maxX, rect.y), (rect.maxX, rect.maxY), (rect.x, rect.maxY),
        (rect.x, rect.y),
      ].map { "[\($0), \($1)]" }.joined(separator: ",")
      return "{\"type\": \"Feature\", \"properties\": {\"name\": \"\(name)\"}, "
        + "\"geometry\": {\"type\": \"Polygon\", \"coordinates\": [[\(corners)]]}}"
    }
    return "[\(features.joined(separator: ","))]"
  }

  @Test func `areas of regions are those of the parts that can be decoded`() throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 34, width: 640, height: 512, micronsPerPixel: 0.5)
    var slide = try pyramid(of: run.image, pixelSize: run.pixelSize, in: folder)
    try damage(slide, tiles: [23, 24])
    let rects: [(name: String, rect: PixelRect)] = [
      ("lost", PixelRect(x: 192, y: 128, width: 64, height: 64)),
      ("around", PixelRect(x: 150, y: 100, width: 150, height: 120)),
      ("beside", PixelRect(x: 310, y: 128, width: 90, height: 64)),
    ]
    slide.roi = try folder.file("regions.geojson", geoJSON(rects))
    let result = try #require(try SyntheticRun.measure([slide]).result.slides.first)
    let hole = PixelRect(x: 192, y: 128, width: 128, height: 64)
    for (region, rect) in zip(result.regions, rects.map(\.rect)) {
      let pixels = rect.area - rect.intersection(hole).area
      let area = try #require(region.areaSquareMillimeters)
      #expect(abs(area - Double(pixels) * 0.25e-6) < 1e-9, "\(region.name): \(area)")
      let tissue = try #require(region.tissueSquareMillimeters)
      #expect(tissue <= area + 1e-9 && (tissue > 0) == (area > 0), "\(region.name): \(tissue)")
    }
    // The hole is 108 pixels wide in "around" and 10 in "beside".
    let measured = try #require(result.measuredAreaSquareMillimeters)
    let lost = try #require(result.unreadableAreaSquareMillimeters)
    #expect(abs(measured - Double(150 * 120 - 108 * 64 + 80 * 64) * 0.25e-6) < 1e-9)
    #expect(abs(lost - Double(118 * 64) * 0.25e-6) < 1e-9)
    // The same by a mask of everything.
    slide.roi = try folder.image("mask.png", width: 320, height: 256)
    let masked = try #require(try SyntheticRun.measure([slide]).result.slides.first)
    let area = try #require(masked.regions.first?.areaSquareMillimeters)
    #expect(abs(area - Double(640 * 512 - hole.area) * 0.25e-6) < 1e-9)
    #expect(masked.measuredAreaSquareMillimeters == area)
  }

  @Test func `a pyramid of which much is damaged fails with its place`() throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 33, width: 400, height: 300, micronsPerPixel: 0.5)
    let slide = try pyramid(of: run.image, pixelSize: run.pixelSize, in: folder)
    let path = slide.tiles[0].path
    var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    // Tiles of the full resolution stand first in the file.
    for index in 2000..<100_000 { bytes[index] = 0xFF }
    try bytes.write(to: URL(fileURLWithPath: path))
    let result = try #require(try SyntheticRun.measure([slide]).result.slides.first)
    #expect(result.status == .failed)
    #expect(result.error?.contains("\(path) is damaged") == true, "\(result.error ?? "")")
    #expect(result.error?.contains("% of what was to be measured cannot be read") == true)
  }
}
