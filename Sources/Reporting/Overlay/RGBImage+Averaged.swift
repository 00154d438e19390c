import Raster

extension RGBImage {
  /// The image averaged over blocks of `factor` x `factor` pixels; blocks at the right and lower
  /// edges cover what is left. Means are rounded to nearest.
  func averaged(by factor: Int) -> RGBImage {
    precondition(factor >= 1)
    guard factor > 1 else { return self }
    let newWidth = (width + factor - 1) / factor
    let newHeight = (height + factor - 1) / factor
    var result: [UInt8] = []
    result.reserveCapacity(3 * newWidth * newHeight)
    var sums = [Int](repeating: 0, count: 3 * newWidth)
    for top in stride(from: 0, to: height, by: factor) {
      for i in sums.indices { sums[i] = 0 }
      let rows = min(factor, height - top)
      for y in top..<(top + rows) {
        var i = 3 * y * width
        for x in 0..<width {
          let block = 3 * (x / factor)
          sums[block] += Int(samples[i])
          sums[block + 1] += Int(samples[i + 1])
          sums[block + 2] += Int(samples[i + 2])
          i += 3
        }
      }
      for column in 0..<newWidth {
        let count = rows * min(factor, width - column * factor)
        for channel in 0..<3 {
          result.append(UInt8((sums[3 * column + channel] + count / 2) / count))
        }
      }
    }
    return RGBImage(width: newWidth, height: newHeight, samples: result)
  }
}
