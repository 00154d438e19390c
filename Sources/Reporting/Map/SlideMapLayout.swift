import Quantification

/// Where the two views of a slide and the legend lie in its map.
struct SlideMapLayout: Equatable {
  /// What both views show.
  let view: OverlayView
  /// Whether the second view lies below the first instead of beside it.
  let isStacked: Bool

  /// Pixels between the views.
  static let gap = 16
  /// Height of the legend in pixels.
  static let legendHeight = 190
  /// Width that the legend needs.
  static let legendWidth = 940

  /// The finest layout whose longer side holds at most `longSide` pixels, though the legend may need
  /// more in width; nil when the slide has no pixels.
  init?(of slide: SlideResult, longSide: Int) {
    guard let whole = OverlayView.overview(of: slide, longSide: longSide) else { return nil }
    var view = whole
    while true {
      let (width, height) = (view.width, view.height)
      let besides = max(2 * width + Self.gap, height + Self.legendHeight) <= longSide
      let below = max(width, 2 * height + Self.gap + Self.legendHeight) <= longSide
      if besides || below || max(width, height) <= 16 {
        self.view = view
        isStacked = below && !besides
        return
      }
      view.downsample += 1
    }
  }

  /// Width of the picture.
  var width: Int {
    max(Self.legendWidth, isStacked ? view.width : 2 * view.width + Self.gap)
  }

  /// Height of the picture.
  var height: Int { legendTop + Self.legendHeight }

  /// First row of the legend.
  var legendTop: Int { isStacked ? 2 * view.height + Self.gap : view.height }

  /// Top-left corner of the second view.
  var second: (x: Int, y: Int) {
    isStacked ? (0, view.height + Self.gap) : (view.width + Self.gap, 0)
  }
}
