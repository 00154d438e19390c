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

  /// Fewest pixels of an image that is wholly black by a mistake, and not because it is so small.
  private static let fewestBlack = 4096

  /// Says that the 16-bit samples of an image were not scaled to their range; nil when they were.
  ///
  /// - Parameter samples: the upper 8 bits of each sample.
  /// - Returns: the remark.
  static func unusedBits(_ samples: [UInt8]) -> String? {
    let traits = samples.withUnsafeBytes { PixelTraits(upperBits: $0) }
    return traits.contains(.dim) || samples.count > 3 * fewestBlack ? unusedBits(traits) : nil
  }

  /// Says that 16-bit samples were not scaled to their range; nil when they were.
  ///
  /// Cameras of 8, 10 or 12 bits leave the upper bits of 16 unused, and of these the upper 8 are taken.
  ///
  /// - Parameter traits: what was met among the samples.
  /// - Returns: the remark.
  static func unusedBits(_ traits: PixelTraits) -> String? {
    guard traits.contains(.upperBits), !traits.contains(.bright) else { return nil }
    return traits.contains(.dim)
      ? "the 16-bit samples use only the lowest 12 bits, so that the image is almost black; scale "
        + "them to the full range of 16 bits"
      : "the upper 8 bits of all 16-bit samples are 0, so that the image is black; scale them to the "
        + "full range of 16 bits"
  }
}

/// What pixels that are not opaque are laid over.
package enum Backdrop: UInt8, Sendable, CustomStringConvertible {
  case black = 0
  case white = 255

  /// Its color for people.
  package var description: String { self == .white ? "white" : "black" }
}
