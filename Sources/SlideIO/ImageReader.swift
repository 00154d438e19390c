import Raster

/// Reads images of every supported format, recognized by content.
public struct ImageReader: Sendable {
  /// Largest number of bytes that decoding one image may hold at once.
  public var memoryLimitBytes: Int

  /// Makes a reader with a memory bound.
  public init(memoryLimitBytes: Int = 1 << 30) {
    self.memoryLimitBytes = memoryLimitBytes
  }

  /// Describes a file without decoding its pixels.
  public func info(at path: String) throws(ImageFileError) -> ImageInfo {
    throw ImageFileError.notAnImage(path: path, found: "nothing is implemented yet")
  }

  /// Decodes a file into 8-bit RGB, with orientation applied and alpha laid over white.
  public func decode(at path: String) throws(ImageFileError) -> DecodedImage {
    throw ImageFileError.notAnImage(path: path, found: "nothing is implemented yet")
  }
}

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
