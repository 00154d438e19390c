import Quantification
import Raster

extension SlideResult {
  /// The part of the slide from its first measured tile on, in full-resolution pixels; all of it when
  /// no tile is known.
  ///
  /// Single fields keep the places that they had on the slide they were taken from, and pictures that
  /// begin at its corner would show little but white.
  var tileBounds: PixelRect {
    let tiles = tiles.lazy.filter { $0.status == .measured }.compactMap(\.placement)
    let left = min(tiles.map(\.x).min() ?? 0, width)
    let top = min(tiles.map(\.y).min() ?? 0, height)
    return PixelRect(x: left, y: top, width: width - left, height: height - top)
  }
}
