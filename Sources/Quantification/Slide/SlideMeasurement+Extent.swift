import Nuclei
import Raster
import SlideIO

/// What is refused before a slide is measured, because nothing of use could come of it.
extension SlideMeasurement {
  /// Largest size in µm of a pixel of the files. A nucleus of usual size is smaller than that, and
  /// detection makes 16 x 16 working pixels of each.
  static let largestFilePixelMicrons = 8.0
  /// Largest area that tiles span: a square of 64 mm, which is more than a glass slide of double width
  /// has, and 64 million cells of 8 µm that are judged one by one.
  static let largestSquareMillimeters = 4096.0

  /// Refuses pixels in which nuclei cannot be seen.
  ///
  /// - Throws: what the size is made of, and what was expected.
  func checkPixelSize() throws(Failure) {
    guard let size = source.pixelSize, let ofFile = source.filePixelSize,
      max(ofFile.xMicrons, ofFile.yMicrons) > Self.largestFilePixelMicrons
    else { return }
    let path = source.input.tiles.first?.path ?? source.input.slide
    throw Failure(
      reason: """
        \(path): its pixels would measure \(ofFile.words), which is the pixel size \(size.words) \
        (mpp, from \(size.source.rawValue)) times the downsample \(source.downsample); nuclei are \
        not seen in more than 8 µm per pixel of the file. Expected: mpp in µm per full-resolution \
        pixel, and downsample as full-resolution pixels per pixel of the file
        """)
  }

  /// Refuses tiles that lie farther from each other than any glass slide reaches: everything between
  /// them would be looked at.
  ///
  /// - Parameter grid: working pixels of the slide.
  /// - Throws: what is spanned, the tiles, and what to check.
  func checkExtent(_ grid: WorkingGrid) throws(Failure) {
    let side = grid.workingMicronsPerPixel / 1000
    // Of a lone file without a pixel size, the size was only estimated.
    guard Double(grid.width) * side * Double(grid.height) * side > Self.largestSquareMillimeters,
      source.pixelSize != nil || source.input.tiles.count > 1
    else { return }
    guard let (first, last) = farthestTiles, first != last else {
      let path = source.input.tiles.first?.path ?? source.input.slide
      throw Failure(
        reason: "\(path): the image would span \(extent), more than any glass slide; "
          + "check mpp and downsample")
    }
    throw Failure(
      reason: """
        \(source.input.slide): its tiles span \(extent), more than any glass slide, from \
        \(first.image) at x \(first.x), y \(first.y) to \(last.image) at x \(last.x), \
        y \(last.y); check x, y and mpp
        """)
  }

  /// What the slide's tiles span, in full-resolution pixels and, when known, in mm.
  private var extent: String {
    let area = source.searchedArea
    let width = Double(area.width) * source.downsample
    let height = Double(area.height) * source.downsample
    let pixels = "\(Int(width.rounded())) x \(Int(height.rounded())) pixels"
    guard let size = source.pixelSize else { return pixels }
    return "\(pixels) (\(Self.millimeters(width * size.xMicrons)) x "
      + "\(Self.millimeters(height * size.yMicrons)) mm)"
  }

  private static func millimeters(_ microns: Double) -> String {
    let tenths = Int((microns / 100).rounded())
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// Two tiles that lie about as far from each other as any, the upper one first; also those that
  /// cannot be read, because the place of the first decides where nuclei are sought.
  private var farthestTiles: (TileInput, TileInput)? {
    let tiles = source.input.tiles
    func farthest(from tile: TileInput) -> TileInput? {
      func distance(_ other: TileInput) -> Double {
        let (x, y) = (Double(other.x - tile.x), Double(other.y - tile.y))
        return x * x + y * y
      }
      return tiles.max { distance($0) < distance($1) }
    }
    guard let one = tiles.first.flatMap(farthest), let other = farthest(from: one) else {
      return nil
    }
    return (one.y, one.x) <= (other.y, other.x) ? (one, other) : (other, one)
  }
}
