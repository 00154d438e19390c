import CTIFF

/// Chooses what the samples of a TIFF directory mean.
enum TIFFColorModel {
  /// The color model with its tables from the tags.
  ///
  /// - Throws: `ImageFileError.unsupported` that names the model and depth, or `.damaged` when tags
  ///   that it needs are missing.
  static func model(
    _ decoder: borrowing TIFFDecoder
  ) throws(ImageFileError) -> ColorConverter.Model {
    let layout = decoder.layout
    guard let photometric = layout.photometric else {
      throw .damaged(path: decoder.path, detail: "no tag says what color the samples mean")
    }
    guard layout.samplesPerPixel >= layout.colorSamples else {
      throw unsupported(decoder, "\(layout.colorName) of \(layout.samplesPerPixel) samples")
    }
    switch Int32(photometric) {
    case PHOTOMETRIC_MINISBLACK: return .gray
    case PHOTOMETRIC_MINISWHITE: return .grayInverted
    case PHOTOMETRIC_RGB: return .rgb
    case PHOTOMETRIC_PALETTE: return .palette(try palette(decoder))
    case PHOTOMETRIC_SEPARATED: return try inks(decoder)
    case PHOTOMETRIC_YCBCR: return .yCbCr(try yCbCr(decoder))
    case PHOTOMETRIC_CIELAB: return .lab(try lab(decoder, .signed))
    case PHOTOMETRIC_ICCLAB: return .lab(try lab(decoder, .offset))
    default: throw unsupported(decoder, layout.colorName)
    }
  }

  private static func unsupported(
    _ decoder: borrowing TIFFDecoder, _ feature: String
  ) -> ImageFileError {
    .unsupported(path: decoder.path, feature: feature, remedy: "convert it to 8-bit RGB")
  }

  /// Entries are 16-bit; the upper 8 bits are right for both customs, v * 257 and v * 256. A table
  /// without any upper bits was written in 8 bits, against the standard.
  private static func palette(
    _ decoder: borrowing TIFFDecoder
  ) throws(ImageFileError) -> [UInt8] {
    let bits = decoder.layout.bitsPerSample
    guard bits <= 8 else { throw unsupported(decoder, "a palette of \(bits) bits") }
    let absent: UnsafePointer<UInt16>? = nil
    guard let maps = decoder.handle.values(TIFFTAG_COLORMAP, absent, count: 3) else {
      throw .damaged(path: decoder.path, detail: "its palette is missing")
    }
    let count = 1 << bits
    let channels = maps.compactMap { map in
      map.map { Array(UnsafeBufferPointer(start: $0, count: count)) }
    }
    guard channels.count == 3 else {
      throw .damaged(path: decoder.path, detail: "its palette is missing")
    }
    let isEightBit = channels.allSatisfy { $0.allSatisfy { $0 < 256 } }
    return (0..<(3 * count)).map { index in
      let value = channels[index % 3][index / 3]
      return UInt8(isEightBit ? value : value >> 8)
    }
  }

  private static func inks(
    _ decoder: borrowing TIFFDecoder
  ) throws(ImageFileError) -> ColorConverter.Model {
    let inkSet = decoder.handle.short(TIFFTAG_INKSET, orElse: 1)
    guard inkSet == Int(INKSET_CMYK) else {
      throw unsupported(decoder, "separations in other inks than CMYK")
    }
    return .cmyk
  }

  private static func yCbCr(
    _ decoder: borrowing TIFFDecoder
  ) throws(ImageFileError) -> YCbCrConversion {
    let layout = decoder.layout
    let isSubsampled = layout.subsamplingX * layout.subsamplingY != 1
    if isSubsampled && (layout.isPlanar || layout.bitsPerSample != 8 || layout.samplesPerPixel != 3)
    {
      throw unsupported(decoder, "\(layout.words)")
    }
    guard [1, 2, 4].contains(layout.subsamplingX), [1, 2, 4].contains(layout.subsamplingY) else {
      throw .damaged(path: decoder.path, detail: "its \(layout.colorName) is not allowed by TIFF")
    }
    let absent: UnsafePointer<Float>? = nil
    let luma = decoder.handle.values(TIFFTAG_YCBCRCOEFFICIENTS, absent, count: 1)
    let black = decoder.handle.values(TIFFTAG_REFERENCEBLACKWHITE, absent, count: 1)
    guard let luma = luma?[0], let black = black?[0],
      let conversion = YCbCrConversion(
        coefficients: (0..<3).map { Double(luma[$0]) },
        referenceBlackWhite: (0..<6).map { Double(black[$0]) })
    else {
      throw .damaged(path: decoder.path, detail: "its YCbCr coefficients make no sense")
    }
    return conversion
  }

  private static func lab(
    _ decoder: borrowing TIFFDecoder, _ encoding: LabConversion.Encoding
  ) throws(ImageFileError) -> LabConversion {
    let layout = decoder.layout
    let isByte = layout.bitsPerSample == 8
    guard isByte || layout.bitsPerSample == 16 else {
      throw unsupported(decoder, "\(layout.bitsPerSample)-bit \(layout.colorName)")
    }
    return LabConversion(encoding: encoding)
  }
}
