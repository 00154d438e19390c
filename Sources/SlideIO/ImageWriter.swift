import Raster

/// Writes images losslessly.
public enum ImageWriter {
  /// Writes a PNG, deterministic for the same input; `pixelSize` goes into pHYs.
  ///
  /// The file appears under its name only when it is complete.
  public static func writePNG(
    _ image: RGBImage, to path: String, pixelSize: PixelSize? = nil, compressionLevel: Int = 6
  ) throws(ImageFileError) {
    throw ImageFileError.notAnImage(path: path, found: "nothing is implemented yet")
  }
}
