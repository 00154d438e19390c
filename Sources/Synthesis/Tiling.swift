import Raster

/// How a slide is cut into image files.
public struct Tiling: Sendable, Equatable {
  /// How tile files tell where they belong.
  public enum Naming: String, Sendable, CaseIterable {
    /// `Name [x=512,y=0,w=512,h=512]`, as QuPath exports tiles.
    case qupath
    /// `Name_512_0`.
    case plain
  }

  /// Width and height of a tile in pixels; the last column and row may be smaller.
  public var sizePixels: Int
  /// Pixels that neighboring tiles share.
  public var overlapPixels: Int
  /// How the files are named.
  public var naming: Naming

  /// Makes a tiling from its parts.
  public init(sizePixels: Int, overlapPixels: Int = 0, naming: Naming = .qupath) {
    self.sizePixels = sizePixels
    self.overlapPixels = overlapPixels
    self.naming = naming
  }

  /// One tile: the pixels it holds and those it owns.
  ///
  /// Owned parts cover the slide without overlap: shared pixels belong to the first tile in row
  /// order, as in `ki67 quantify`.
  struct Tile: Equatable {
    var rect: PixelRect
    var owned: PixelRect
  }

  func validate() throws(SynthesisError) {
    guard (64...16384).contains(sizePixels) else {
      throw .invalidParameter(
        name: "tile size", value: "\(sizePixels)", expected: "64 to 16384 pixels")
    }
    guard (0...sizePixels / 2).contains(overlapPixels) else {
      throw .invalidParameter(
        name: "overlap", value: "\(overlapPixels)",
        expected: "0 to \(sizePixels / 2) pixels, half of the tile size")
    }
  }

  /// Tiles of a slide, row by row.
  func tiles(width: Int, height: Int) -> [Tile] {
    let columns = spans(length: width)
    return spans(length: height).flatMap { row in
      columns.map { column in
        Tile(
          rect: PixelRect(
            x: column.held.lowerBound, y: row.held.lowerBound, width: column.held.count,
            height: row.held.count),
          owned: PixelRect(
            x: column.owned.lowerBound, y: row.owned.lowerBound, width: column.owned.count,
            height: row.owned.count))
      }
    }
  }

  private func spans(length: Int) -> [(held: Range<Int>, owned: Range<Int>)] {
    let stride = sizePixels - overlapPixels
    let count = max(1, (length - overlapPixels + stride - 1) / stride)
    return (0..<count).map { index in
      let start = index * stride
      let end = min(start + sizePixels, length)
      return (start..<end, (index == 0 ? 0 : start + overlapPixels)..<end)
    }
  }

  /// Name of a tile's file, without extension.
  func fileStem(slide: String, rect: PixelRect) -> String {
    switch naming {
    case .qupath: "\(slide) [x=\(rect.x),y=\(rect.y),w=\(rect.width),h=\(rect.height)]"
    case .plain: "\(slide)_\(rect.x)_\(rect.y)"
    }
  }
}
