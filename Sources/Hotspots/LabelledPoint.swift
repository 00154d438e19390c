/// A tumor nucleus of a slide as a point.
public struct LabelledPoint: Sendable, Equatable {
  /// Abscissa in µm.
  public var x: Double
  /// Ordinate in µm.
  public var y: Double
  /// Whether it is Ki-67 positive.
  public var isPositive: Bool

  /// Makes a point from its parts; coordinates must be finite.
  public init(x: Double, y: Double, isPositive: Bool) {
    self.x = x
    self.y = y
    self.isPositive = isPositive
  }

  /// From left to right, then from the top, then negative first.
  static func precedes(_ a: LabelledPoint, _ b: LabelledPoint) -> Bool {
    if a.x != b.x { return a.x < b.x }
    if a.y != b.y { return a.y < b.y }
    return !a.isPositive && b.isPositive
  }
}
