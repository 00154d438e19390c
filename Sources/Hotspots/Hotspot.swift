import Nuclei

/// A region of high labelling on one slide.
public struct Hotspot: Sendable, Equatable, Codable {
  /// What a hotspot looks like.
  public enum Outline: Sendable, Equatable, Codable {
    /// A disc.
    case disc
    /// An upright square.
    case square
    /// Drawn by a person.
    case drawn(DrawnOutline)
  }

  /// Rank on its slide, 1 is the hottest.
  public var rank: Int
  /// Its form.
  public var outline: Outline
  /// Center in full-resolution slide pixels.
  public var centerX: Double
  /// Center in full-resolution slide pixels.
  public var centerY: Double
  /// Radius, or half the width, in full-resolution pixels along x; the edge belongs to the hotspot.
  public var radiusPixels: Double
  /// Height relative to width when pixels are not square (mpp x / mpp y), else 1.
  ///
  /// Of a drawn hotspot, the height of its bounding box relative to the width.
  public var aspect: Double
  /// Diameter or side in µm; nil when the pixel size is unknown, and for drawn hotspots.
  public var diameterMicrons: Double?
  /// Area in mm², nil when the pixel size is unknown; parts beyond the slide's edge count as well.
  public var areaSquareMillimeters: Double?
  /// Nuclei inside that count as tumor nuclei.
  public var counts: NucleusCounts
  /// What all nuclei inside are like; of kinds also those that do not count.
  public var census: NucleusCensus
  /// What chance alone gives where the hottest of many regions is chosen; nil when none was chosen.
  public var selection: HotspotSelection?

  /// Makes a hotspot from its parts.
  public init(
    rank: Int, outline: Outline = .disc, centerX: Double, centerY: Double, radiusPixels: Double,
    aspect: Double, diameterMicrons: Double?, areaSquareMillimeters: Double?, counts: NucleusCounts,
    census: NucleusCensus = NucleusCensus(), selection: HotspotSelection? = nil
  ) {
    self.rank = rank
    self.outline = outline
    self.centerX = centerX
    self.centerY = centerY
    self.radiusPixels = radiusPixels
    self.aspect = aspect
    self.diameterMicrons = diameterMicrons
    self.areaSquareMillimeters = areaSquareMillimeters
    self.counts = counts
    self.census = census
    self.selection = selection
  }

  /// Whether a point of the slide (full-resolution pixels) lies inside, the edge included.
  public func contains(x: Double, y: Double) -> Bool {
    let dx = x - centerX
    let dy = (y - centerY) / aspect
    switch outline {
    case .disc: return dx * dx + dy * dy <= radiusPixels * radiusPixels
    case .square: return max(abs(dx), abs(dy)) <= radiusPixels
    case .drawn(let outline): return outline.contains(x: x, y: y)
    }
  }
}
