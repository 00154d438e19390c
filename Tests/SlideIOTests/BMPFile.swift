import Raster

/// A reader of the 32-bit BMP files that PngSuite gives as reference pictures.
struct BMPFile {
  let width: Int
  let height: Int
  /// Red, green, blue, alpha of each pixel, from the top-left corner.
  let rgba: [[UInt8]]

  init?(_ bytes: [UInt8]) {
    func integer(_ offset: Int) -> Int {
      (0..<4).reduce(0) { $0 | Int(bytes[offset + $1]) << (8 * $1) }
    }
    guard bytes.count > 70, bytes[0] == 0x42, bytes[1] == 0x4D, bytes[28] == 32 else { return nil }
    width = integer(18)
    let storedHeight = Int(Int32(truncatingIfNeeded: integer(22)))
    height = abs(storedHeight)
    guard integer(30) == 3 else { return nil }
    let shifts = (0..<4).map { UInt32(integer(54 + 4 * $0)).trailingZeroBitCount }
    let start = integer(10)
    guard bytes.count >= start + 4 * width * height else { return nil }
    var rgba: [[UInt8]] = []
    for y in 0..<height {
      let row = storedHeight > 0 ? height - 1 - y : y
      for x in 0..<width {
        let pixel = UInt32(integer(start + 4 * (row * width + x)))
        rgba.append(shifts.map { UInt8(truncatingIfNeeded: pixel >> UInt32($0)) })
      }
    }
    self.rgba = rgba
  }

  /// The picture as it looks over white: round((v a + 255 (255 - a)) / 255).
  var overWhite: RGBImage {
    let samples = rgba.flatMap { pixel in
      pixel.prefix(3).map { value in
        let alpha = Int(pixel[3])
        return UInt8((2 * (Int(value) * alpha + 255 * (255 - alpha)) + 255) / 510)
      }
    }
    return RGBImage(width: width, height: height, samples: samples)
  }
}
