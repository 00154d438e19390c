/// Decodes the tiles of a slide's levels; one for each way that slides are read.
protocol TileDecoder: AnyObject {
  /// Decodes one tile as RGB.
  ///
  /// - Parameters:
  ///   - level: index of the level.
  ///   - row: row of tiles as stored.
  ///   - column: column of tiles as stored.
  ///   - target: `3 * tileWidth * tileHeight` bytes, rows `3 * tileWidth` apart; what lies outside
  ///     of the level is undefined.
  /// - Returns: what is worth a remark among its pixels.
  /// - Throws: `ImageFileError.damagedTile` when only this tile cannot be read.
  func decodeTile(
    level: Int, row: Int, column: Int, into target: UnsafeMutableRawBufferPointer
  ) throws(ImageFileError) -> PixelTraits

  /// Decodes a picture beside the slide.
  func associatedImage(_ image: AssociatedImage) throws(ImageFileError) -> DecodedPixels
}

/// Pixels of a picture that was decoded whole.
struct DecodedPixels {
  var width: Int
  var height: Int
  /// Interleaved RGB.
  var samples: [UInt8]
}
