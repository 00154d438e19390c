/// How a hotspot is defined: kind and size of the region, and which regions are kept.
public struct HotspotRequest: Sendable, Equatable, Codable {
  /// Kind and size of the region.
  public enum Mode: Sendable, Equatable, Codable {
    /// Smallest disc that holds this many tumor nuclei.
    case cells(Int)
    /// Disc of this diameter in mm.
    case circle(diameterMillimeters: Double)
    /// Upright square of this side in mm.
    case square(sideMillimeters: Double)
    /// Disc of this area in mm².
    case area(squareMillimeters: Double)
    /// The regions that a person drew, instead of any search.
    case regions

    /// Whether the region's size is stated, so that the pixel size must be known.
    public var needsPixelSize: Bool {
      switch self {
      case .cells, .regions: false
      case .circle, .square, .area: true
      }
    }
  }

  /// Kind and size of the region.
  public var mode: Mode
  /// How many hotspots are kept at most; they share no area.
  public var top: Int
  /// Fewest tumor nuclei of a region of stated size that may be a hotspot.
  ///
  /// Where no region holds as many, half of what the fullest holds takes its place.
  public var fewestCells: Int

  /// Makes a request.
  public init(mode: Mode = .cells(500), top: Int = 1, fewestCells: Int = 500) {
    self.mode = mode
    self.top = top
    self.fewestCells = fewestCells
  }

  /// Fewest tumor nuclei that a hotspot is expected to hold.
  public var expectedCells: Int {
    if case .cells(let count) = mode { count } else { fewestCells }
  }

  /// Distance of tried centers in µm: a quarter of the radius, or an eighth of the side.
  ///
  /// Discs of a number of nuclei have no fixed radius; theirs is taken from a tumor of 4000 nuclei
  /// per mm² (√(5 · nuclei) µm, 50 µm for 500). Discs of neighboring centers share 84 % of their
  /// area, so that a finer lattice finds hardly more, and a few hundred permutations stay affordable.
  public var spacingMicrons: Double {
    switch mode {
    case .cells(let count): (5 * Double(count)).squareRoot()
    default: reachMicrons / 4
    }
  }

  /// Radius, or half the side, in µm, of a region of stated size; 0 for discs of nuclei.
  var reachMicrons: Double {
    switch mode {
    case .cells, .regions: 0
    case .circle(let diameter): 500 * diameter
    case .square(let side): 500 * side
    case .area(let area): 1000 * (area / .pi).squareRoot()
    }
  }
}
