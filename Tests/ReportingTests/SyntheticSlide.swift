import Foundation
import Hotspots
import Nuclei
import Quantification
import Raster
import SlideIO
import Stains
import TestSupport

/// A slide made up for tests: round nuclei on pale tissue, more of them positive near the center.
struct SyntheticSlide {
  var result: SlideResult
  var nuclei: [TiledNucleus]
  var pixels: SyntheticPixels

  /// Makes a slide cut into two tiles side by side, the right one stored at half size.
  init(
    name: String, caseName: String, width: Int = 800, height: Int = 600, count: Int = 400,
    pixelSize: PixelSize? = PixelSize(xMicrons: 0.5, yMicrons: 0.5, source: .manifest),
    seed: UInt64 = 1
  ) {
    var random = SeededGenerator(seed: seed)
    let half = width / 2
    var result = SlideResult(slide: name, caseName: caseName, status: .measured)
    result.width = width
    result.height = height
    result.pixelSize = pixelSize
    result.detectionMicronsPerPixel = SIMD2(0.5, 0.5)
    if pixelSize != nil { result.measuredAreaSquareMillimeters = Double(width * height) * 0.25e-6 }
    result.calibration = StainCalibration(
      white: SIMD3(244, 243, 246), vectors: .reference, whiteSource: .slide,
      vectorsSource: .reference)
    result.positivity = PositivityCalibration(
      dabOD: [Float](repeating: 0.0421, count: count), parameters: PositivityParameters())
    var nuclei = Self.nuclei(width, height, count, &random)
    nuclei.sort {
      ($0.x < Double(half) ? 0 : 1, $0.y, $0.x) < ($1.x < Double(half) ? 0 : 1, $1.y, $1.x)
    }
    let tiled = nuclei.map { TiledNucleus(nucleus: $0, tile: $0.x < Double(half) ? 0 : 1) }
    let rects = [
      PixelRect(x: 0, y: 0, width: half, height: height),
      PixelRect(x: half, y: 0, width: width - half, height: height),
    ]
    result.tiles = rects.enumerated().map { index, rect in
      TileResult(
        slide: name, image: "\(name)_\(index).png", path: "/data/\(name)_\(index).png",
        placement: rect, downsample: index == 0 ? 1 : 2,
        counts: NucleusCounts(of: tiled.filter { $0.tile == index }.map(\.nucleus)),
        status: .measured, error: nil, warnings: [])
    }
    result.counts = NucleusCounts(of: nuclei)
    result.census = NucleusCensus(of: nuclei)
    result.hotspots = [Self.hotspot(width, height, nuclei, pixelSize)]
    result.seconds = 1.25
    self.result = result
    self.nuclei = tiled
    pixels = SyntheticPixels(width: width, height: height, nuclei: nuclei)
  }

  private static func nuclei(
    _ width: Int, _ height: Int, _ count: Int, _ random: inout SeededGenerator
  ) -> [Nucleus] {
    (0..<count).map { _ in
      let x = Double.random(in: 8..<Double(width - 8), using: &random)
      let y = Double.random(in: 8..<Double(height - 8), using: &random)
      let offset = SIMD2(x / Double(width) - 0.5, y / Double(height) - 0.5)
      let chance = 0.35 * exp(-12 * (offset * offset).sum()) + 0.01
      let isPositive = Double.random(in: 0..<1, using: &random) < chance
      let radius = Float.random(in: 2.6..<4.2, using: &random)
      var radii = SIMD16<Float>(repeating: radius)
      for ray in 0..<16 { radii[ray] *= Float.random(in: 0.9..<1.1, using: &random) }
      let outline = StarOutline(
        center: SIMD2(x, y), radiiMicrons: radii, micronsPerPixel: SIMD2(0.5, 0.5))
      return Nucleus(
        x: x, y: y, outline: outline, areaSquareMicrons: .pi * radius * radius,
        dabOD: isPositive ? 0.61 : -0.03, hematoxylinOD: isPositive ? 0.2 : 0.45, score: 0.9,
        isPositive: isPositive, positiveProbability: isPositive ? 0.97 : 0.02,
        intensity: isPositive
          ? (radius < 3 ? .weak : radius < 3.5 ? .moderate : .strong) : .negative)
    }
  }

  private static func hotspot(
    _ width: Int, _ height: Int, _ nuclei: [Nucleus], _ pixelSize: PixelSize?
  ) -> Hotspot {
    let radius = Double(min(width, height)) / 3
    var spot = Hotspot(
      rank: 1, centerX: Double(width) / 2, centerY: Double(height) / 2, radiusPixels: radius,
      aspect: 1, diameterMicrons: pixelSize.map { 2 * radius * $0.xMicrons },
      areaSquareMillimeters: pixelSize.map {
        .pi * radius * radius * $0.xMicrons * $0.yMicrons * 1e-6
      },
      counts: NucleusCounts())
    let disc = spot
    spot.counts = NucleusCounts(of: nuclei.filter { disc.contains(x: $0.x, y: $0.y) })
    spot.census = NucleusCensus(of: nuclei.filter { disc.contains(x: $0.x, y: $0.y) })
    return spot
  }
}

/// Pixels of a made-up slide: blue and brown discs on pale tissue.
struct SyntheticPixels: SlidePixelReading {
  let width: Int
  let height: Int
  var tissue: SlideTissue?
  private let full: RGBImage

  init(width: Int, height: Int, nuclei: [Nucleus]) {
    self.width = width
    self.height = height
    var image = RGBImage(
      width: width, height: height, filledWith: RGBColor(red: 226, green: 216, blue: 228))
    for nucleus in nuclei {
      let color =
        nucleus.isPositive
        ? RGBColor(red: 112, green: 70, blue: 45) : RGBColor(red: 128, green: 132, blue: 178)
      let radius = Double(nucleus.outline.radiiMicrons[0]) / 0.5
      for y in max(0, Int(nucleus.y - radius))...min(height - 1, Int(nucleus.y + radius)) {
        for x in max(0, Int(nucleus.x - radius))...min(width - 1, Int(nucleus.x + radius)) {
          let dx = Double(x) + 0.5 - nucleus.x
          let dy = Double(y) + 0.5 - nucleus.y
          if dx * dx + dy * dy <= radius * radius { image[x, y] = color }
        }
      }
    }
    full = image
  }

  func image(of rect: PixelRect, downsample: Int) throws -> RGBImage {
    let part = full.cropped(to: rect)
    let newWidth = (rect.width + downsample - 1) / downsample
    let newHeight = (rect.height + downsample - 1) / downsample
    var result = RGBImage(width: newWidth, height: newHeight)
    for y in 0..<newHeight {
      for x in 0..<newWidth {
        result[x, y] = Self.mean(part, x * downsample, y * downsample, downsample)
      }
    }
    return result
  }

  private static func mean(_ image: RGBImage, _ left: Int, _ top: Int, _ size: Int) -> RGBColor {
    var sums = SIMD3<Int>()
    var count = 0
    for y in top..<min(top + size, image.height) {
      for x in left..<min(left + size, image.width) {
        let color = image[x, y]
        sums &+= SIMD3(Int(color.red), Int(color.green), Int(color.blue))
        count += 1
      }
    }
    return RGBColor(
      red: UInt8(sums.x / count), green: UInt8(sums.y / count), blue: UInt8(sums.z / count))
  }
}
