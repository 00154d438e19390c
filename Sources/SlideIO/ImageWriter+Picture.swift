import CDeflate
import CKernels
import Glibc
import Raster

extension ImageWriter {
  /// Fastest level of libdeflate: on tissue, higher ones save at most 3 %.
  private static let pictureLevel: Int32 = 1

  /// Writes a PNG of tissue in a fifth of the time of ``writePNG(_:to:pixelSize:compressionLevel:)``.
  ///
  /// Every row has Paeth's filter, which is the best one or nearly so for photographs. Memory of
  /// twice the image is needed.
  ///
  /// - Parameters:
  ///   - image: at least 1 x 1 pixels; at most 1 GB.
  ///   - path: name of the file; an existing file is replaced.
  ///   - pixelSize: goes into pHYs, as pixels per meter rounded to a whole number.
  /// - Throws: `ImageFileError.diskFull` or `.unwritable`.
  public static func writePicture(
    _ image: RGBImage, to path: String, pixelSize: PixelSize? = nil
  ) throws(ImageFileError) {
    try checkSize(image, path: path)
    guard image.samples.count <= 1 << 30 else {
      throw .unwritable(path: path, reason: "a picture of more than 1 GB cannot be made")
    }
    let file = try AtomicFile(path: path)
    let bytes = picture(image, pixelSize)
    guard fwrite(bytes, 1, bytes.count, file.stream) == bytes.count else {
      let code = errno
      file.discard()
      throw AtomicFile.failure(path, code)
    }
    try file.commit()
  }

  private static func picture(_ image: RGBImage, _ pixelSize: PixelSize?) -> [UInt8] {
    var bytes = PNGChunks.signature
    // 8 bits a sample, color type 2: RGB, no interlace.
    append("IHDR", bigEndian(image.width) + bigEndian(image.height) + [8, 2, 0, 0, 0], to: &bytes)
    let x = pixelsPerMeter(pixelSize?.xMicrons)
    let y = pixelsPerMeter(pixelSize?.yMicrons)
    if x > 0 { append("pHYs", bigEndian(Int(x)) + bigEndian(Int(y)) + [1], to: &bytes) }
    append("IDAT", deflated(filtered(image)), to: &bytes)
    append("IEND", [], to: &bytes)
    return bytes
  }

  private static func filtered(_ image: RGBImage) -> [UInt8] {
    let rowBytes = 3 * image.width
    let count = (rowBytes + 1) * image.height
    return [UInt8](unsafeUninitializedCapacity: count) { rows, filled in
      if let rows = rows.baseAddress {
        ki67_png_filter_paeth(image.samples, rowBytes, 3, image.height, rows)
      }
      filled = count
    }
  }

  private static func deflated(_ bytes: [UInt8]) -> [UInt8] {
    guard let compressor = libdeflate_alloc_compressor(pictureLevel) else {
      fatalError("out of memory")
    }
    defer { libdeflate_free_compressor(compressor) }
    let most = libdeflate_zlib_compress_bound(compressor, bytes.count)
    return [UInt8](unsafeUninitializedCapacity: most) { room, filled in
      filled = libdeflate_zlib_compress(
        compressor, bytes, bytes.count, room.baseAddress, room.count)
      precondition(filled > 0, "a stream fits into its bound")
    }
  }

  private static func append(_ type: String, _ content: [UInt8], to bytes: inout [UInt8]) {
    bytes += bigEndian(content.count)
    let start = bytes.count
    bytes += type.utf8
    bytes += content
    let checksum = bytes[start...].withUnsafeBytes {
      libdeflate_crc32(0, $0.baseAddress, $0.count)
    }
    bytes += bigEndian(Int(checksum))
  }

  private static func bigEndian(_ number: Int) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
  }
}
