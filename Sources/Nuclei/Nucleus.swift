/// One nucleus of a slide.
public struct Nucleus: Sendable, Equatable {
  /// Center of area in full-resolution slide pixels, origin at the slide's top-left corner,
  /// center of the first pixel at 0.5.
  public var x: Double
  /// Center of area in full-resolution slide pixels, see `x`.
  public var y: Double
  /// Outline, seen from its own center.
  public var outline: StarOutline
  /// Area inside the outline in µm², at the pixel size that detection used.
  public var areaSquareMicrons: Float
  /// Mean DAB optical density inside the outline.
  public var dabOD: Float
  /// Mean hematoxylin optical density inside the outline.
  public var hematoxylinOD: Float
  /// Confidence that this is a nucleus, 0 to 1.
  public var score: Float
  /// Whether the nucleus counts as Ki-67 positive.
  public var isPositive: Bool
  /// Probability that a reader calls it positive, 0 to 1.
  public var positiveProbability: Float
  /// How strongly it is stained; negative exactly when it is not positive.
  public var intensity: StainIntensity
  /// Measures by which the kind is judged.
  public var appearance: NucleusAppearance
  /// What it likely is.
  public var kind: NucleusKind
  /// Whether it counts as a tumor nucleus: in counts, index, hotspots and grade.
  public var isCounted: Bool

  /// Makes a nucleus from its parts.
  public init(
    x: Double, y: Double, outline: StarOutline, areaSquareMicrons: Float, dabOD: Float,
    hematoxylinOD: Float, score: Float, isPositive: Bool, positiveProbability: Float,
    intensity: StainIntensity = .negative, appearance: NucleusAppearance = NucleusAppearance(),
    kind: NucleusKind = .tumor, isCounted: Bool = true
  ) {
    self.x = x
    self.y = y
    self.outline = outline
    self.areaSquareMicrons = areaSquareMicrons
    self.dabOD = dabOD
    self.hematoxylinOD = hematoxylinOD
    self.score = score
    self.isPositive = isPositive
    self.positiveProbability = positiveProbability
    self.intensity = intensity
    self.appearance = appearance
    self.kind = kind
    self.isCounted = isCounted
  }
}
