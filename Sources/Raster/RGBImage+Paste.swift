extension RGBImage {
  /// Copies an image to a place; it must fit.
  package mutating func paste(_ image: RGBImage, x: Int, y: Int) {
    precondition(
      bounds.contains(PixelRect(x: x, y: y, width: image.width, height: image.height)))
    for row in 0..<image.height {
      let to = 3 * ((y + row) * width + x)
      let from = 3 * row * image.width
      samples.replaceSubrange(
        to..<(to + 3 * image.width), with: image.samples[from..<(from + 3 * image.width)])
    }
  }
}
