import Nuclei

/// What many regions hold, as runs of neighboring places among the points of a slide.
///
/// Found once from positions alone; counting positives of any labelling then takes two sums a run.
struct RegionRuns: Sendable {
  /// Longest run, so that the positives of a run fit into half of 16 bits.
  static let longest: Int32 = 32_767

  private(set) var regions: [Region] = []
  /// Number of points in each region.
  private(set) var totals: [Int32] = []
  /// Starts and ends of all runs, alternating.
  private(set) var bounds: [Int32] = []
  /// For each region the place of its first bound, and one past the last.
  private(set) var firstBounds: [Int] = [0]

  /// Number of regions.
  var count: Int { regions.count }

  /// Adds a region with all points inside it.
  mutating func append(_ region: Region, of points: LabelledPoints) {
    let grid = points.grid
    let before = bounds.count
    let reach = region.reach
    let lowest = grid.row(region.center.y - reach)
    let highest = grid.row(region.center.y + reach)
    for row in lowest...highest {
      let low = grid.origin.y + Double(row) * grid.side - region.center.y
      guard let chords = region.chords(low: low, high: low + grid.side) else { continue }
      appendRuns(of: region, row: row, possible: chords.possible, sure: chords.sure, points)
    }
    var total: Int32 = 0
    for place in stride(from: before, to: bounds.count, by: 2) {
      total += bounds[place + 1] - bounds[place]
    }
    regions.append(region)
    totals.append(total)
    firstBounds.append(bounds.count)
  }

  private mutating func appendRuns(
    of region: Region, row: Int, possible: Double, sure: Double, _ points: LabelledPoints
  ) {
    let grid = points.grid
    let center = region.center.x
    let last = center + possible
    let end = Int(grid.end(row: row))
    var place = Int(grid.start(row: row, column: grid.column(center - possible)))
    var opened = -1
    func isInside(_ place: Int) -> Bool {
      region.contains(x: points.xs[place], y: points.ys[place])
    }
    let sureStart = sure >= 0 ? center - sure : .infinity
    while place < end, points.xs[place] <= last, points.xs[place] < sureStart {
      close(&opened, at: place, isInside: isInside(place))
      place += 1
    }
    if sure >= 0, place < end, points.xs[place] <= center + sure {
      if opened < 0 { opened = place }
      place = max(place, Int(grid.start(row: row, column: grid.column(center + sure))))
      while place < end, points.xs[place] <= center + sure { place += 1 }
    }
    while place < end, points.xs[place] <= last {
      close(&opened, at: place, isInside: isInside(place))
      place += 1
    }
    close(&opened, at: place, isInside: false)
  }

  /// Begins a run at a place inside, or ends the one that is open at a place outside.
  private mutating func close(_ opened: inout Int, at place: Int, isInside: Bool) {
    if isInside {
      if opened < 0 { opened = place }
      return
    }
    guard opened >= 0 else { return }
    var start = Int32(opened)
    while Int32(place) - start > Self.longest {
      bounds.append(start)
      bounds.append(start + Self.longest)
      start += Self.longest
    }
    bounds.append(start)
    bounds.append(Int32(place))
    opened = -1
  }

  /// Counts of a region with the points' own labels.
  func counts(of region: Int, in points: LabelledPoints) -> NucleusCounts {
    var counts = NucleusCounts()
    for place in stride(from: firstBounds[region], to: firstBounds[region + 1], by: 2) {
      counts = counts + points.counts(from: bounds[place], to: bounds[place + 1])
    }
    return counts
  }
}
