import Foundation
import Nuclei
import Quantification
import Raster
import Reporting
import SlideIO
import Testing

/// The overview of a slide too large for outlines.
@Suite struct SlideMapTests {
  private static let width = 1200
  private static let height = 800

  /// 4.8 mm x 3.2 mm: glass on the left, ink at the top right, tissue elsewhere.
  private func slide() -> SyntheticSlide {
    let size = PixelSize(xMicrons: 4, yMicrons: 4, source: .manifest)
    var slide = SyntheticSlide(
      name: "large", caseName: "A", width: Self.width, height: Self.height, count: 24_000,
      pixelSize: size)
    slide.result.detectionMicronsPerPixel = SIMD2(4, 4)
    slide.result.measuredAreaSquareMillimeters = 4.8 * 3.2
    slide.pixels.tissue = SlideTissue(
      classes: (0..<(120 * 80)).map { cell in
        let (x, y) = (cell % 120, cell / 120)
        return x < 10 ? .glass : x >= 100 && y < 20 ? .pen : .tissue
      }, columns: 120, cellPixels: SIMD2(10, 10), excluded: [.pen])
    return slide
  }

  private func picture(_ overlays: ResultOptions.Overlays = .all) throws -> RGBImage {
    let folder = try TemporaryFolder()
    let slide = slide()
    let run = SyntheticRun.run([], [slide])
    _ = try SyntheticRun.write(
      run, [slide], to: folder.path, options: ResultOptions(overlays: overlays, nuclei: .none))
    return try ImageReader().decode(at: "\(folder.path)/overlays/large.png").image
  }

  private func level(_ color: RGBColor) -> Int {
    Int(color.red) + Int(color.green) + Int(color.blue)
  }

  @Test func `two views and a legend fit into 2000 pixels`() throws {
    let image = try picture()
    #expect(max(image.width, image.height) <= 2000)
    // The views lie above each other, as the slide is wide; a legend follows.
    #expect(image.width == 1200 && image.height > 2 * 800)
    #expect(image.height == 2 * 800 + 16 + 190)
  }

  @Test func `what is left out is hatched in both views, in dark and light`() throws {
    let image = try picture()
    for top in [0, 816] {
      var dark = 0
      var light = 0
      for y in (top + 40)..<(top + 140) {
        for x in 1040..<1140 {
          let level = level(image[x, y])
          if level < 120 { dark += 1 }
          if level == 765 { light += 1 }
        }
      }
      // Two of ten diagonals are dark and two light.
      #expect(abs(dark - 2000) < 300, "\(dark)")
      #expect(light > 1500, "\(light)")
    }
  }

  @Test func `the index is darker where it is higher`() throws {
    let image = try picture()
    // Nuclei are positive near the center of the made-up slide.
    let center = level(image[630, 816 + 430])
    let corner = level(image[150, 816 + 700])
    #expect(center < corner - 60, "\(center) \(corner)")
  }

  @Test func `the legend shows the whole scale and the pattern`() throws {
    let image = try picture()
    let top = 2 * 800 + 16
    let ramp = (0..<420).map { level(image[14 + $0, top + 52]) }
    #expect(ramp[0] > 650 && ramp[419] < 40)
    #expect(zip(ramp, ramp.dropFirst()).allSatisfy { $0 >= $1 - 12 })
    // Words are dark on white.
    var ink = 0
    for y in top..<image.height {
      for x in 0..<image.width where level(image[x, y]) < 150 { ink += 1 }
    }
    #expect(ink > 3000)
  }

  @Test func `a map is drawn only when all pictures are wanted`() throws {
    #expect(throws: ImageFileError.self) { try picture(.hotspots) }
  }

  @Test func `a hotspot is shown plain beside its outlines`() throws {
    let folder = try TemporaryFolder()
    let slide = SyntheticSlide(name: "s", caseName: "A")
    let run = SyntheticRun.run([], [slide])
    _ = try SyntheticRun.write(
      run, [slide], to: folder.path, options: ResultOptions(overlays: .hotspots, nuclei: .none))
    let image = try ImageReader().decode(at: "\(folder.path)/overlays/s-hotspot-1.png").image
    let hotspot = try #require(slide.result.hotspots.first)
    let view = try #require(OverlayView.detail(of: hotspot, in: slide.result))
    #expect(image.width == 2 * view.width + 8 && image.height == view.height)
    let plain = try slide.pixels.image(of: view.rect, downsample: view.downsample)
    let left = image.cropped(to: plain.bounds)
    #expect(left == plain)
    let right = image.cropped(
      to: PixelRect(x: view.width + 8, y: 0, width: view.width, height: view.height))
    #expect(right != plain)
  }
}
