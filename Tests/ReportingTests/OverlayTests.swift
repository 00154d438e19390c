import Foundation
import Hotspots
import Nuclei
import Quantification
import Raster
import Reporting
import TestSupport
import Testing

@Suite struct OverlayTests {
  private let gray = RGBColor(red: 128, green: 128, blue: 128)

  private func nucleus(_ x: Double, _ y: Double, positive: Bool) -> TiledNucleus {
    let outline = StarOutline(
      center: SIMD2(x, y), radiiMicrons: SIMD16(repeating: 4), micronsPerPixel: SIMD2(0.5, 0.5))
    return TiledNucleus(
      nucleus: Nucleus(
        x: x, y: y, outline: outline, areaSquareMicrons: 50, dabOD: 0, hematoxylinOD: 0.4, score: 1,
        isPositive: positive, positiveProbability: positive ? 1 : 0), tile: 0)
  }

  private func view(_ rect: PixelRect, downsample: Int = 1) -> OverlayView {
    OverlayView(rect: rect, downsample: downsample, micronsPerPixel: nil)
  }

  private func drawn(
    _ view: OverlayView, _ nuclei: [TiledNucleus], hotspots: [Hotspot] = [], focus: Hotspot? = nil
  ) -> RGBImage {
    Overlay(view: view).drawn(
      on: RGBImage(width: view.width, height: view.height, filledWith: gray),
      nuclei: SlideNuclei(nuclei), hotspots: hotspots, focus: focus)
  }

  /// Mean place of the pixels that are not gray, pixel centers at 0.5.
  private func centroid(_ image: RGBImage) -> SIMD2<Double>? {
    var sum = SIMD2<Double>()
    var count = 0.0
    for y in 0..<image.height {
      for x in 0..<image.width where image[x, y] != gray {
        sum += SIMD2(Double(x) + 0.5, Double(y) + 0.5)
        count += 1
      }
    }
    return count > 0 ? sum / count : nil
  }

  @Test func `a nucleus that does not count is drawn gray, one in doubt is marked`() {
    let view = view(PixelRect(x: 0, y: 0, width: 60, height: 60))
    let style = OverlayStyle()
    var item = nucleus(30.5, 30.5, positive: true)
    func has(_ color: RGBColor, _ image: RGBImage) -> Bool {
      (0..<60).contains { y in (0..<60).contains { x in image[x, y] == color } }
    }
    let plain = drawn(view, [item])
    #expect(has(style.positive, plain) && plain[30, 30] == gray)
    item.nucleus.kind = .stroma
    let marked = drawn(view, [item])
    #expect(has(style.positive, marked) && marked[30, 30] == style.other)
    item.nucleus.isCounted = false
    let left = drawn(view, [item])
    #expect(!has(style.positive, left) && left != plain && left[30, 30] == gray)
    var distance = 0
    for x in 0..<60 {
      let color = left[x, 30]
      distance = max(distance, abs(Int(color.red) - Int(color.blue)))
    }
    #expect(distance <= 16, "the outline is gray with a dark edge")
  }

  @Test(arguments: [1, 2, 3, 8], [true, false])
  func `an outline is drawn where the nucleus is`(downsample: Int, positive: Bool) throws {
    var random = SeededGenerator(seed: UInt64(downsample))
    for _ in 0..<20 {
      let place = SIMD2(
        Double.random(in: 60..<140, using: &random), Double.random(in: 80..<120, using: &random))
      let view = view(PixelRect(x: 30, y: 40, width: 160, height: 120), downsample: downsample)
      let image = drawn(view, [nucleus(place.x, place.y, positive: positive)])
      let found = try #require(centroid(image))
      let expected = (place - SIMD2(30, 40)) / Double(downsample)
      #expect(abs(found.x - expected.x) < 0.35 && abs(found.y - expected.y) < 0.35)
    }
  }

