/// Cuts regions along level lines; belongs to one worker, because it keeps memory between lines.
struct RegionSweep {
  private let regions: OutlinedRegions
  private var crossings: [[Double]]
  private var plainLengths: [Double]
  private var touchedAreas: [Int] = []
  private var parts: [[Range<Double>]]
  private var holes: [[Range<Double>]]
  private var touchedRegions: [Int] = []

  /// A level line through the regions.
  struct Line {
    /// What each region covers; regions that the line misses are not there.
    var regions: [(region: Int, spans: RowSpans)] = []
    /// By how much the length inside each area of the index that the line meets differs from what it
    /// were if no ring crossed itself or another.
    var surplus: [(area: Int, length: Double)] = []
    /// What is measured.
    var measured = RowSpans()
  }

  init(_ regions: OutlinedRegions) {
    self.regions = regions
    crossings = [[Double]](repeating: [], count: regions.index.areaCount)
    plainLengths = [Double](repeating: 0, count: regions.index.areaCount)
    parts = [[Range<Double>]](repeating: [], count: regions.outlines.count)
    holes = parts
  }

  /// What of a level line, at a height in full-resolution pixels, each region covers, and what of it
  /// is measured.
  mutating func line(atY y: Double) -> Line {
    var line = Line()
    gatherAreas(atY: y, into: &line)
    var included: [Range<Double>] = []
    var excluded: [Range<Double>] = []
    touchedRegions.sort()
    for region in touchedRegions {
      var spans = RowSpans(parts[region])
      if !holes[region].isEmpty { spans = spans.subtracting(RowSpans(holes[region])) }
      parts[region].removeAll(keepingCapacity: true)
      holes[region].removeAll(keepingCapacity: true)
      if regions.roles[region] == .include {
        included += spans.spans
      } else {
        excluded += spans.spans
      }
      line.regions.append((region, spans))
    }
    touchedRegions.removeAll(keepingCapacity: true)
    if !regions.isRestricted { included = [-Double.infinity..<Double.infinity] }
    line.measured = RowSpans(included).subtracting(RowSpans(excluded))
    return line
  }

  private mutating func gatherAreas(atY y: Double, into line: inout Line) {
    let index = regions.index
    index.crossings(atY: y) { area, x, sign in
      if crossings[area].isEmpty { touchedAreas.append(area) }
      crossings[area].append(x)
      plainLengths[area] += sign * x
    }
    touchedAreas.sort()
    for area in touchedAreas {
      let spans = RowSpans(crossings: crossings[area].sorted())
      crossings[area].removeAll(keepingCapacity: true)
      line.surplus.append((area, abs(spans.length - plainLengths[area])))
      plainLengths[area] = 0
      for owner in regions.owners[area] {
        if parts[owner.region].isEmpty && holes[owner.region].isEmpty && !spans.isEmpty {
          touchedRegions.append(owner.region)
        }
        if owner.isHole {
          holes[owner.region] += spans.spans
        } else {
          parts[owner.region] += spans.spans
        }
      }
    }
    touchedAreas.removeAll(keepingCapacity: true)
  }
}
