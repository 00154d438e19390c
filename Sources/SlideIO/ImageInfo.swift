/// What a file says about itself, before its pixels are decoded.
public struct ImageInfo: Sendable, Equatable {
  /// Path as given.
  public var path: String
  /// Kind of file, recognized by content.
  public var format: ImageFormat
  /// Width in pixels after orientation is applied.
  public var width: Int
  /// Height in pixels after orientation is applied.
  public var height: Int
  /// Pixel size that was believed, nil when the file states none or an implausible one.
  public var pixelSize: PixelSize?
  /// Why a stated pixel size was not believed or is doubted, nil when there is nothing to say.
  public var pixelSizeNote: String?
  /// Encoding in words, for example "8-bit RGB, tiles 256 x 256, JPEG".
  public var encoding: String
  /// Number of pages or directories.
  public var pageCount: Int
  /// Size of the file in bytes.
  public var byteCount: Int
  /// Bytes that decoding the file in the fastest way needs beside the pixels, about.
  package var workBytes = 0
  /// Those of them that no slower way does without.
  package var leastWorkBytes = 0

  /// Makes a description from its parts.
  public init(
    path: String, format: ImageFormat, width: Int, height: Int, pixelSize: PixelSize?,
    pixelSizeNote: String?, encoding: String, pageCount: Int, byteCount: Int
  ) {
    self.path = path
    self.format = format
    self.width = width
    self.height = height
    self.pixelSize = pixelSize
    self.pixelSizeNote = pixelSizeNote
    self.encoding = encoding
    self.pageCount = pageCount
    self.byteCount = byteCount
  }
}

/// Kinds of image files that can be recognized.
public enum ImageFormat: String, Sendable, Codable, CaseIterable {
  case png = "PNG"
  case tiff = "TIFF"
}