  @Test func `the line lies on the outline and leaves the inside free`() {
    let style = OverlayStyle()
    let view = view(PixelRect(x: 0, y: 0, width: 60, height: 60))
    let image = drawn(view, [nucleus(30.5, 30.5, positive: true)])
    // Radius 4 µm at 0.5 µm per pixel: 8 pixels from the center.
    for (x, y) in [(38, 30), (22, 30), (30, 38), (30, 22)] {
      #expect(image[x, y] == style.positive)
    }
    for (x, y) in [(30, 30), (34, 30), (44, 30), (30, 44)] { #expect(image[x, y] == gray) }
  }

  @Test func `classes differ in color and in brightness`() {
    let view = view(PixelRect(x: 0, y: 0, width: 60, height: 60))
    let positive = drawn(view, [nucleus(30.5, 30.5, positive: true)])
    let negative = drawn(view, [nucleus(30.5, 30.5, positive: false)])
    #expect(positive[38, 30] != negative[38, 30])
    let changed = { (image: RGBImage) in
      (0..<3600).count { image[$0 % 60, $0 / 60] != gray }
    }
    #expect(changed(positive) > changed(negative))
  }

  @Test func `nuclei outside the picture change nothing, those at its edge are cut`() {
    let view = view(PixelRect(x: 100, y: 100, width: 50, height: 50))
    let far = [(50.0, 125.0), (125, 50), (170, 125), (125, 1e7), (-1e7, 125)]
    let image = drawn(view, far.map { nucleus($0.0, $0.1, positive: true) })
    #expect(image == RGBImage(width: 50, height: 50, filledWith: gray))
    #expect(centroid(drawn(view, [nucleus(98, 125, positive: true)])) != nil)
  }

  private func hotspot(_ x: Double, _ y: Double, radius: Double, aspect: Double = 1) -> Hotspot {
    Hotspot(
      rank: 1, centerX: x, centerY: y, radiusPixels: radius, aspect: aspect, diameterMicrons: nil,
      areaSquareMillimeters: nil, counts: NucleusCounts())
  }

  @Test func `the ring is the edge of the hotspot, also when pixels are not square`() {
    let spot = hotspot(100, 90, radius: 60, aspect: 0.5)
    let image = drawn(
      view(PixelRect(x: 0, y: 0, width: 200, height: 180)), [], hotspots: [spot])
    let white = OverlayStyle().hotspot
    for (x, y) in [(160, 90), (40, 90), (100, 120), (100, 60)] {
      #expect(image[x, y] == white || image[x - 1, y - 1] == white)
    }
    for (x, y) in [(100, 90), (100, 150), (170, 90), (100, 30)] { #expect(image[x, y] == gray) }
  }

  @Test func `nuclei outside the focus are fainter`() {
    let view = view(PixelRect(x: 0, y: 0, width: 200, height: 60))
    let nuclei = [nucleus(40.5, 30.5, positive: true), nucleus(160.5, 30.5, positive: true)]
    let image = drawn(view, nuclei, focus: hotspot(40, 30, radius: 30))
    let style = OverlayStyle()
    #expect(image[48, 30] == style.positive)
    #expect(image[168, 30] != style.positive && image[168, 30] != gray)
  }

  @Test func `the scale bar is as long as it says`() throws {
    for (mpp, downsample) in [(0.5, 1), (0.25, 2), (0.23, 1), (1.0, 4)] {
      var view = view(PixelRect(x: 0, y: 0, width: 900, height: 400), downsample: downsample)
      view.micronsPerPixel = SIMD2(mpp, mpp)
      let image = drawn(view, [])
      let black = RGBColor(red: 0, green: 0, blue: 0)
      let row = view.height - 15
      let length = (0..<view.width).count { image[$0, row] == black }
      let microns = try #require(view.scaleBarMicrons)
      #expect(abs(Double(length) * mpp * Double(downsample) - microns) <= mpp * Double(downsample))
      #expect(microns <= Double(view.width * downsample) * mpp / 4)
    }
    #expect(view(PixelRect(x: 0, y: 0, width: 900, height: 400)).scaleBarMicrons == nil)
  }

  @Test func `the detail holds the whole hotspot as far as the slide reaches`() throws {
    var slide = SlideResult(slide: "s", caseName: "A", status: .measured)
    slide.width = 4000
    slide.height = 3000
    for (x, y, radius) in [(2000.0, 1500.0, 400.0), (10, 10, 300), (3990, 2990, 900)] {
      let view = try #require(OverlayView.detail(of: hotspot(x, y, radius: radius), in: slide))
      #expect(max(view.width, view.height) <= OverlayView.longSides.detail)
      let bounds = PixelRect(x: 0, y: 0, width: 4000, height: 3000)
      #expect(view.rect.intersection(bounds) == view.rect)
      #expect(Double(view.rect.x) <= max(x - radius, 0))
      #expect(Double(view.rect.maxX) >= min(x + radius, 4000))
      #expect(Double(view.rect.y) <= max(y - radius, 0))
      #expect(Double(view.rect.maxY) >= min(y + radius, 3000))
    }
    #expect(OverlayView.detail(of: hotspot(-5000, 10, radius: 30), in: slide) == nil)
    let overview = try #require(OverlayView.overview(of: slide))
    #expect(overview.downsample == 2 && overview.width == 2000 && overview.height == 1500)
  }

  @Test func `the overview begins with the first measured tile, and so does a detail`() throws {
    var slide = SlideResult(slide: "s", caseName: "A", status: .measured)
    (slide.width, slide.height) = (21_000, 31_500)
    slide.tiles = [
      (20_000, 31_000, MeasurementStatus.measured), (20_500, 30_500, .measured),
      (0, 0, .failed),
    ].map { x, y, status in
      TileResult(
        slide: "s", image: "\(x).png", path: "\(x).png",
        placement: PixelRect(x: x, y: y, width: 500, height: 500), downsample: 1,
        counts: NucleusCounts(), status: status, error: nil, warnings: [])
    }
    let overview = try #require(OverlayView.overview(of: slide))
    #expect(overview.rect == PixelRect(x: 20_000, y: 30_500, width: 1000, height: 1000))
    #expect(overview.downsample == 1)
    let spot = hotspot(20_100, 30_700, radius: 300)
    let detail = try #require(OverlayView.detail(of: spot, in: slide))
    #expect(detail.rect == PixelRect(x: 20_000, y: 30_500, width: 438, height: 538))
    #expect(OverlayView.detail(of: hotspot(250, 250, radius: 200), in: slide) == nil)
  }
}
