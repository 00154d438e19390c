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

  /// What of a level line, at a height in full-resolution pixels, each region covers, and what of it
  /// is measured.
  func line(atY y: Double) -> Line {
    var crossings: [Int: [Double]] = [:]
    index.crossings(atY: y) { area, x in crossings[area, default: []].append(x) }
    var parts: [Int: [Range<Double>]] = [:]
    var holes: [Int: [Range<Double>]] = [:]
    var lengths: [Int: Double] = [:]
    for (area, unsorted) in crossings {
      let spans = RowSpans(crossings: unsorted.sorted())
      lengths[area] = spans.length
      for owner in owners[area] {
        if owner.isHole {
          holes[owner.region, default: []] += spans.spans
        } else {
          parts[owner.region, default: []] += spans.spans
        }
      }
    }
    let regions = parts.reduce(into: [Int: RowSpans]()) { result, part in
      let spans = RowSpans(part.value)
      result[part.key] = holes[part.key].map { spans.subtracting(RowSpans($0)) } ?? spans
    }
    return Line(regions: regions, areaLengths: lengths, measured: measured(regions))
  }

  /// A level line through the regions.
  struct Line {
    /// What each region covers, by region; those that the line misses are not there.
    var regions: [Int: RowSpans]
    /// Length inside each area, by area.
    var areaLengths: [Int: Double]
    /// What is measured.
    var measured: RowSpans
  }

  private func measured(_ regions: [Int: RowSpans]) -> RowSpans {
    func all(_ role: RegionParameters.Role) -> RowSpans {
      RowSpans(regions.filter { roles[$0.key] == role }.flatMap(\.value.spans))
    }
    let whole = RowSpans([-Double.infinity..<Double.infinity])
    return (isRestricted ? all(.include) : whole).subtracting(all(.exclude))
  }
}
