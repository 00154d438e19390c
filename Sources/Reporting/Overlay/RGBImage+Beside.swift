import Raster

extension RGBImage {
  /// The image with another one on its right, and white between them.
  func beside(_ other: RGBImage, gap: Int) -> RGBImage {
    var result = RGBImage(width: width + gap + other.width, height: max(height, other.height))
    result.paste(self, x: 0, y: 0)
    result.paste(other, x: width + gap, y: 0)
    return result
  }
}
