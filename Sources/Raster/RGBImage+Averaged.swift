extension RGBImage {
  /// The image averaged over blocks of `factor` x `factor` pixels; blocks at the right and lower
  /// edges cover what is left. Means are rounded to nearest.
  package func averaged(by factor: Int) -> RGBImage {
    precondition(factor >= 1)
    guard factor > 1 else { return self }
    let columns = (width + factor - 1) / factor
    var result: [UInt8] = []
    result.reserveCapacity(3 * columns * ((height + factor - 1) / factor))
    var sums = [Int](repeating: 0, count: 3 * columns)
    for top in stride(from: 0, to: height, by: factor) {
      for i in sums.indices { sums[i] = 0 }
      let rows = top..<min(top + factor, height)
      for y in rows { addRow(y, to: &sums, factor: factor) }
      for column in 0..<columns {
        let count = rows.count * min(factor, width - column * factor)
        for channel in 0..<3 {
          result.append(UInt8((sums[3 * column + channel] + count / 2) / count))
        }
      }
    }
    return RGBImage(width: columns, height: (height + factor - 1) / factor, samples: result)
  }

  /// Adds the samples of a row to the sums of its blocks, without a division for each pixel.
  private func addRow(_ y: Int, to sums: inout [Int], factor: Int) {
    let samples = samples.span
    var sums = sums.mutableSpan
    var (i, sum, left) = (3 * y * width, 0, factor)
    for _ in 0..<width {
      for channel in 0..<3 { sums[sum + channel] += Int(samples[i + channel]) }
      i += 3
      left -= 1
      if left == 0 { (sum, left) = (sum + 3, factor) }
    }
  }
}
