import CTIFF

/// Turns decoded chunks of any sample format, arrangement and color model into RGB.
struct TIFFChunkConversion {
  private let path: String
  private let layout: TIFFLayout
  private let unpacker: SampleUnpacker
  private let converter: ColorConverter
  /// Set when pixels share their color.
  private let blocks: YCbCrBlocks?

  /// Prepares the conversion; a color model or sample format without one is an error.
  ///
  /// - Parameters:
  ///   - decoder: the open file.
  ///   - isConvertedToRGB: whether the codec gives RGB whatever the file holds.
  ///   - backdrop: what pixels that are not opaque are laid over.
  /// - Throws: `ImageFileError.unsupported` with the feature, or `.damaged`.
  init(
    _ decoder: borrowing TIFFDecoder, isConvertedToRGB: Bool, backdrop: Backdrop
  ) throws(ImageFileError) {
    path = decoder.path
    layout = decoder.layout
    try Self.checkSamples(layout, path: path)
    if layout.bitsPerSample == 24 && TIFFIsBigEndian(decoder.handle.tiff) == 0 {
      throw .unsupported(
        path: path, feature: "24-bit samples in a little-endian file, whose byte order is disputed",
        remedy: "convert it to 8-bit or 16-bit samples")
    }
    let model = isConvertedToRGB ? .rgb : try TIFFColorModel.model(decoder)
    converter = ColorConverter(
      model: model, samplesPerPixel: layout.samplesPerPixel, alpha: layout.alpha,
      backdrop: backdrop)
    unpacker = SampleUnpacker(
      bits: layout.bitsPerSample, isFloat: layout.sampleFormat == 3,
      keepsValue: layout.photometric == Int(PHOTOMETRIC_PALETTE))
    if case .yCbCr = model, layout.subsamplingX * layout.subsamplingY > 1 {
      blocks = YCbCrBlocks(
        subsamplingX: layout.subsamplingX, subsamplingY: layout.subsamplingY,
        chunkWidth: layout.chunkWidth)
    } else {
      blocks = nil
    }
  }

  private static func checkSamples(
    _ layout: TIFFLayout, path: String
  ) throws(ImageFileError) {
    let bits = layout.bitsPerSample
    let feature: String? =
      switch layout.sampleFormat {
      case 1, 4: (1...32).contains(bits) || bits == 64 ? nil : "\(bits)-bit samples"
      case 3: [16, 32, 64].contains(bits) ? nil : "\(bits)-bit floating-point samples"
      case 2: "an image of signed samples"
      default: "an image of complex samples"
      }
    if let feature {
      throw .unsupported(path: path, feature: feature, remedy: "convert it to 8-bit RGB")
    }
  }

  /// Bytes of one plane of a chunk that has `rows` rows.
  func planeBytes(rows: Int) -> Int {
    blocks?.byteCount(rows: rows) ?? rowBytes * rows
  }

  private var rowBytes: Int {
    let samples = layout.isPlanar ? 1 : layout.samplesPerPixel
    return (layout.chunkWidth * samples * layout.bitsPerSample + 7) / 8
  }

  /// Converts the first `count` pixels of a row of a chunk.
  ///
  /// - Parameters:
  ///   - planes: the planes of the chunk, one after the other.
  ///   - planeBytes: size of each.
  ///   - row: row in the chunk.
  ///   - count: pixels to convert.
  ///   - line: memory for one row of unpacked samples.
  ///   - target: receives `3 * count` bytes.
  /// - Returns: how many of the pixels are not opaque.
  /// - Throws: `ImageFileError.unsupported` for floating-point samples that are no intensity.
  func convert(
    _ planes: UnsafeRawBufferPointer, planeBytes: Int, row: Int, count: Int,
    line: UnsafeMutablePointer<UInt8>, into target: UnsafeMutablePointer<UInt8>
  ) throws(ImageFileError) -> Int {
    if let blocks {
      blocks.unpack(planes, row: row, count: count, into: line)
      return converter.convert(line, count: count, into: target)
    }
    let start = row * rowBytes
    if unpacker.isIdentity && !layout.isPlanar,
      let base = planes.assumingMemoryBound(to: UInt8.self).baseAddress
    {
      return converter.convert(base + start, count: count, into: target)
    }
    let samples = layout.samplesPerPixel
    for plane in 0..<layout.planes {
      let from = plane * planeBytes + start
      let strange = unpacker.unpack(
        UnsafeRawBufferPointer(rebasing: planes[from..<(from + rowBytes)]),
        count: layout.isPlanar ? count : count * samples, into: line + plane,
        stride: layout.isPlanar ? samples : 1)
      if let strange {
        throw .unsupported(
          path: path, feature: "floating-point samples outside 0 to 1 (such as \(strange))",
          remedy: "scale them to 0 to 1 or convert the image to 8-bit RGB")
      }
    }
    return converter.convert(line, count: count, into: target)
  }
}
