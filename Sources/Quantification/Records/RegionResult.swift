import Nuclei

/// The outcome of one region of interest of a slide.
public struct RegionResult: Sendable, Equatable, Codable {
  /// Name, unique on its slide; a mask goes by its file.
  public var name: String
  /// Class or layer that its file gives it, empty when there is none.
  public var className: String
  /// Whether it is measured or left out; never `ignore`.
  public var role: RegionParameters.Role
  /// Area on readable tiles in mm², for an included region without what excluded ones take from it;
  /// nil without pixel size.
  public var areaSquareMillimeters: Double?
  /// Measured nuclei whose center lies in the region; none for an excluded one.
  public var counts: NucleusCounts
  /// What they are like.
  public var census: NucleusCensus

  /// Makes a result without areas and nuclei.
  public init(name: String, className: String, role: RegionParameters.Role) {
    self.name = name
    self.className = className
    self.role = role
    counts = NucleusCounts()
    census = NucleusCensus()
  }
}
