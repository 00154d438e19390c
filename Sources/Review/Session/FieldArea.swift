import Hotspots
import Quantification
import Store

/// A field with its bounding box.
struct FieldArea {
  var low: SIMD2<Double>
  var high: SIMD2<Double>
  /// nil for the whole slide.
  var hotspot: Hotspot?

  func contains(_ place: SIMD2<Double>) -> Bool {
    place.x >= low.x && place.y >= low.y && place.x <= high.x && place.y <= high.y
      && hotspot?.contains(x: place.x, y: place.y) ?? true
  }

  /// The part of the field that lies in an upright rectangle.
  func cut(from low: SIMD2<Double>, to high: SIMD2<Double>) -> FieldArea {
    FieldArea(
      low: pointwiseMax(self.low, low), high: pointwiseMin(self.high, high), hotspot: hotspot)
  }
}

extension ReviewField {
  /// Where the field lies on a slide that has it.
  func area(on slide: SlideResult) -> FieldArea {
    let size = SIMD2(Double(slide.width), Double(slide.height))
    guard case .hotspot(let rank) = self,
      let hotspot = slide.hotspots.first(where: { $0.rank == rank })
    else { return FieldArea(low: .zero, high: size, hotspot: nil) }
    let center = SIMD2(hotspot.centerX, hotspot.centerY)
    let reach = SIMD2(hotspot.radiusPixels, hotspot.radiusPixels * hotspot.aspect)
    return FieldArea(low: center - reach, high: center + reach, hotspot: hotspot)
  }
}
