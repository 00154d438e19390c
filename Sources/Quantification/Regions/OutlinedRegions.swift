/// Annotated regions of a slide with their roles, ready for questions about places.
///
/// A place is measured when it lies in an included region, or when there is none of these, and in no
/// excluded one.
struct OutlinedRegions: Sendable {
  /// Regions that play a part, in the order of the file.
  let outlines: [RegionOutline]
  /// What happens to each.
  let roles: [RegionParameters.Role]
  /// Edges of all parts and holes.
  let index: EdgeIndex
  /// For every area of the index, the regions that it adds to or takes from.
  let owners: [[Owner]]
  /// Whether only included regions are measured, or all but the excluded ones.
  let isRestricted: Bool

  /// Rings of all parts and holes.
  var rings: [[SIMD2<Double>]] { outlines.flatMap { ($0.parts + $0.holes).flatMap(\.rings) } }

  /// A region that an area belongs to.
  struct Owner: Sendable {
    var region: Int
    var isHole: Bool
  }

  /// Prepares regions; those that are ignored must be left out already.
  init(_ outlines: [RegionOutline], roles: [RegionParameters.Role]) {
    self.outlines = outlines
    self.roles = roles
    isRestricted = roles.contains(.include)
    var areas: [RegionArea] = []
    var owners: [[Owner]] = []
    for (number, outline) in outlines.enumerated() {
      for area in outline.parts {
        areas.append(area)
        owners.append([Owner(region: number, isHole: false)])
      }
      for area in outline.holes {
        areas.append(area)
        owners.append([Owner(region: number, isHole: true)])
      }
    }
    index = EdgeIndex(areas)
    self.owners = owners
  }
}
