import CTIFF

/// How the pixels of one TIFF directory are stored.
struct TIFFLayout {
  /// Width as stored, before orientation.
  var width = 0
  /// Height as stored, before orientation.
  var height = 0
  var bitsPerSample = 1
  var samplesPerPixel = 1
  /// 1 unsigned, 2 signed, 3 floating point, 4 undefined, 5 and 6 complex.
  var sampleFormat = 1
  /// Nil when the tag is missing.
  var photometric: Int?
  /// Whether each sample of a pixel lies in a plane of its own.
  var isPlanar = false
  var compression = TIFFCompression(code: 1)
  var orientation = Orientation.topLeft
  var isTiled = false
  /// Width of a tile, or of the image for strips.
  var chunkWidth = 0
  /// Height of a tile, or the number of rows in a strip.
  var chunkHeight = 0
  /// Rows per strip as the tag states them, which may be more than the image has.
  var statedRowsPerStrip: Int?
  /// Meaning of the samples beyond the colors: 1 associated alpha, 2 unassociated alpha.
  var extraSamples: [UInt16] = []
  /// YCbCr: pixels that share a color value, across and down.
  var subsamplingX = 1
  var subsamplingY = 1

  /// Chunks in a row of chunks.
  var chunksAcross: Int { (width + chunkWidth - 1) / chunkWidth }
  /// Rows of chunks.
  var chunksDown: Int { (height + chunkHeight - 1) / chunkHeight }
  /// Planes that are stored apart.
  var planes: Int { isPlanar ? samplesPerPixel : 1 }
  /// Samples that make up the color of a pixel.
  var colorSamples: Int {
    switch Int32(photometric ?? -1) {
    case PHOTOMETRIC_RGB, PHOTOMETRIC_YCBCR, PHOTOMETRIC_CIELAB, PHOTOMETRIC_ICCLAB,
      PHOTOMETRIC_ITULAB:
      3
    case PHOTOMETRIC_SEPARATED: 4
    default: 1
    }
  }
  /// Index of the alpha sample in a pixel, with whether the colors were multiplied by it.
  var alpha: (index: Int, isAssociated: Bool)? {
    for (offset, kind) in extraSamples.enumerated() where kind == 1 || kind == 2 {
      let index = samplesPerPixel - extraSamples.count + offset
      return index >= colorSamples && index < samplesPerPixel ? (index, kind == 1) : nil
    }
    return nil
  }

  /// Whether decoded bytes are the upper ones of 16-bit samples.
  var showsUpperBits: Bool {
    bitsPerSample == 16 && sampleFormat != 3
      && [Int(PHOTOMETRIC_MINISBLACK), Int(PHOTOMETRIC_RGB)].contains(photometric ?? -1)
  }

  /// Reads the layout of the current directory.
  ///
  /// - Throws: `ImageFileError.damaged` when sizes are missing or zero.
  init(_ handle: borrowing TIFFHandle, path: String) throws(ImageFileError) {
    width = handle.long(TIFFTAG_IMAGEWIDTH) ?? 0
    height = handle.long(TIFFTAG_IMAGELENGTH) ?? 0
    bitsPerSample = handle.short(TIFFTAG_BITSPERSAMPLE, orElse: 1)
    samplesPerPixel = handle.short(TIFFTAG_SAMPLESPERPIXEL, orElse: 1)
    sampleFormat = handle.short(TIFFTAG_SAMPLEFORMAT, orElse: 1)
    photometric = handle.shortIfPresent(TIFFTAG_PHOTOMETRIC)
    isPlanar =
      samplesPerPixel > 1
      && handle.short(TIFFTAG_PLANARCONFIG, orElse: 1) == Int(PLANARCONFIG_SEPARATE)
    compression = TIFFCompression(code: handle.short(TIFFTAG_COMPRESSION, orElse: 1))
    orientation =
      Orientation(rawValue: handle.short(TIFFTAG_ORIENTATION, orElse: 1)) ?? .topLeft
    isTiled = TIFFIsTiled(handle.tiff) != 0
    extraSamples = handle.shorts(TIFFTAG_EXTRASAMPLES)
    if isTiled {
      chunkWidth = handle.long(TIFFTAG_TILEWIDTH) ?? 0
      chunkHeight = handle.long(TIFFTAG_TILELENGTH) ?? 0
    } else {
      statedRowsPerStrip = handle.long(TIFFTAG_ROWSPERSTRIP)
      chunkWidth = width
      chunkHeight = min(statedRowsPerStrip ?? height, height)
    }
    if photometric == Int(PHOTOMETRIC_YCBCR),
      let pair = handle.values(TIFFTAG_YCBCRSUBSAMPLING, UInt16(2), count: 2)
    {
      subsamplingX = Int(pair[0])
      subsamplingY = Int(pair[1])
    }
    guard min(width, height, chunkWidth, chunkHeight) > 0, samplesPerPixel > 0 else {
      throw .damaged(path: path, detail: "the image, its tiles or its strips have no size")
    }
    guard width <= Int32.max, height <= Int32.max, extraSamples.count < samplesPerPixel else {
      throw .damaged(
        path: path,
        detail: "the image claims \(width) x \(height) pixels of"
          + " \(samplesPerPixel) samples, \(extraSamples.count) of them extra")
    }
  }

  /// The layout in words, for example "8-bit RGB, tiles 256 x 256, JPEG".
  var words: String {
    let number =
      switch sampleFormat {
      case 2: "signed "
      case 3: "float "
      case 5, 6: "complex "
      default: ""
      }
    let extra = alpha != nil ? " with alpha" : extraSamples.isEmpty ? "" : " with extra samples"
    let chunks =
      isTiled ? "tiles \(chunkWidth) x \(chunkHeight)" : "strips of \(chunkHeight) rows"
    let planes = isPlanar ? ", separate planes" : ""
    let turned = orientation == .topLeft ? "" : ", orientation \(orientation.rawValue)"
    return "\(bitsPerSample)-bit \(number)\(colorName)\(extra), \(chunks)\(planes),"
      + " \(compression.name)\(turned)"
  }

  /// Name of the color model, with the subsampling of YCbCr.
  var colorName: String {
    guard let photometric else { return "samples of no stated color" }
    let isSubsampled = subsamplingX != 1 || subsamplingY != 1
    return switch Int32(photometric) {
    case PHOTOMETRIC_MINISWHITE: "gray (0 is white)"
    case PHOTOMETRIC_MINISBLACK: "gray"
    case PHOTOMETRIC_RGB: "RGB"
    case PHOTOMETRIC_PALETTE: "palette"
    case PHOTOMETRIC_MASK: "mask"
    case PHOTOMETRIC_SEPARATED: "CMYK"
    case PHOTOMETRIC_YCBCR:
      isSubsampled ? "YCbCr subsampled \(subsamplingX) x \(subsamplingY)" : "YCbCr"
    case PHOTOMETRIC_CIELAB: "CIE Lab"
    case PHOTOMETRIC_ICCLAB: "ICC Lab"
    case PHOTOMETRIC_ITULAB: "ITU Lab"
    case 32803: "color filter array"
    case PHOTOMETRIC_LOGL: "LogL"
    case PHOTOMETRIC_LOGLUV: "LogLuv"
    case 34892: "linear raw"
    default: "photometric interpretation \(photometric)"
    }
  }
}
