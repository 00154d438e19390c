/// An 8-bit RGB image in memory.
///
/// Samples are interleaved, row by row from the top-left corner: `samples[3 * (y * width + x) + c]`
/// with `c` 0 for red, 1 for green, 2 for blue. Values are the encoded ones (no gamma is undone).
public struct RGBImage: Sendable, Equatable {
  /// Width in pixels, at least 0.
  public let width: Int
  /// Height in pixels, at least 0.
  public let height: Int
  /// Interleaved samples, `3 * width * height` of them.
  public var samples: [UInt8]

  /// Wraps samples that are already in memory.
  ///
  /// The count of `samples` must be `3 * width * height`; anything else is a programming error.
  public init(width: Int, height: Int, samples: [UInt8]) {
    precondition(width >= 0 && height >= 0 && samples.count == 3 * width * height)
    self.width = width
    self.height = height
    self.samples = samples
  }

  /// Makes an image of one color.
  public init(width: Int, height: Int, filledWith color: RGBColor = .white) {
    self.init(
      width: width, height: height,
      samples: [UInt8](repeating: color.red, count: 3 * width * height))
    if color.green == color.red && color.blue == color.red { return }
    for pixel in 0..<(width * height) {
      samples[3 * pixel] = color.red
      samples[3 * pixel + 1] = color.green
      samples[3 * pixel + 2] = color.blue
    }
  }

  /// The whole image as a rectangle.
  public var bounds: PixelRect { PixelRect(x: 0, y: 0, width: width, height: height) }

  /// Color of one pixel; for tests and drawing, not for pixel loops.
  public subscript(x: Int, y: Int) -> RGBColor {
    get {
      let i = 3 * (y * width + x)
      return RGBColor(red: samples[i], green: samples[i + 1], blue: samples[i + 2])
    }
    set {
      let i = 3 * (y * width + x)
      samples[i] = newValue.red
      samples[i + 1] = newValue.green
      samples[i + 2] = newValue.blue
    }
  }

  /// Copy of a part of the image; the part must lie inside it.
  public func cropped(to rect: PixelRect) -> RGBImage {
    precondition(bounds.contains(rect))
    var result = [UInt8]()
    result.reserveCapacity(3 * rect.width * rect.height)
    for y in rect.y..<rect.maxY {
      let start = 3 * (y * width + rect.x)
      result.append(contentsOf: samples[start..<(start + 3 * rect.width)])
    }
    return RGBImage(width: rect.width, height: rect.height, samples: result)
  }
}

/// An 8-bit RGB color.
public struct RGBColor: Sendable, Equatable, Hashable {
  /// Red, 0 to 255.
  public var red: UInt8
  /// Green, 0 to 255.
  public var green: UInt8
  /// Blue, 0 to 255.
  public var blue: UInt8

  /// Makes a color from its three samples.
  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// Full white, 255 in every channel.
  public static let white = RGBColor(red: 255, green: 255, blue: 255)
}
