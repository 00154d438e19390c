import Quantification
import Raster
import Reporting
import SlideIO
import Store

extension ReviewSession {
  /// Side of a tile in pixels.
  static let tileSide = 512
  /// JPEG quality of what people look at.
  private static let quality = 92
  /// Coarsest level.
  private static let deepestLevel = 20

  /// A tile of a slide as JPEG.
  ///
  /// - Parameters:
  ///   - slide: the slide.
  ///   - level: pixels are averaged over blocks of 2^level.
  ///   - column: from the left, in tiles of 512 pixels.
  ///   - row: from the top.
  /// - Returns: the JPEG.
  /// - Throws: `ReviewProblem` when there is no such tile or the files are gone.
  func tile(slide: String, level: Int, column: Int, row: Int) throws -> [UInt8] {
    _ = try slideResult(slide)
    guard let source = pixels(of: slide) else {
      throw ReviewProblem.noPicture("The image files of \(slide) are not there any more.")
    }
    guard (0...Self.deepestLevel).contains(level), column >= 0, row >= 0, column < 1 << 20,
      row < 1 << 20
    else { throw ReviewProblem.unknown("There is no such tile.") }
    let side = Self.tileSide << level
    let (left, top) = (column * side, row * side)
    guard left < source.width, top < source.height else {
      throw ReviewProblem.unknown("There is no such tile.")
    }
    let rect = PixelRect(
      x: left, y: top, width: min(side, source.width - left),
      height: min(side, source.height - top))
    return try ImageWriter.jpeg(
      try source.image(of: rect, downsample: 1 << level), quality: Self.quality)
  }

  /// The picture of a hotspot that the run wrote, for slides whose image files are gone.
  func picture(slide: String, field: String) throws -> [UInt8] {
    let result = try slideResult(slide)
    guard case .hotspot(let rank) = try self.field(field, of: result),
      let image = run.picture(ofHotspot: rank, on: slide)
    else {
      throw ReviewProblem.noPicture("There is no picture of this field.")
    }
    return try ImageWriter.jpeg(image, quality: Self.quality)
  }
}
