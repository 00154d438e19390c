import Nuclei
import Raster

/// Receives what a run finishes, while it goes on.
///
/// Calls come from several workers at once, for different slides; an implementation must be safe
/// under that and must not depend on their order.
public protocol RunObserver: Sendable {
  /// A slide has been measured.
  ///
  /// - Parameters:
  ///   - slide: its result, measured.
  ///   - nuclei: all its nuclei, by tile, then y, then x; the index of their tile beside each.
  ///   - pixels: its pixels, readable until this call returns.
  /// - Throws: what kept the observer from storing the slide; the slide then counts as failed.
  func slideFinished(
    _ slide: SlideResult, nuclei: SlideNuclei, pixels: any SlidePixelReading) throws

  /// Work has advanced.
  func progressed(_ progress: RunProgress)
}

/// A nucleus and the tile that owns it.
public struct TiledNucleus: Sendable, Equatable {
  /// The nucleus.
  public var nucleus: Nucleus
  /// Index of its tile in `SlideResult.tiles`.
  public var tile: Int

  /// Makes a pair.
  public init(nucleus: Nucleus, tile: Int) {
    self.nucleus = nucleus
    self.tile = tile
  }
}

/// Gives what pictures of a slide are made from.
public protocol SlidePixelReading: Sendable {
  /// What the parts of the slide are, nil when that is not known.
  var tissue: SlideTissue? { get }
  /// Full-resolution width.
  var width: Int { get }
  /// Full-resolution height.
  var height: Int { get }
  /// Pixels of a part of the slide, averaged over blocks of `downsample` x `downsample`.
  ///
  /// - Parameters:
  ///   - rect: full-resolution pixels, inside the slide.
  ///   - downsample: block size, at least 1; the result measures `ceil(size / downsample)`.
  /// - Returns: the pixels; white where the slide has none.
  /// - Throws: `ImageFileError` when a file can no longer be read.
  func image(of rect: PixelRect, downsample: Int) throws -> RGBImage
}

/// How far a run has come.
public struct RunProgress: Sendable, Equatable {
  /// Full-resolution megapixels measured.
  public var megapixelsDone: Double
  /// Full-resolution megapixels of the slides begun so far, those that failed left out.
  public var megapixelsBegun: Double
  /// Tiles finished, failed ones included.
  public var tilesDone: Int
  /// Tiles of the slides begun so far.
  public var tilesBegun: Int
  /// Tiles in all.
  public var tilesTotal: Int
  /// Tiles among those done that needed no measuring, because an earlier run finished their slides.
  public var tilesPassedOver = 0
  /// Area measured in mm², nil once a slide of unknown pixel size was begun.
  public var squareMillimetersDone: Double? = 0

  /// Makes a progress from its parts.
  public init(
    megapixelsDone: Double, megapixelsBegun: Double, tilesDone: Int, tilesBegun: Int,
    tilesTotal: Int
  ) {
    self.megapixelsDone = megapixelsDone
    self.megapixelsBegun = megapixelsBegun
    self.tilesDone = tilesDone
    self.tilesBegun = tilesBegun
    self.tilesTotal = tilesTotal
  }

  /// Megapixels still to be measured, slides not yet begun taken to be like those begun; nil before
  /// anything was measured.
  public var megapixelsLeft: Double? {
    let tilesMeasured = tilesBegun - tilesPassedOver
    guard megapixelsDone > 0, tilesMeasured > 0 else { return nil }
    let begun = max(0, megapixelsBegun - megapixelsDone)
    return begun + megapixelsBegun / Double(tilesMeasured) * Double(tilesTotal - tilesBegun)
  }
}

extension SlidePixelReading {
  /// Nothing is known of the slide's parts.
  public var tissue: SlideTissue? { nil }
}
