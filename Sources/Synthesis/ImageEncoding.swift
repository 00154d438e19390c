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
  /// A pyramid of JPEG tiles in the layout of SVS files, quality 1 to 100; for slides of any size.
  case pyramid(quality: Int)

  /// Extension of the files.
  var fileExtension: String {
    switch self {
    case .png: "png"
    case .tiff, .jpegTIFF: "tif"
    case .pyramid: "svs"
    }
  }

  /// Quality of JPEG, nil where there is none.
  private var quality: Int? {
    switch self {
    case .png, .tiff: nil
    case .jpegTIFF(let quality), .pyramid(let quality): quality
    }
  }

  func validate() throws(SynthesisError) {
    guard let quality, !(1...100).contains(quality) else { return }
    throw .invalidParameter(name: "JPEG quality", value: "\(quality)", expected: "1 to 100")
  }

  /// Renders and writes an image; `micronsPerPixel` is nil where the file must not state it.
  func write(
    _ rect: PixelRect, of scene: SyntheticScene, workers: Int, to path: String,
    micronsPerPixel: Double?
  ) throws(ImageFileError) {
    guard case .pyramid(let quality) = self else {
      let image = scene.render(rect, workers: workers)
      return try write(image, to: path, micronsPerPixel: micronsPerPixel)
    }
    try PyramidRendering(scene: scene, rect: rect, workers: workers)
      .write(to: path, quality: quality, micronsPerPixel: micronsPerPixel)
  }

  private func write(
    _ image: RGBImage, to path: String, micronsPerPixel: Double?
  ) throws(ImageFileError) {
    let source = self == .png ? PixelSize.Source.pngPhys : .tiffTags
    let size = micronsPerPixel.map { PixelSize(xMicrons: $0, yMicrons: $0, source: source) }
    switch self {
    case .png: try ImageWriter.writePNG(image, to: path, pixelSize: size)
    case .tiff: try ImageWriter.writeTIFF(image, to: path, pixelSize: size)
    case .jpegTIFF(let quality), .pyramid(let quality):
      try ImageWriter.writeTIFF(
        image, to: path, pixelSize: size, compression: .jpeg(quality: quality), tileSize: 256)
    }
  }
}
