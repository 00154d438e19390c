/// One nucleus of a synthetic scene: its truth and all that is needed to render it.
public struct SyntheticNucleus: Sendable, Equatable {
  /// What kind of cell it belongs to.
  public enum Kind: String, Sendable, CaseIterable {
    case tumor
    case stroma
    case lymphocyte
    case endothelium
  }

  /// What a careful observer calls it.
  public enum Class: String, Sendable, CaseIterable {
    /// Tumor nucleus whose DAB density satisfies `TruthRule`.
    case positive
    /// Tumor nucleus whose DAB density does not.
    case negative
    /// Not a tumor nucleus.
    case other
  }

  /// Center in µm from the scene's origin, right.
  public let xMicrons: Double
  /// Center in µm from the scene's origin, down.
  public let yMicrons: Double
  /// Kind of cell.
  public let kind: Kind
  /// Mean DAB density over the nucleus above that of the tissue around it.
  public let dabOD: Double
  /// Mean hematoxylin density over the nucleus.
  public let hematoxylinOD: Double
  /// Area within the outline in µm².
  public let areaSquareMicrons: Double

  let outline: NucleusOutline
  let chromatin: Chromatin
  let clearanceMicrons: Double

  /// Class by kind and `TruthRule`.
  public var truthClass: Class {
    guard kind == .tumor else { return .other }
    return TruthRule.isPositive(dabOD: dabOD) ? .positive : .negative
  }

  /// Distance in µm from the center that the outline never exceeds.
  public var reachMicrons: Double { Double(outline.reachMicrons) }
}

/// Thickness and texture of a nucleus within the section.
struct Chromatin: Sendable, Equatable {
  /// Height of the nucleus' center above the section's lower face, as a share of its thickness.
  var depth: Float
  /// Half height of the nucleus as a share of the section's thickness.
  var halfHeight: Float
  /// Amplitude of fine granules.
  var granularity: Float
  /// Amplitude of coarse clumps.
  var clumping: Float
  /// Additional density of the rim.
  var rim: Float
  /// How much paler the middle is, 0 to 1 (vesicular nuclei).
  var pallor: Float
  /// Amplitude of the mottled DAB precipitate.
  var mottling: Float
  /// Nucleolus: place in µm from the center, radius in µm (0 for none) and additional density.
  var nucleolus: (x: Float, y: Float, radius: Float, density: Float)
  /// Offsets into the noise table.
  var offsetX: Float
  /// Offset into the noise table, down.
  var offsetY: Float
  /// One divided by the mean of `profile` over the outline.
  var scale: Float = 1

  static func == (a: Chromatin, b: Chromatin) -> Bool {
    a.offsetX == b.offsetX && a.offsetY == b.offsetY && a.depth == b.depth
      && a.halfHeight == b.halfHeight && a.granularity == b.granularity && a.scale == b.scale
  }

  /// Density at a relative radius before texture: length of the path through the nucleus, with
  /// the rim and the pale middle.
  @inline(__always)
  func profile(_ radius: Float) -> Float {
    guard radius < 1 else { return 0 }
    let squared = radius * radius
    let half = halfHeight * (1 - squared).squareRoot()
    let path = max(0, min(1, depth + half) - max(0, depth - half))
    let rimShape = squared * squared * squared
    return path * (1 + rim * rimShape - pallor * (1 - squared))
  }

  /// Sets `scale` so that the mean of `scale * profile` over the outline is 1.
  mutating func normalize() {
    var sum: Float = 0
    let steps = 64
    for step in 0..<steps {
      let radius = (Float(step) + 0.5) / Float(steps)
      sum += profile(radius) * 2 * radius
    }
    scale = Float(steps) / max(sum, 1)
  }
}
