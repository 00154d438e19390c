import CTIFF

/// How the pixels of a TIFF directory will be decoded, decided and checked before memory is taken.
struct TIFFDecodingPlan {
  /// Nil when chunks come as 8-bit RGB already.
  let conversion: TIFFChunkConversion?
  /// Size of a decoded chunk of one plane in bytes.
  let chunkBytes: Int

  /// Chooses the way to decode a whole image; everything that is not supported is an error that
  /// names it.
  init(
    _ decoder: borrowing TIFFDecoder, memoryLimitBytes: Int, backdrop: Backdrop = .white
  ) throws(ImageFileError) {
    try self.init(decoder, backdrop)
    try checkClaim(decoder)
    try checkContent(decoder)
    try checkMemory(decoder, limit: memoryLimitBytes)
  }

  /// Chooses the way to decode single chunks, of an image that may be larger than memory.
  init(chunksOf decoder: borrowing TIFFDecoder, memoryLimitBytes: Int) throws(ImageFileError) {
    try self.init(decoder, .white)
    try checkClaim(decoder)
    let layout = decoder.layout
    let needed =
      Double(chunkBytes) * Double(layout.planes + 1)
      + 3 * Double(layout.chunkWidth) * Double(layout.chunkHeight)
    guard needed <= Double(memoryLimitBytes) else {
      throw .tooLarge(
        path: decoder.path, width: layout.chunkWidth, height: layout.chunkHeight,
        neededBytes: Int(min(needed, 9e18)), limitBytes: memoryLimitBytes)
    }
  }

  private init(
    _ decoder: borrowing TIFFDecoder, _ backdrop: Backdrop
  ) throws(ImageFileError) {
    let layout = decoder.layout
    try Self.checkCompression(layout, path: decoder.path)
    try Self.checkPredictor(decoder)
    let givesRGB = Self.askForRGB(decoder)
    if givesRGB && layout.samplesPerPixel == 3 {
      conversion = nil
    } else {
      conversion = try TIFFChunkConversion(
        decoder, isConvertedToRGB: givesRGB, backdrop: backdrop)
    }
    let chunk = Self.chunkSize(decoder)
    guard chunk > 0, chunk < UInt64(Int.max) / 8 else {
      let said = decoder.handle.messages.takeFailure() ?? "no size"
      throw .damaged(path: decoder.path, detail: "libtiff says \"\(said)\" about the chunk size")
    }
    chunkBytes = Int(chunk)
  }

  /// Size of a decoded chunk of one plane in bytes, zero when libtiff refuses what the file says.
  private static func chunkSize(_ decoder: borrowing TIFFDecoder) -> UInt64 {
    decoder.layout.isTiled
      ? TIFFTileSize64(decoder.handle.tiff) : TIFFStripSize64(decoder.handle.tiff)
  }

  private static func checkCompression(
    _ layout: TIFFLayout, path: String
  ) throws(ImageFileError) {
    guard layout.compression.isSupported else {
      throw .unsupported(
        path: path, feature: "\(layout.compression.name) compression in TIFF",
        remedy: layout.compression.isJPEG2000
          ? "convert it without loss, for example to TIFF with LZW compression"
          : "save it with LZW or Deflate compression")
    }
    if layout.compression.isJPEG && layout.bitsPerSample != 8 {
      throw .unsupported(
        path: path, feature: "JPEG with \(layout.bitsPerSample)-bit samples",
        remedy: "convert it to 8 bits")
    }
  }

  /// A predictor belongs to dictionary codecs; libtiff ignores it elsewhere, other readers do not.
  private static func checkPredictor(_ decoder: borrowing TIFFDecoder) throws(ImageFileError) {
    guard decoder.hasIgnoredPredictor else { return }
    throw .unsupported(
      path: decoder.path, feature: "a predictor with \(decoder.layout.compression.name) data",
      remedy: "save it with LZW or Deflate compression")
  }

  /// Whether chunks are interleaved 8-bit RGB; of JPEG the codec is asked to make it.
  private static func askForRGB(_ decoder: borrowing TIFFDecoder) -> Bool {
    let layout = decoder.layout
    guard !layout.isPlanar, layout.bitsPerSample == 8, layout.sampleFormat == 1 else {
      return false
    }
    if layout.compression.isJPEG && layout.photometric == Int(PHOTOMETRIC_YCBCR)
      && layout.samplesPerPixel == 3
    {
      decoder.handle.set(TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB)
      return true
    }
    return layout.photometric == Int(PHOTOMETRIC_RGB) && layout.samplesPerPixel == 3
  }

