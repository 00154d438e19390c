import Statistics

/// What the hottest region would show were the labels dealt out anew over the same nuclei.
///
/// Sixteen permutations go together, one in each lane. Their positives are summed along the points,
/// so that a run of a region costs one subtraction for all of them. Sums wrap around at 2¹⁶, which
/// their differences do not notice as long as a run is shorter.
struct LabelPermutations {
  /// Permutations that go together.
  static let lanes = 16
  /// The first number of the random sequence: results must repeat.
  private static let seed: UInt64 = 0x6B69_3637

  let count: Int
  let positive: Int
  let runs: RegionRuns
  /// Regions that may be a hotspot.
  let eligible: [Int]
  /// Groups of regions whose own hottest one is wanted too.
  let groups: [[Int]]

  /// What came out.
  struct Outcome {
    /// Share of positives in the hottest region of each permutation.
    var hottest: [Double] = []
    /// For each group, the mean share in its hottest region.
    var groupMeans: [Double] = []
  }

  /// Deals the labels `permutations` times, rounded up to whole batches.
  func outcome(permutations: Int) -> Outcome {
    var random = SplitMix64(seed: Self.seed)
    var outcome = Outcome()
    var groupSums = [Double](repeating: 0, count: groups.count)
    var sums = [SIMD16<UInt16>](repeating: .zero, count: count + 1)
    while outcome.hottest.count < permutations {
      accumulate(dealt(using: &random), into: &sums)
      outcome.hottest += hottest(of: eligible, sums)
      for (group, members) in groups.enumerated() {
        groupSums[group] += hottest(of: members, sums).reduce(0, +)
      }
    }
    outcome.groupMeans = groupSums.map { $0 / Double(outcome.hottest.count) }
    return outcome
  }

  /// For each point a bit for each lane: whether it is positive there.
  ///
  /// Every lane has exactly as many positives as the slide; the rarer label is dealt.
  private func dealt(using random: inout SplitMix64) -> [UInt16] {
    let isRare = 2 * positive <= count
    let wanted = isRare ? positive : count - positive
    var masks = [UInt16](repeating: isRare ? 0 : .max, count: count)
    let bound = UInt32(count)
    for lane in 0..<Self.lanes {
      let bit = UInt16(1) << UInt16(lane)
      let taken = isRare ? bit : 0
      var left = wanted
      while left > 0 {
        let place = random.next(below: bound)
        guard masks[place] & bit != taken else { continue }
        masks[place] ^= bit
        left -= 1
      }
    }
    return masks
  }

  private func accumulate(_ masks: [UInt16], into sums: inout [SIMD16<UInt16>]) {
    var bits = SIMD16<UInt16>()
    var lifts = SIMD16<UInt16>()
    for lane in 0..<Self.lanes {
      bits[lane] = 1 << UInt16(lane)
      lifts[lane] = 1 << UInt16(15 - lane)
    }
    let last = SIMD16<UInt16>(repeating: 15)
    var sum = SIMD16<UInt16>()
    for place in 0..<masks.count {
      // Each lane's bit is lifted to the top and brought down: shifts that differ by lane are slow.
      sum &+= ((SIMD16(repeating: masks[place]) & bits) &* lifts) &>> last
      sums[place + 1] = sum
    }
  }

  /// The largest share of positives in some regions, for each lane.
  private func hottest(of members: [Int], _ sums: [SIMD16<UInt16>]) -> [Double] {
    var best = [Double](repeating: 0, count: Self.lanes)
    for region in members {
      let total = runs.totals[region]
      let scale = 1 / Double(total)
      let bounds = runs.firstBounds[region]..<runs.firstBounds[region + 1]
      if total > RegionRuns.longest {
        let positives = wide(bounds, sums)
        for lane in 0..<Self.lanes { best[lane] = max(best[lane], Double(positives[lane]) * scale) }
        continue
      }
      var sum = SIMD16<UInt16>()
      for place in stride(from: bounds.lowerBound, to: bounds.upperBound, by: 2) {
        sum &+= sums[Int(runs.bounds[place + 1])] &- sums[Int(runs.bounds[place])]
      }
      for lane in 0..<Self.lanes { best[lane] = max(best[lane], Double(sum[lane]) * scale) }
    }
    return best
  }

  /// The same sum for regions whose positives may need more than 16 bits.
  private func wide(_ bounds: Range<Int>, _ sums: [SIMD16<UInt16>]) -> [Int] {
    var positives = [Int](repeating: 0, count: Self.lanes)
    for place in stride(from: bounds.lowerBound, to: bounds.upperBound, by: 2) {
      let run = sums[Int(runs.bounds[place + 1])] &- sums[Int(runs.bounds[place])]
      for lane in 0..<Self.lanes { positives[lane] += Int(run[lane]) }
    }
    return positives
  }
}
