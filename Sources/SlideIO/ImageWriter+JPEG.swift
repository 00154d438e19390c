import CTIFF
import Glibc
import Raster

extension ImageWriter {
  /// Largest width and height that JPEG can hold.
  public static let largestJPEGSide = 65_500

  /// Bytes of a JPEG, for pictures that people look at; what is measured is stored losslessly.
  ///
  /// Colors keep full resolution, so that thin colored lines stay sharp. libtiff's JPEG codec does
  /// the work: a strip with its tables inside is a JPEG file of its own.
  ///
  /// - Parameters:
  ///   - image: 1 x 1 to 65500 x 65500 pixels.
  ///   - quality: 1 (smallest) to 100 (best).
  /// - Returns: the JPEG, Y'CbCr, baseline.
  /// - Throws: `ImageFileError.diskFull` or `.unwritable`, named "JPEG".
  public static func jpeg(_ image: RGBImage, quality: Int) throws(ImageFileError) -> [UInt8] {
    try checkSize(image, path: jpegName)
    guard max(image.width, image.height) <= largestJPEGSide else {
      throw .unwritable(
        path: jpegName, reason: "\(image.width) x \(image.height) pixels are too many for JPEG")
    }
    guard let scratch = tmpfile() else { throw AtomicFile.failure(jpegName, errno) }
    defer { fclose(scratch) }
    let output = TIFFOutput(descriptor: fileno(scratch))
    let messages = TIFFMessages()
    let data = JPEGStrip(image: image, quality: quality).write(to: output, messages)
    guard let data, messages.takeFailure() == nil, output.failureCode == 0 else {
      throw output.failureCode != 0
        ? AtomicFile.failure(jpegName, output.failureCode)
        : .unwritable(path: jpegName, reason: "libtiff failed")
    }
    return data
  }

  private static var jpegName: String { "JPEG" }
}

/// An image as the only strip of a TIFF that is thrown away.
private struct JPEGStrip {
  let image: RGBImage
  let quality: Int

  /// The strip's bytes; nil when libtiff failed.
  func write(to output: TIFFOutput, _ messages: TIFFMessages) -> [UInt8]? {
    guard let options = TIFFOpenOptionsAlloc() else { return nil }
    defer { TIFFOpenOptionsFree(options) }
    messages.install(in: options)
    guard let tiff = output.open("scratch", isBig: true, options) else { return nil }
    defer { withExtendedLifetime((output, messages)) { TIFFClose(tiff) } }
    setTags(tiff)
    var rows = image.samples
    let count = tmsize_t(rows.count)
    guard TIFFWriteEncodedStrip(tiff, 0, &rows, count) == count, TIFFFlushData(tiff) == 1 else {
      return nil
    }
    return output.bytes(
      from: Int(TIFFGetStrileOffset(tiff, 0)), count: Int(TIFFGetStrileByteCount(tiff, 0)))
  }

  private func setTags(_ tiff: OpaquePointer) {
    set(tiff, TIFFTAG_IMAGEWIDTH, Int32(image.width))
    set(tiff, TIFFTAG_IMAGELENGTH, Int32(image.height))
    set(tiff, TIFFTAG_BITSPERSAMPLE, 8)
    set(tiff, TIFFTAG_SAMPLESPERPIXEL, 3)
    set(tiff, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG)
    set(tiff, TIFFTAG_ROWSPERSTRIP, Int32(image.height))
    set(tiff, TIFFTAG_COMPRESSION, COMPRESSION_JPEG)
    set(tiff, TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_YCBCR)
    withVaList([Int32(1), Int32(1)]) {
      _ = TIFFVSetField(tiff, UInt32(TIFFTAG_YCBCRSUBSAMPLING), $0)
    }
    set(tiff, TIFFTAG_JPEGQUALITY, Int32(max(1, min(100, quality))))
    set(tiff, TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB)
    // No tables apart from the strip: it must stand alone.
    set(tiff, TIFFTAG_JPEGTABLESMODE, 0)
  }

  private func set(_ tiff: OpaquePointer, _ tag: Int32, _ value: Int32) {
    withVaList([value]) { _ = TIFFVSetField(tiff, UInt32(tag), $0) }
  }
}
