import Raster

/// One resolution of a slide.
public struct SlideLevel: Sendable, Equatable {
  /// Width in pixels, as the slide is seen.
  public let width: Int
  /// Height in pixels, as the slide is seen.
  public let height: Int
  /// Full-resolution pixels per pixel; 1 for level 0.
  ///
  /// Files state only sizes, which are rounded. Where both can come from dividing the full size by
  /// the same whole number, this is that number; otherwise the mean of the two quotients.
  public let downsample: Double
  /// Width of the tiles it is stored in; of strips, the width of the level.
  public let tileWidth: Int
  /// Height of the tiles it is stored in; of strips, their rows.
  public let tileHeight: Int
  /// Whether it is stored in tiles, so that a region costs no more than its tiles.
  public let isTiled: Bool
  /// Name of the compression, "unknown" where the reader does not tell.
  public let compression: String
  /// How its pixels lie in the file.
  let storage: Storage

  /// Where and how a level is stored.
  struct Storage: Sendable, Equatable {
    /// Place of the TIFF directory; 0 for other files.
    var directoryOffset: UInt64 = 0
    /// How stored pixels are turned.
    var orientation = Orientation.topLeft
  }

  /// The whole level as a rectangle.
  public var bounds: PixelRect { PixelRect(x: 0, y: 0, width: width, height: height) }

  /// Width as stored, before orientation.
  var storedWidth: Int { storage.orientation.swapsAxes ? height : width }
  /// Height as stored, before orientation.
  var storedHeight: Int { storage.orientation.swapsAxes ? width : height }
  /// Tiles in a row of tiles, as stored.
  var tilesAcross: Int { (storedWidth + tileWidth - 1) / tileWidth }
  /// Rows of tiles, as stored.
  var tilesDown: Int { (storedHeight + tileHeight - 1) / tileHeight }

  /// The part of the stored level that a tile covers.
  func tileArea(row: Int, column: Int) -> PixelRect {
    let x = column * tileWidth
    let y = row * tileHeight
    return PixelRect(
      x: x, y: y, width: min(tileWidth, storedWidth - x), height: min(tileHeight, storedHeight - y))
  }

  /// Full-resolution pixels per pixel of a level, from sizes.
  static func downsample(
    width: Int, height: Int, fullWidth: Int, fullHeight: Int
  ) -> Double {
    let across = Double(fullWidth) / Double(width)
    let down = Double(fullHeight) / Double(height)
    let mean = (across + down) / 2
    let whole = Int(mean.rounded())
    func isQuotient(_ part: Int, _ full: Int) -> Bool {
      part >= full / whole && part <= (full + whole - 1) / whole
    }
    return whole >= 1 && isQuotient(width, fullWidth) && isQuotient(height, fullHeight)
      ? Double(whole) : mean
  }
}

/// A picture that a slide file holds beside the slide, such as the label on the glass.
public struct AssociatedImage: Sendable, Equatable {
  /// Name: "label", "macro", "thumbnail", or "page 3" for a page of unknown meaning.
  public let name: String
  /// Width in pixels.
  public let width: Int
  /// Height in pixels.
  public let height: Int
  /// Place of its TIFF directory; 0 for other files.
  let directoryOffset: UInt64
}
