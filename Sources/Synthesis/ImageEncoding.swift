import Raster
import SlideIO

/// How the images of a slide are stored.
public enum ImageEncoding: Sendable, Equatable {
  /// PNG, lossless.
  case png
  /// TIFF with Deflate, lossless.
  case tiff
  /// TIFF with JPEG, quality 1 to 100: the artifacts of a scanner's own files.
  case jpegTIFF(quality: Int)

  /// Extension of the files.
  var fileExtension: String { self == .png ? "png" : "tif" }

  func validate() throws(SynthesisError) {
    guard case .jpegTIFF(let quality) = self, !(1...100).contains(quality) else { return }
    throw .invalidParameter(name: "JPEG quality", value: "\(quality)", expected: "1 to 100")
  }

  /// Writes an image; `micronsPerPixel` is nil where the file must not state it.
  func write(_ image: RGBImage, to path: String, micronsPerPixel: Double?)
    throws(ImageFileError)
  {
    let source = self == .png ? PixelSize.Source.pngPhys : .tiffTags
    let size = micronsPerPixel.map { PixelSize(xMicrons: $0, yMicrons: $0, source: source) }
    switch self {
    case .png: try ImageWriter.writePNG(image, to: path, pixelSize: size)
    case .tiff: try ImageWriter.writeTIFF(image, to: path, pixelSize: size)
    case .jpegTIFF(let quality):
      try ImageWriter.writeTIFF(
        image, to: path, pixelSize: size, compression: .jpeg(quality: quality), tileSize: 256)
    }
  }
}
