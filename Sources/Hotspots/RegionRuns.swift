import Nuclei

/// What many regions hold, as runs of neighboring places among the points of a slide.
///
/// Found once from positions alone; counting positives of any labelling then takes two sums a run.
struct RegionRuns: Sendable {
  /// Longest run, so that the positives of a run fit into half of 16 bits.
  static let longest: Int32 = 32_767

  /// Number of points in each region.
  private(set) var totals: [Int32] = []
  /// Starts and ends of all runs, alternating, as places among all points of the slide.
  private(set) var bounds: [Int32] = []
  /// For each region the place of its first bound, and one past the last.
  private(set) var firstBounds: [Int] = [0]

  /// Number of regions.
  var count: Int { totals.count }

  /// Drops all regions but keeps the memory.
  mutating func removeAll() {
    totals.removeAll(keepingCapacity: true)
    bounds.removeAll(keepingCapacity: true)
    firstBounds.removeAll(keepingCapacity: true)
    firstBounds.append(0)
  }

  /// Adds a region with all points inside it; the window grows to hold them.
  mutating func append(_ region: Region, of window: inout PointWindow) {
    let grid = window.grid
    let before = bounds.count
    let rows = region.rows(of: grid)
    window.cover(rows)
    for row in rows {
      let low = grid.origin.y + Double(row) * grid.side - region.center.y
      guard let chords = region.chords(low: low, high: low + grid.side) else { continue }
      appendRuns(of: region, row: row, possible: chords.possible, sure: chords.sure, window)
    }
    var total: Int32 = 0
    for place in stride(from: before, to: bounds.count, by: 2) {
      total += bounds[place + 1] - bounds[place]
    }
    totals.append(total)
    firstBounds.append(bounds.count)
  }

  private mutating func appendRuns(
    of region: Region, row: Int, possible: Double, sure: Double, _ window: PointWindow
  ) {
    let grid = window.grid
    let center = region.center.x
    let last = center + possible
    let end = window.end(row: row)
    var place = window.start(row: row, column: grid.column(center - possible))
    var opened = -1
    func isInside(_ place: Int) -> Bool {
      region.contains(x: window.xs[place], y: window.ys[place])
    }
    let sureStart = sure >= 0 ? center - sure : .infinity
    while place < end, window.xs[place] <= last, window.xs[place] < sureStart {
      close(&opened, at: place, isInside: isInside(place), base: window.base)
      place += 1
    }
    if sure >= 0, place < end, window.xs[place] <= center + sure {
      if opened < 0 { opened = place }
      place = max(place, window.start(row: row, column: grid.column(center + sure)))
      while place < end, window.xs[place] <= center + sure { place += 1 }
    }
    while place < end, window.xs[place] <= last {
      close(&opened, at: place, isInside: isInside(place), base: window.base)
      place += 1
    }
    close(&opened, at: place, isInside: false, base: window.base)
  }

  /// Begins a run at an index inside, or ends the one that is open at an index outside.
  private mutating func close(_ opened: inout Int, at index: Int, isInside: Bool, base: Int) {
    if isInside {
      if opened < 0 { opened = index }
      return
    }
    guard opened >= 0 else { return }
    var start = Int32(base + opened)
    let end = Int32(base + index)
    while end - start > Self.longest {
      bounds.append(start)
      bounds.append(start + Self.longest)
      start += Self.longest
    }
    bounds.append(start)
    bounds.append(end)
    opened = -1
  }

  /// Positive points of a region with the points' own labels.
  func positives(of region: Int, in window: PointWindow) -> Int32 {
    var positives: Int32 = 0
    for place in stride(from: firstBounds[region], to: firstBounds[region + 1], by: 2) {
      positives +=
        window.positivesBefore[Int(bounds[place + 1]) - window.base]
        - window.positivesBefore[Int(bounds[place]) - window.base]
    }
    return positives
  }
}
