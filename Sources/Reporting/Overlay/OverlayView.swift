import Hotspots
import Quantification
import Raster
import SlideIO

/// The part of a slide that a picture shows, and at which scale.
public struct OverlayView: Sendable, Equatable, Codable {
  /// The part, in full-resolution slide pixels.
  public var rect: PixelRect
  /// Full-resolution pixels per picture pixel, at least 1.
  public var downsample: Int
  /// Full-resolution pixel size in µm, x and y; nil when unknown.
  public var micronsPerPixel: SIMD2<Double>?

  /// Makes a view from its parts; the part must not be empty.
  public init(rect: PixelRect, downsample: Int, micronsPerPixel: SIMD2<Double>?) {
    precondition(!rect.isEmpty && downsample >= 1)
    self.rect = rect
    self.downsample = downsample
    self.micronsPerPixel = micronsPerPixel
  }

  /// The finest view of a part whose longer side holds at most so many picture pixels; the part must
  /// not be empty.
  init(_ rect: PixelRect, longSide: Int, micronsPerPixel: SIMD2<Double>? = nil) {
    self.init(
      rect: rect, downsample: Self.blocks(max(rect.width, rect.height), longSide),
      micronsPerPixel: micronsPerPixel)
  }

  /// Longest side of pictures in `overlays`, in picture pixels: overview and hotspot detail.
  public static let longSides = (overview: 2000, detail: 1200)
  /// Longest side of pictures inside the report, in picture pixels.
  public static let reportLongSide = 1000

  /// All measured tiles of a slide; nil when it has no pixels.
  public static func overview(of slide: SlideResult, longSide: Int = longSides.overview)
    -> OverlayView?
  {
    make(slide.tileBounds, slide, longSide)
  }

  /// A hotspot with a margin of a tenth of its radius, as far as measured tiles reach; nil when it
  /// lies off them.
  public static func detail(
    of hotspot: Hotspot, in slide: SlideResult, longSide: Int = longSides.detail
  ) -> OverlayView? {
    detailRect(
      center: SIMD2(hotspot.centerX, hotspot.centerY),
      radii: SIMD2(1, hotspot.aspect) * hotspot.radiusPixels, within: slide.tileBounds
    ).flatMap { make($0, slide, longSide) }
  }

  /// The part that `detail` shows, in full-resolution pixels; nil when it lies off the bounds.
  static func detailRect(
    center: SIMD2<Double>, radii: SIMD2<Double>, within bounds: PixelRect
  ) -> PixelRect? {
    let reach = radii * 1.1 + 8
    let low = pointwiseMax(
      (center - reach).rounded(.down), SIMD2(Double(bounds.x), Double(bounds.y)))
    let high = pointwiseMin(
      (center + reach).rounded(.up), SIMD2(Double(bounds.maxX), Double(bounds.maxY)))
    guard low.x < high.x && low.y < high.y else { return nil }
    return PixelRect(
      x: Int(low.x), y: Int(low.y), width: Int(high.x - low.x), height: Int(high.y - low.y))
  }

  /// The same part with pixels averaged further, so that the long side holds at most so many.
  public func reduced(toLongSide longSide: Int) -> OverlayView {
    var view = self
    view.downsample *= Self.blocks(max(width, height), longSide)
    return view
  }

  /// Width of the picture.
  public var width: Int { Self.blocks(rect.width, downsample) }
  /// Height of the picture.
  public var height: Int { Self.blocks(rect.height, downsample) }

  /// Place of a slide point in the picture.
  public func position(_ point: SIMD2<Double>) -> SIMD2<Double> {
    (point - SIMD2(Double(rect.x), Double(rect.y))) / Double(downsample)
  }

  /// Length of the scale bar: the longest of 1, 2, 5, 10, … µm that is at most a quarter of the
  /// picture's width; nil without pixel size.
  public var scaleBarMicrons: Double? {
    guard let micronsPerPixel, width > 0 else { return nil }
    let most = Double(width * downsample) * micronsPerPixel.x / 4
    let steps: [Double] = [1, 2, 5]
    var best: Double?
    var decade = 1.0
    while decade <= most && decade < 1e7 {
      for step in steps where step * decade <= most { best = step * decade }
      decade *= 10
    }
    return best
  }

  private static func make(_ rect: PixelRect, _ slide: SlideResult, _ longSide: Int) -> OverlayView?
  {
    guard !rect.isEmpty else { return nil }
    return OverlayView(
      rect, longSide: longSide,
      micronsPerPixel: slide.pixelSize.map { SIMD2($0.xMicrons, $0.yMicrons) })
  }

  private static func blocks(_ length: Int, _ size: Int) -> Int { (length + size - 1) / size }
}
