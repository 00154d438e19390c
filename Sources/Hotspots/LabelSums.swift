/// Positives of regions in many deals of the labels.
///
/// Sixteen deals go together, one in each lane. Their positives are summed along the points, so that a
/// run of a region costs one subtraction for all of them. Sums wrap around at 2¹⁶, which their
/// differences do not notice as long as a run is shorter.
struct LabelSums {
  private var masks: [UInt16] = []
  private var sums: [SIMD16<UInt16>] = []

  /// The largest share of positives in some regions, for each deal.
  mutating func hottest(in runs: RegionRuns, _ deals: LabelDeals) -> [Double] {
    var hottest: [Double] = []
    guard let first = runs.bounds.min(), let end = runs.bounds.max() else {
      return [Double](repeating: 0, count: deals.groups * LabelDeals.lanes)
    }
    let blocks = LabelDeals.blocks(of: Int(first)..<Int(end))
    let base = blocks.lowerBound * LabelDeals.blockPoints
    for group in 0..<deals.groups {
      deals.deal(group, blocks: blocks, into: &masks)
      accumulate(from: Int(first) - base, to: Int(end) - base)
      hottest += best(of: runs, base: Int(first))
    }
    return hottest
  }

  private mutating func accumulate(from start: Int, to end: Int) {
    var bits = SIMD16<UInt16>()
    var lifts = SIMD16<UInt16>()
    for lane in 0..<LabelDeals.lanes {
      bits[lane] = 1 << UInt16(lane)
      lifts[lane] = 1 << UInt16(15 - lane)
    }
    let last = SIMD16<UInt16>(repeating: 15)
    var sum = SIMD16<UInt16>()
    sums.removeAll(keepingCapacity: true)
    sums.append(sum)
    for place in start..<end {
      // Each lane's bit is lifted to the top and brought down: shifts that differ by lane are slow.
      sum &+= ((SIMD16(repeating: masks[place]) & bits) &* lifts) &>> last
      sums.append(sum)
    }
  }

  /// The largest share of positives, for each lane; sums begin at place `base`.
  private func best(of runs: RegionRuns, base: Int) -> [Double] {
    var best = [Double](repeating: 0, count: LabelDeals.lanes)
    for region in 0..<runs.count {
      let total = runs.totals[region]
      let scale = 1 / Double(total)
      let bounds = runs.firstBounds[region]..<runs.firstBounds[region + 1]
      if total > RegionRuns.longest {
        let positives = wide(runs, bounds, base: base)
        for lane in best.indices { best[lane] = max(best[lane], Double(positives[lane]) * scale) }
        continue
      }
      var sum = SIMD16<UInt16>()
      for place in stride(from: bounds.lowerBound, to: bounds.upperBound, by: 2) {
        sum &+= sums[Int(runs.bounds[place + 1]) - base] &- sums[Int(runs.bounds[place]) - base]
      }
      for lane in best.indices { best[lane] = max(best[lane], Double(sum[lane]) * scale) }
    }
    return best
  }

  /// The same sum for regions whose positives may need more than 16 bits.
  private func wide(_ runs: RegionRuns, _ bounds: Range<Int>, base: Int) -> [Int] {
    var positives = [Int](repeating: 0, count: LabelDeals.lanes)
    for place in stride(from: bounds.lowerBound, to: bounds.upperBound, by: 2) {
      let run = sums[Int(runs.bounds[place + 1]) - base] &- sums[Int(runs.bounds[place]) - base]
      for lane in positives.indices { positives[lane] += Int(run[lane]) }
    }
    return positives
  }
}
