import Hotspots
import Nuclei
import Quantification
import Raster

/// Draws what was measured over pixels of the slide.
public struct Overlay: Sendable {
  /// The part of the slide that is shown.
  public var view: OverlayView
  /// Colors and widths.
  public var style: OverlayStyle

  /// Makes a drawing of a view.
  public init(view: OverlayView, style: OverlayStyle = OverlayStyle()) {
    self.view = view
    self.style = style
  }

  /// Draws nuclei, hotspots and the scale bar.
  ///
  /// - Parameters:
  ///   - pixels: the view's pixels, `view.width` x `view.height`.
  ///   - nuclei: nuclei of the slide; those outside the view are left out.
  ///   - hotspots: rings to draw, the first one heavier.
  ///   - focus: when given, nuclei outside this hotspot are drawn fainter.
  ///   - regions: regions to outline.
  /// - Returns: the pixels with everything drawn on them.
  public func drawn(
    on pixels: RGBImage, nuclei: SlideNuclei, hotspots: [Hotspot], focus: Hotspot? = nil,
    regions: [OverlayRegion] = []
  ) -> RGBImage {
    precondition(pixels.width == view.width && pixels.height == view.height)
    var canvas = Canvas(pixels)
    // What decides the index comes last, so that its neighbors never hide it.
    for layer in Layer.allCases {
      for item in nuclei where Layer(of: item.nucleus) == layer {
        guard isVisible(item.nucleus) else { continue }
        let isInside = focus?.contains(x: item.nucleus.x, y: item.nucleus.y) ?? true
        draw(item.nucleus, opacity: isInside ? 1 : style.outsideOpacity, on: &canvas)
      }
    }
    for region in regions { draw(region, on: &canvas) }
    for (index, hotspot) in hotspots.enumerated() {
      drawRing(
        hotspot, width: index == 0 ? style.hotspotWidth : style.hotspotWidth / 2, on: &canvas)
    }
    drawScaleBar(on: &canvas)
    return canvas.image
  }

  /// Nuclei in the order in which they are drawn.
  private enum Layer: CaseIterable {
    case notCounted
    case negative
    case positive

    init(of nucleus: Nucleus) {
      self = !nucleus.isCounted ? .notCounted : nucleus.isPositive ? .positive : .negative
    }
  }

  /// Color, width of the line, and radius and opacity as a dot.
  private func pen(
    _ layer: Layer
  ) -> (color: RGBColor, width: Double, leastDot: Double, dotOpacity: Double) {
    switch layer {
    case .notCounted: (style.other, style.otherWidth, 0.5, 0.5)
    case .negative: (style.negative, style.negativeWidth, 0.5, 0.6)
    case .positive: (style.positive, style.positiveWidth, 0.8, 1)
    }
  }

  private func isVisible(_ nucleus: Nucleus) -> Bool {
    let reach = 64.0 * Double(view.downsample)
    let rect = view.rect
    return nucleus.x > Double(rect.x) - reach && nucleus.x < Double(rect.maxX) + reach
      && nucleus.y > Double(rect.y) - reach && nucleus.y < Double(rect.maxY) + reach
  }

  private func draw(_ nucleus: Nucleus, opacity: Double, on canvas: inout Canvas) {
    let pen = pen(Layer(of: nucleus))
    let outline = nucleus.outline
    let meanMicrons = Double(outline.radiiMicrons.sum()) / Double(StarOutline.rayCount)
    let radius = meanMicrons / outline.micronsPerPixel.x / Double(view.downsample)
    guard radius.isFinite else { return }
    let center = view.position(SIMD2(nucleus.x, nucleus.y))
    if radius < style.smallestOutlineRadius {
      canvas.fillDisc(
        center: center, radius: max(radius * 0.8, pen.leastDot), color: pen.color,
        opacity: opacity * pen.dotOpacity)
      return
    }
    let corners = outline.corners.map { view.position($0) }
    canvas.stroke(
      corners, closed: true, Canvas.Pen(width: pen.width, color: pen.color, opacity: opacity),
      edge: Canvas.Pen(width: pen.width + 1.2, color: style.edge, opacity: 0.55 * opacity))
    if nucleus.isCounted && nucleus.kind != .tumor {
      canvas.fillDisc(
        center: center, radius: style.markRadius + 0.8, color: style.edge, opacity: 0.55 * opacity)
      canvas.fillDisc(
        center: center, radius: style.markRadius, color: style.other, opacity: opacity)
    }
  }

  private func drawRing(_ hotspot: Hotspot, width: Double, on canvas: inout Canvas) {
    let rings = hotspot.rings.map { $0.map(view.position) }
    for ring in rings {
      canvas.stroke(ring, closed: true, width: width + 4, color: style.edge, opacity: 0.7)
    }
    for ring in rings {
      canvas.stroke(ring, closed: true, width: width, color: style.hotspot)
    }
  }

  private func drawScaleBar(on canvas: inout Canvas) {
    guard let length = view.scaleBarMicrons, let mpp = view.micronsPerPixel else { return }
    let pixels = Int((length / mpp.x / Double(view.downsample)).rounded())
    let margin = 12
    let bar = PixelRect(x: margin, y: view.height - margin - 6, width: max(pixels, 1), height: 6)
    guard view.rect.width > 0, bar.y > margin else { return }
    canvas.fill(bar.insetBy(-4), color: .white, opacity: 0.85)
    canvas.fill(bar, color: RGBColor(red: 0, green: 0, blue: 0))
  }
}
