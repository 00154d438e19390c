/// Something on a synthetic slide that is not tissue, or tissue that cannot be measured.
///
/// What it hides stays in the truth of the nuclei; its own truth is its place and area.
public struct SlideArtifact: Sendable, Equatable {
  /// What it is.
  public enum Kind: String, Sendable, CaseIterable {
    /// A straight stroke of blue ink, a sixth as wide as long, over glass and tissue.
    case pen
    /// A band in which the tissue lies in three layers, an eighth as wide as long.
    case fold
    /// A gray ring, 16 µm wide.
    case bubble
    /// A disc that is out of focus.
    case blur
    /// A black disc.
    case pigment
  }

  /// What it is.
  public var kind: Kind
  /// Center in µm from the scene's origin.
  public var xMicrons: Double
  /// Center in µm from the scene's origin, downwards.
  public var yMicrons: Double
  /// Length of a stroke or band, outer diameter of a ring or disc, in µm.
  public var sizeMicrons: Double

  /// Makes an artifact from its parts.
  public init(kind: Kind, xMicrons: Double, yMicrons: Double, sizeMicrons: Double) {
    self.kind = kind
    self.xMicrons = xMicrons
    self.yMicrons = yMicrons
    self.sizeMicrons = sizeMicrons
  }

  /// Area in mm².
  public var areaSquareMillimeters: Double {
    let half = sizeMicrons / 2
    let inner = half - Self.ringMicrons
    switch kind {
    case .pen, .fold: return sizeMicrons * 2 * halfWidthMicrons / 1e6
    case .blur, .pigment: return Double.pi * half * half / 1e6
    case .bubble: return Double.pi * (half * half - inner * inner) / 1e6
    }
  }

  /// Width of a ring in µm.
  static let ringMicrons = 16.0
  /// Direction of strokes and bands: cosine and sine.
  static let direction = (x: 0.8, y: 0.6)

  private var halfWidthMicrons: Double {
    switch kind {
    case .pen: sizeMicrons / 12
    case .fold: sizeMicrons / 16
    case .bubble, .blur, .pigment: sizeMicrons / 2
    }
  }

  /// How far a point in µm lies inside, in µm; negative outside.
  func depth(_ x: Double, _ y: Double) -> Double {
    let dx = x - xMicrons
    let dy = y - yMicrons
    switch kind {
    case .pen, .fold:
      let along = abs(dx * Self.direction.x + dy * Self.direction.y)
      let across = abs(dy * Self.direction.x - dx * Self.direction.y)
      return min(sizeMicrons / 2 - along, halfWidthMicrons - across)
    case .blur, .pigment:
      return sizeMicrons / 2 - (dx * dx + dy * dy).squareRoot()
    case .bubble:
      let distance = sizeMicrons / 2 - (dx * dx + dy * dy).squareRoot()
      return min(distance, Self.ringMicrons - distance)
    }
  }

  /// Distance in µm from the center, in both directions, beyond which it is not seen.
  var reachMicrons: Double { sizeMicrons * 0.71 + 2 }
}
