import SlideIO

/// What the file of a tile says about itself.
struct TileDescription: Sendable {
  /// Path that opens it.
  var path: String
  /// Width in pixels, as it is seen.
  var width: Int
  /// Height in pixels, as it is seen.
  var height: Int
  /// Bytes that decoding it whole in the fastest way needs beside its pixels.
  var workBytes = 0
  /// Those of them that no slower way does without.
  var leastWorkBytes = 0
  /// Pixel size that was believed.
  var pixelSize: PixelSize?
  /// Why a stated pixel size was not believed or is doubted.
  var pixelSizeNote: String?

  /// Describes an image that is decoded whole.
  init(_ info: ImageInfo) {
    path = info.path
    width = info.width
    height = info.height
    workBytes = info.workBytes
    leastWorkBytes = info.leastWorkBytes
    pixelSize = info.pixelSize
    pixelSizeNote = info.pixelSizeNote
  }

  /// Describes a slide that is read by regions.
  init(_ slide: SlideDescription) {
    path = slide.path
    width = slide.width
    height = slide.height
    pixelSize = slide.pixelSize
    pixelSizeNote = slide.pixelSizeNote
  }
}
