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
  /// A pyramid of tiles in the layout of SVS files, JPEG of quality 1 to 100 or, without one, lossless;
  /// for slides of any size.
  case pyramid(quality: Int?)

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
    case .jpegTIFF(let quality): quality
    case .pyramid(let quality): quality
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
    func size(_ source: PixelSize.Source) -> PixelSize? {
      micronsPerPixel.map { PixelSize(xMicrons: $0, yMicrons: $0, source: source) }
    }
    switch self {
    case .png:
      let image = scene.render(rect, workers: workers)
      try ImageWriter.writePNG(image, to: path, pixelSize: size(.pngPhys))
    case .tiff:
      let image = scene.render(rect, workers: workers)
      try ImageWriter.writeTIFF(image, to: path, pixelSize: size(.tiffTags))
    case .jpegTIFF(let quality):
      try ImageWriter.writeTIFF(
        scene.render(rect, workers: workers), to: path, pixelSize: size(.tiffTags),
        compression: .jpeg(quality: quality), tileSize: 256)
    case .pyramid(let quality):
      var options = PyramidWriter.Options()
      options.compression = quality.map { .jpeg(quality: $0) } ?? .deflate
      options.pixelSize = size(.aperio)
      try PyramidRendering(scene: scene, rect: rect, workers: workers).write(to: path, options)
    }
  }
}
