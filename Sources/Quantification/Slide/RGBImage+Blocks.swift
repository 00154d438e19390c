import Raster

extension RGBImage {
  /// Copies an image to a place; it must fit.
  package mutating func copy(_ image: RGBImage, x: Int, y: Int) {
    precondition(
      bounds.contains(PixelRect(x: x, y: y, width: image.width, height: image.height)))
    for row in 0..<image.height {
      let from = 3 * row * image.width
      let to = 3 * ((y + row) * width + x)
      samples.replaceSubrange(
        to..<(to + 3 * image.width), with: image.samples[from..<(from + 3 * image.width)])
    }
  }

  /// Fills pixels with the means of blocks of another image, rounded to nearest; blocks that it does
  /// not reach are left as they are.
  ///
  /// - Parameters:
  ///   - block: side of a block in pixels of the other image.
  ///   - image: the other image.
  ///   - place: its upper left corner, seen from that of the first block; at least 0.
  ///   - firstRow: row that the first blocks fill.
  package mutating func fill(
    withBlocks block: Int, of image: RGBImage, at place: SIMD2<Int>, firstRow: Int
  ) {
    guard image.width > 0, image.height > 0 else { return }
    let columns = (place.x / block)...((place.x + image.width - 1) / block)
    let rows = (place.y / block)...((place.y + image.height - 1) / block)
    var sums = [Int](repeating: 0, count: 3 * columns.count)
    for row in rows {
      for i in sums.indices { sums[i] = 0 }
      let inside = max(0, row * block - place.y)..<min(image.height, (row + 1) * block - place.y)
      for y in inside {
        image.addRow(y, to: &sums, block: block, phase: place.x % block)
      }
      for column in columns {
        let left = max(0, column * block - place.x)
        let count = inside.count * (min(image.width, (column + 1) * block - place.x) - left)
        let target = 3 * ((firstRow + row) * width + column)
        let sum = 3 * (column - columns.lowerBound)
        for channel in 0..<3 {
          samples[target + channel] = UInt8((sums[sum + channel] + count / 2) / count)
        }
      }
    }
  }

  /// Adds the samples of a row to the sums of its blocks, the first of which begins `phase` pixels
  /// before it.
  private func addRow(_ y: Int, to sums: inout [Int], block: Int, phase: Int) {
    let samples = samples.span
    var sums = sums.mutableSpan
    var (i, sum, left) = (3 * y * width, 0, block - phase)
    for _ in 0..<width {
      for channel in 0..<3 { sums[sum + channel] += Int(samples[i + channel]) }
      i += 3
      left -= 1
      if left == 0 { (sum, left) = (sum + 3, block) }
    }
  }
}
