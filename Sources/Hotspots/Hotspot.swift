import Nuclei

/// A round region of high labelling on one slide.
public struct Hotspot: Sendable, Equatable, Codable {
  /// Rank on its slide, 1 is the hottest.
  public var rank: Int
  /// Center in full-resolution slide pixels.
  public var centerX: Double
  /// Center in full-resolution slide pixels.
  public var centerY: Double
  /// Radius in full-resolution pixels along x; a nucleus belongs when its center is not farther.
  public var radiusPixels: Double
  /// Height of the disc relative to its width when pixels are not square (mpp x / mpp y), else 1.
  public var aspect: Double
  /// Diameter in µm; nil when the pixel size is unknown.
  public var diameterMicrons: Double?
  /// Area in mm², nil when the pixel size is unknown; discs over the slide's edge count whole.
  public var areaSquareMillimeters: Double?
  /// Nuclei inside that count as tumor nuclei.
  public var counts: NucleusCounts
  /// What all nuclei inside are like; of kinds also those that do not count.
  public var census: NucleusCensus

  /// Makes a hotspot from its parts.
  public init(
    rank: Int, centerX: Double, centerY: Double, radiusPixels: Double, aspect: Double,
    diameterMicrons: Double?, areaSquareMillimeters: Double?, counts: NucleusCounts,
    census: NucleusCensus = NucleusCensus()
  ) {
    self.rank = rank
    self.centerX = centerX
    self.centerY = centerY
    self.radiusPixels = radiusPixels
    self.aspect = aspect
    self.diameterMicrons = diameterMicrons
    self.areaSquareMillimeters = areaSquareMillimeters
    self.counts = counts
    self.census = census
  }

  /// Whether a point of the slide (full-resolution pixels) lies in the disc, its edge included.
  public func contains(x: Double, y: Double) -> Bool {
    let dx = x - centerX
    let dy = (y - centerY) / aspect
    return dx * dx + dy * dy <= radiusPixels * radiusPixels
  }
}
