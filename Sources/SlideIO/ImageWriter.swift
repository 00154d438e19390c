import CPNG
import Glibc
import Raster

/// Writes images losslessly; the same input gives the same bytes.
///
/// A file appears under its name only when it is complete. A full disk is
/// `ImageFileError.diskFull`, any other failure `ImageFileError.unwritable`.
public enum ImageWriter {
  /// Writes a PNG.
  ///
  /// - Parameters:
  ///   - image: at least 1 x 1 pixels.
  ///   - path: name of the file; an existing file is replaced.
  ///   - pixelSize: goes into pHYs, as pixels per meter rounded to a whole number.
  ///   - compressionLevel: zlib's 0 (none) to 9 (smallest).
  /// - Throws: `ImageFileError.diskFull` or `.unwritable`.
  public static func writePNG(
    _ image: RGBImage, to path: String, pixelSize: PixelSize? = nil, compressionLevel: Int = 6
  ) throws(ImageFileError) {
    try checkSize(image, path: path)
    let file = try AtomicFile(path: path)
    var report = ki67_png_report()
    errno = 0
    let isWritten = image.samples.withUnsafeBufferPointer { samples in
      var source = ki67_png_image(
        rgb: samples.baseAddress, width: UInt32(image.width), height: UInt32(image.height),
        phys_x: pixelsPerMeter(pixelSize?.xMicrons), phys_y: pixelsPerMeter(pixelSize?.yMicrons),
        compression_level: Int32(max(0, min(9, compressionLevel))))
      return ki67_png_write(file.stream, &source, &report) == 1
    }
    let code = errno
    guard isWritten else {
      file.discard()
      throw code == 0
        ? .unwritable(path: path, reason: PNGReport(report).error) : AtomicFile.failure(path, code)
    }
    try file.commit()
  }

  /// Refuses what neither format can hold.
  static func checkSize(_ image: RGBImage, path: String) throws(ImageFileError) {
    guard image.width >= 1, image.height >= 1, max(image.width, image.height) <= Int(Int32.max)
    else {
      let size = "\(image.width) x \(image.height)"
      throw .unwritable(path: path, reason: "an image of \(size) pixels cannot be stored")
    }
  }

  /// pHYs value of a pixel size, 0 when there is none that fits.
  static func pixelsPerMeter(_ microns: Double?) -> UInt32 {
    guard let microns, microns > 0 else { return 0 }
    let value = (1e6 / microns).rounded()
    return value >= 1 && value <= Double(Int32.max) ? UInt32(value) : 0
  }
}
