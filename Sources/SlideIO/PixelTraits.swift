/// What was met among decoded pixels that is worth a remark.
public struct PixelTraits: OptionSet, Sendable, Hashable {
  /// One bit for each trait.
  public let rawValue: UInt8

  /// Makes traits of their bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Pixels that an alpha channel calls not opaque; they were laid over white.
  public static let translucent = PixelTraits(rawValue: 1)
  /// 16-bit samples, of which the upper 8 bits were taken.
  public static let upperBits = PixelTraits(rawValue: 2)
  /// Some of them not 0.
  public static let dim = PixelTraits(rawValue: 4)
  /// Some of them above the lowest 12 bits of 16.
  public static let bright = PixelTraits(rawValue: 8)

  /// Looks at the upper 8 bits of 16-bit samples, up to the first that is bright.
  init(upperBits samples: UnsafeRawBufferPointer) {
    self = .upperBits
    var isDim = false
    for index in samples.indices {
      let value = samples[index]
      if value > 0x0F {
        formUnion([.dim, .bright])
        return
      }
      isDim = isDim || value != 0
    }
    if isDim { insert(.dim) }
  }

  /// Remarks on a file that is read part by part; how many pixels they speak of is not counted, because
  /// parts may be read several times or never.
  public var warnings: [String] {
    [
      contains(.translucent) ? "some pixels are not opaque; they were laid over white" : nil,
      PixelRemark.unusedBits(self),
    ].compactMap { $0 }
  }
}
