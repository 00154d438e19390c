import CTIFF

/// A compression scheme of TIFF by its number.
struct TIFFCompression: Equatable {
  /// Value of the Compression tag.
  let code: Int

  /// Name for people.
  var name: String { Self.names[code] ?? "compression scheme \(code)" }

  /// Whether this program decodes it: known to give whole 8-bit samples, and built into libtiff.
  var isSupported: Bool {
    Self.supported.contains(code) && TIFFIsCODECConfigured(UInt16(code)) == 1
  }

  /// JPEG as Technical Note 2 defines it, with tables in a tag of their own.
  var isJPEG: Bool { code == COMPRESSION_JPEG }
  /// Deflate by either of its two numbers.
  var isDeflate: Bool { code == COMPRESSION_ADOBE_DEFLATE || code == COMPRESSION_DEFLATE }
  /// JPEG as TIFF 6.0 defined it.
  var isOldJPEG: Bool { code == COMPRESSION_OJPEG }
  /// Whether pixels come back changed by compression.
  var isJPEG2000: Bool { [33003, 33004, 33005, 34712].contains(code) }

  /// Largest factor by which data can shrink, nil when there is none that is safe to assume.
  var largestRatio: Double? {
    switch Int32(code) {
    case COMPRESSION_NONE: 1
    case COMPRESSION_PACKBITS: CompressionRatio.packBits
    case COMPRESSION_LZW: CompressionRatio.lzw
    case COMPRESSION_ADOBE_DEFLATE, COMPRESSION_DEFLATE: CompressionRatio.deflate
    default: nil
    }
  }

  private static let supported: Set<Int> = [
    1, 2, 3, 4, 5, 6, 7, 8, 32766, 32771, 32773, 32809, 32946, 34887, 34925, 50000, 50001,
  ]

  private static let names: [Int: String] = [
    1: "uncompressed", 2: "CCITT RLE", 3: "CCITT Group 3", 4: "CCITT Group 4", 5: "LZW",
    6: "old-style JPEG", 7: "JPEG", 8: "Deflate", 9: "JBIG T.85", 10: "JBIG T.43",
    22610: "JPEG XR", 32766: "NeXT RLE", 32771: "CCITT RLE/W", 32773: "PackBits",
    32809: "ThunderScan", 32909: "PixarLog", 32946: "Deflate", 33003: "JPEG 2000 (Aperio YCbCr)",
    33004: "JPEG 2000", 33005: "JPEG 2000 (Aperio RGB)", 34661: "JBIG", 34676: "SGI LogLuv",
    34677: "SGI LogLuv 24", 34712: "JPEG 2000", 34887: "LERC", 34892: "lossy JPEG (DNG)",
    34925: "LZMA", 34933: "PNG", 34934: "JPEG XR", 50000: "Zstandard", 50001: "WebP",
    50002: "JPEG XL",
  ]
}