  private static func implausible(_ decoder: borrowing TIFFDecoder) -> ImageFileError {
    .implausibleSize(
      path: decoder.path, width: decoder.layout.width, height: decoder.layout.height,
      byteCount: decoder.byteCount)
  }

  /// Refuses more chunks than the file can list.
  private func checkClaim(_ decoder: borrowing TIFFDecoder) throws(ImageFileError) {
    let layout = decoder.layout
    let chunks = Double(layout.chunksAcross) * Double(layout.chunksDown) * Double(layout.planes)
    // Each chunk has an entry of at least two bytes in the table of their places.
    guard 2 * chunks <= Double(decoder.byteCount) else { throw Self.implausible(decoder) }
    let number =
      layout.isTiled
      ? TIFFNumberOfTiles(decoder.handle.tiff) : TIFFNumberOfStrips(decoder.handle.tiff)
    guard Double(number) == chunks else { throw Self.implausible(decoder) }
  }

  /// Refuses a size that the bytes of all chunks together cannot hold.
  private func checkContent(_ decoder: borrowing TIFFDecoder) throws(ImageFileError) {
    let layout = decoder.layout
    guard let ratio = layout.compression.largestRatio else { return }
    let number = UInt32(layout.chunksAcross * layout.chunksDown * layout.planes)
    var stored = 0.0
    for index in 0..<number {
      stored += min(
        Double(TIFFGetStrileByteCount(decoder.handle.tiff, index)), Double(decoder.byteCount))
    }
    let lastRows = layout.height - (layout.chunksDown - 1) * layout.chunkHeight
    let lastShare = layout.isTiled ? 1 : Double(lastRows) / Double(layout.chunkHeight)
    let perPlane = (Double(layout.chunksDown - 1) + lastShare) * Double(layout.chunksAcross)
    // One row of slack, because shares of rows are rounded up to bytes.
    let claimed = Double(chunkBytes) * (perPlane * Double(layout.planes) - 1e-6)
    let slack =
      Double(chunkBytes) / Double(layout.chunkHeight) * Double(layout.planes * layout.subsamplingY)
    guard claimed - slack <= ratio * stored else { throw Self.implausible(decoder) }
  }

  private func checkMemory(
    _ decoder: borrowing TIFFDecoder, limit: Int
  ) throws(ImageFileError) {
    let layout = decoder.layout
    let needed =
      Self.imageBytes(layout)
      + Self.workBytes(decoder, chunkBytes: Double(chunkBytes), isConverted: conversion != nil)
    guard needed <= Double(limit) else {
      throw .tooLarge(
        path: decoder.path, width: layout.width, height: layout.height,
        neededBytes: Int(min(needed, 9e18)), limitBytes: limit)
    }
  }
}

/// What decoding takes, in floating point because a header may claim any size.
extension TIFFDecodingPlan {
  /// Bytes that decoding a whole image needs beside it.
  static func workBytes(_ decoder: borrowing TIFFDecoder) -> Int {
    // Of JPEG the size of a chunk depends on what the codec is asked for.
    let isConverted = !askForRGB(decoder)
    let bytes = workBytes(
      decoder, chunkBytes: Double(chunkSize(decoder)), isConverted: isConverted)
    // What is wrong with a chunk is told when pixels are asked for.
    _ = decoder.handle.messages.takeFailure()
    return Int(min(bytes, 9e18))
  }

  private static func workBytes(
    _ decoder: borrowing TIFFDecoder, chunkBytes: Double, isConverted: Bool
  ) -> Double {
    let layout = decoder.layout
    // Pixels are turned from one image into another.
    let stored = layout.orientation == .topLeft ? 0 : imageBytes(layout)
    let isAside = isConverted || layout.isTiled
    let samples = isAside ? chunkBytes * Double(layout.planes) : 0
    let line = 8 * Double(layout.width) * Double(layout.samplesPerPixel)
    return stored + samples + min(Double(decoder.byteCount), chunkBytes) + line
  }

  private static func imageBytes(_ layout: TIFFLayout) -> Double {
    3 * Double(layout.width) * Double(layout.height)
  }
}
