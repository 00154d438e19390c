import Foundation
import Quantification
import Raster
import SlideIO
import Testing

@Suite struct RegionMaskTests {
  private func mask(_ width: Int, _ height: Int, in folder: TemporaryFolder) throws -> String {
    var image = RGBImage(
      width: width, height: height, filledWith: RGBColor(red: 0, green: 0, blue: 0))
    for y in 0..<height { for x in 0..<(width / 2) { image[x, y] = .white } }
    let path = "\(folder.path)/mask_\(width).png"
    try ImageWriter.writePNG(image, to: path)
    return path
  }

  @Test(arguments: [400, 100])
  func `only what is white is measured`(maskSide: Int) throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 9, width: 400, height: 400, micronsPerPixel: 0.5)
    let everything = try SyntheticRun.measure([run.whole(in: folder)])
    var input = try run.whole(in: folder)
    input.roi = try mask(maskSide, maskSide, in: folder)
    let part = try SyntheticRun.measure([input])
    let all = try #require(everything.nuclei["slide"])
    let left = try #require(part.nuclei["slide"])
    #expect(
      left.map { [$0.nucleus.x, $0.nucleus.y] }
        == all.filter { $0.nucleus.x < 200 }.map { [$0.nucleus.x, $0.nucleus.y] })
    let area = try #require(part.result.slides.first?.measuredAreaSquareMillimeters)
    #expect(abs(area - 0.02) < 1e-9)
  }

  @Test func `a mask of another shape is refused`() throws {
    let folder = try TemporaryFolder()
    let run = try SyntheticRun(seed: 9, width: 300, height: 200, micronsPerPixel: 0.5)
    var input = try run.whole(in: folder)
    input.roi = try mask(200, 200, in: folder)
    let slide = try #require(try SyntheticRun.measure([input]).result.slides.first)
    #expect(slide.status == .failed)
    #expect(slide.error?.contains("300 x 200") == true)
  }

  @Test func `a mask without white is refused`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.image("white.png", width: 100, height: 100)
    let black = RGBImage(
      width: 100, height: 100, filledWith: RGBColor(red: 1, green: 1, blue: 1))
    try ImageWriter.writePNG(black, to: folder.item("mask.png"))
    var input = SlideInput(
      slide: "slide", caseName: "case", tiles: [TileInput(path: path, image: "white.png")])
    input.roi = folder.item("mask.png")
    let slide = try #require(try SyntheticRun.measure([input]).result.slides.first)
    #expect(slide.status == .failed && slide.error?.contains("no opaque white pixel") == true)
  }

  @Test(arguments: [UInt8(255), 0], [UInt8(255), 0])
  func `what is not painted is not measured`(paint: UInt8, hidden: UInt8) throws {
    let folder = try TemporaryFolder()
    let path = folder.item("mask.tif")
    try AlphaPicture.write(width: 40, height: 40, to: path) { x, _ in
      x < 20 ? SIMD4(paint, paint, paint, 255) : SIMD4(hidden, hidden, hidden, 0)
    }
    let mask = try RegionMask(
      path: path, slideWidth: 40, slideHeight: 40, reader: ImageReader())
    #expect(mask.contains(x: 10, y: 10) == (paint == 255))
    #expect(!mask.contains(x: 30, y: 10))
  }

  @Test func `a mask that is too large is refused with what can be done`() throws {
    let folder = try TemporaryFolder()
    let path = try mask(100, 100, in: folder)
    func refusal(_ remedy: String?) -> String {
      let error = #expect(throws: RegionMaskError.self) {
        try RegionMask(
          path: path, slideWidth: 100, slideHeight: 100,
          reader: ImageReader(memoryLimitBytes: 10_000), memoryRemedy: remedy)
      }
      return error?.description ?? ""
    }
    #expect(refusal(nil).contains("; give --memory 1MiB or more"))
    let fixed = refusal("save it smaller")
    #expect(fixed.hasSuffix("; save it smaller.") && !fixed.contains("--memory"), "\(fixed)")
  }

  @Test func `--roi belongs to one slide`() throws {
    let folder = try TemporaryFolder()
    try folder.image("a.png")
    try folder.image("b.png")
    let roi = try folder.file("r.geojson", "{}")
    #expect(
      throws: IntakeError.regionFileForManySlides(path: roi, slides: ["a", "b"])
    ) { try InputCollector(roi: roi).collect([folder.item("a.png"), folder.item("b.png")]) }
    let one = try InputCollector(roi: roi).collect([folder.item("a.png")])
    #expect(one.slides.map(\.roi) == [roi])
    let mask = try folder.image("folder/mask.png")
    try folder.image("folder/slide.png")
    let among = try InputCollector(roi: mask).collect([folder.item("folder")])
    #expect(among.slides.map(\.slide) == ["slide"])
  }
}
