import Raster

extension RGBImage {
  /// Copies an image to a place; it must fit.
  mutating func paste(_ image: RGBImage, x: Int, y: Int) {
    precondition(
      bounds.contains(PixelRect(x: x, y: y, width: image.width, height: image.height)))
    for row in 0..<image.height {
      let to = 3 * ((y + row) * width + x)
      let from = 3 * row * image.width
      samples.replaceSubrange(
        to..<(to + 3 * image.width), with: image.samples[from..<(from + 3 * image.width)])
    }
  }

  /// The image with another one on its right, and white between them.
  func beside(_ other: RGBImage, gap: Int) -> RGBImage {
    var result = RGBImage(width: width + gap + other.width, height: max(height, other.height))
    result.paste(self, x: 0, y: 0)
    result.paste(other, x: width + gap, y: 0)
    return result
  }
}
