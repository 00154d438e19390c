/// What is said about pixels that were decoded, but perhaps not as they were meant.
enum PixelRemark {
  /// Says how many pixels are not opaque; nil when all are.
  ///
  /// - Parameters:
  ///   - count: pixels that are not opaque.
  ///   - total: pixels of the image.
  ///   - backdrop: what they were laid over.
  /// - Returns: the remark, with the share in tenths of a percent.
  static func translucency(_ count: Int, of total: Int, over backdrop: Backdrop) -> String? {
    guard count > 0 else { return nil }
    let tenths = Int((1000 * Double(count) / Double(max(1, total))).rounded())
    let share = tenths == 0 ? "less than 0.1" : "\(tenths / 10).\(tenths % 10)"
    return "\(share) % of the pixels are not opaque; they were laid over \(backdrop)"
  }

  /// Says that 16-bit samples were not scaled to their range; nil when they were.
  ///
  /// Cameras of 10 or 12 bits leave the upper bits of 16 unused, and of these the upper 8 are taken.
  ///
  /// - Parameter samples: the upper 8 bits of each sample.
  /// - Returns: the remark.
  static func unusedBits(_ samples: [UInt8]) -> String? {
    let span = samples.span
    // Ends at the first sample that is bright.
    var isBlack = true
    for index in span.indices {
      if span[index] > 0x0F { return nil }
      isBlack = isBlack && span[index] == 0
    }
    guard !isBlack else { return nil }
    return
      "the 16-bit samples use only the lowest 12 bits, so that the image is almost black; scale "
      + "them to the full range of 16 bits"
  }
}

/// What pixels that are not opaque are laid over.
package enum Backdrop: UInt8, Sendable, CustomStringConvertible {
  case black = 0
  case white = 255

  /// Its color for people.
  package var description: String { self == .white ? "white" : "black" }
}
