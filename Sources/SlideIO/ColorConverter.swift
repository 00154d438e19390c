/// Turns unpacked pixels of any color model into RGB over a backdrop.
struct ColorConverter {
  /// How samples mean a color.
  enum Model {
    case gray
    case grayInverted
    case rgb
    /// Red, green and blue of each index.
    case palette([UInt8])
    case cmyk
    case yCbCr(YCbCrConversion)
    case lab(LabConversion)
  }

  let model: Model
  /// Samples of a pixel, colors and others.
  let samplesPerPixel: Int
  /// Place of the alpha sample in a pixel, with whether the colors were multiplied by it.
  let alpha: (index: Int, isAssociated: Bool)?
  /// What pixels that are not opaque are laid over.
  let backdrop: Backdrop

  /// Converts pixels that follow each other.
  ///
  /// - Parameters:
  ///   - pixels: `count * samplesPerPixel` bytes.
  ///   - count: number of pixels.
  ///   - target: receives `3 * count` bytes.
  /// - Returns: how many of the pixels are not opaque.
  func convert(
    _ pixels: UnsafePointer<UInt8>, count: Int, into target: UnsafeMutablePointer<UInt8>
  ) -> Int {
    switch model {
    case .gray: convertGray(pixels, count, target, inversion: 0)
    case .grayInverted: convertGray(pixels, count, target, inversion: 255)
    case .rgb:
      for i in 0..<count {
        let from = pixels + i * samplesPerPixel
        let to = target + 3 * i
        to[0] = from[0]
        to[1] = from[1]
        to[2] = from[2]
      }
    case .palette(let table):
      convert(pixels, count, target) { from, to in
        let entry = 3 * Int(from[0])
        for c in 0..<3 { to[c] = entry + c < table.count ? table[entry + c] : 0 }
      }
    case .cmyk: convert(pixels, count, target, Self.convertCMYK)
    case .yCbCr(let conversion): convert(pixels, count, target, conversion.convert)
    case .lab(let conversion): convert(pixels, count, target, conversion.convert)
    }
    guard let alpha else { return 0 }
    return layOverBackdrop(pixels + alpha.index, alpha.isAssociated, count, target)
  }

  private func convert(
    _ pixels: UnsafePointer<UInt8>, _ count: Int, _ target: UnsafeMutablePointer<UInt8>,
    _ pixel: (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>) -> Void
  ) {
    for i in 0..<count { pixel(pixels + i * samplesPerPixel, target + 3 * i) }
  }

  private func convertGray(
    _ pixels: UnsafePointer<UInt8>, _ count: Int, _ target: UnsafeMutablePointer<UInt8>,
    inversion: UInt8
  ) {
    for i in 0..<count {
      let value = pixels[i * samplesPerPixel] ^ inversion
      target[3 * i] = value
      target[3 * i + 1] = value
      target[3 * i + 2] = value
    }
  }

  /// Inks without a profile: (1 - ink)(1 - black), rounded.
  private static func convertCMYK(
    _ from: UnsafePointer<UInt8>, _ to: UnsafeMutablePointer<UInt8>
  ) {
    let light = 255 - Int(from[3])
    for c in 0..<3 { to[c] = UInt8(((255 - Int(from[c])) * light + 127) / 255) }
  }

  /// round((v a + 255 (255 - a)) / 255) over white, or v + 255 - a when v was multiplied by a already;
  /// over black without the second term.
  private func layOverBackdrop(
    _ alphas: UnsafePointer<UInt8>, _ isAssociated: Bool, _ count: Int,
    _ target: UnsafeMutablePointer<UInt8>
  ) -> Int {
    var translucent = 0
    for i in 0..<count {
      let alpha = Int(alphas[i * samplesPerPixel])
      // Opaque pixels stay what they are.
      if alpha == 255 { continue }
      translucent += 1
      let rest = backdrop == .white ? 255 - alpha : 0
      let pixel = target + 3 * i
      for c in 0..<3 {
        let value = Int(pixel[c])
        pixel[c] =
          isAssociated
          ? UInt8(min(255, value + rest)) : UInt8((value * alpha + 255 * rest + 127) / 255)
      }
    }
    return translucent
  }
}
