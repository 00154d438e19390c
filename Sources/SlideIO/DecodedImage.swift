import Raster

/// A decoded image with its description and what its decoder complained about.
public struct DecodedImage: Sendable {
  /// What the file says about itself.
  public var info: ImageInfo
  /// The pixels.
  public var image: RGBImage
  /// Decoder warnings, in order, each once.
  public var warnings: [String]

  /// Makes a decoded image from its parts.
  public init(info: ImageInfo, image: RGBImage, warnings: [String]) {
    self.info = info
    self.image = image
    self.warnings = warnings
  }
}
