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
  /// the same whole number, this is that number (a power of two if one fits); otherwise the mean
  /// of the two quotients.
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
    let mean =
      (Double(fullWidth) / Double(width) + Double(fullHeight) / Double(height)) / 2
    let first = max(1, fullWidth / (width + 1))
    let last = width > 1 ? fullWidth / (width - 1) + 1 : fullWidth
    let candidates = (first...max(first, min(last, first + 10_000))).filter { number in
      isQuotient(width, of: fullWidth, by: number) && isQuotient(height, of: fullHeight, by: number)
    }
    // Small levels can come from several numbers; programs divide by two.
    let powers = candidates.filter { $0.nonzeroBitCount == 1 }
    let nearest = (powers.isEmpty ? candidates : powers).min {
      abs(Double($0) - mean) < abs(Double($1) - mean)
    }
    return nearest.map(Double.init) ?? mean
  }

  /// Whether dividing by a number gives a part, rounded down or up.
  private static func isQuotient(_ part: Int, of full: Int, by number: Int) -> Bool {
    part >= full / number && part <= (full + number - 1) / number
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
