import Agreement
import TestSupport
import Testing

/// Pairing of nuclei.
@Suite("Point matching")
struct PointMatchingTests {
  /// Best pairing by trying everything: most pairs, then least total distance.
  private static func best(
    _ first: [SIMD2<Double>], _ second: [SIMD2<Double>], radius: Double
  ) -> (count: Int, distance: Double) {
    var memory: [SIMD2<Int>: (Int, Double)] = [:]
    func solve(_ row: Int, _ used: Int) -> (Int, Double) {
      if row == first.count { return (0, 0) }
      if let known = memory[SIMD2(row, used)] { return known }
      var best = solve(row + 1, used)
      for column in second.indices where used & (1 << column) == 0 {
        let gap = first[row] - second[column]
        let distance = (gap * gap).sum().squareRoot()
        guard distance <= radius else { continue }
        let rest = solve(row + 1, used | (1 << column))
        let found = (rest.0 + 1, rest.1 + distance)
        if found.0 > best.0 || (found.0 == best.0 && found.1 < best.1) { best = found }
      }
      memory[SIMD2(row, used)] = best
      return best
    }
    let result = solve(0, 0)
    return (result.0, result.1)
  }

  private func points(_ count: Int, side: Double, _ random: inout SeededGenerator)
    -> [SIMD2<Double>]
  {
    (0..<count).map { _ in SIMD2(side * random.unit(), side * random.unit()) - side / 3 }
  }

  @Test func `400 crowded random fields are solved as trying everything does`() throws {
    var random = SeededGenerator(seed: 67)
    for trial in 0..<400 {
      let first = points(1 + trial % 9, side: 12, &random)
      let second = points(1 + (trial / 9) % 10, side: 12, &random)
      let radius = 1 + 5 * random.unit()
      let matches = try PointMatching.match(first, second, radius: radius)
      let expected = Self.best(first, second, radius: radius)
      #expect(matches.count == expected.count)
      #expect(isClose(matches.reduce(0) { $0 + $1.distance }, expected.distance))
      #expect(Set(matches.map(\.first)).count == matches.count)
      #expect(Set(matches.map(\.second)).count == matches.count)
      for match in matches {
        let gap = first[match.first] - second[match.second]
        #expect(match.distance == (gap * gap).sum().squareRoot() && match.distance <= radius)
      }
    }
  }

  /// The nearest pair must be given up for two others.
  @Test func `more pairs go before nearer ones`() throws {
    let matches = try PointMatching.match(
      [SIMD2(0, 0), SIMD2(3, 0)], [SIMD2(2.9, 0), SIMD2(6, 0)], radius: 3)
    #expect(matches.map(\.second) == [0, 1])
  }

  @Test func `the radius itself counts, and nothing beyond`() throws {
    #expect(try PointMatching.match([SIMD2(0, 0)], [SIMD2(3, 4)], radius: 5).count == 1)
    #expect(try PointMatching.match([SIMD2(0, 0)], [SIMD2(3, 4)], radius: 4.999).isEmpty)
    #expect(try PointMatching.match([], [SIMD2(3, 4)], radius: 1).isEmpty)
    #expect(try PointMatching.match([SIMD2(3, 4)], [], radius: 1).isEmpty)
  }

  @Test func `100 000 nuclei a side take seconds, also where all hang together`() throws {
    var random = SeededGenerator(seed: 1)
    let first = points(100_000, side: 3000, &random)
    let second = first.map { $0 + SIMD2(4 * random.unit() - 2, 4 * random.unit() - 2) }
    let usual = try processorTime { try PointMatching.match(first, second, radius: 4).count }
    #expect(usual.value > 95_000 && usual.seconds < 20, "\(usual)")
    let wide = try processorTime { try PointMatching.match(first, second, radius: 9).count }
    #expect(wide.value > 99_900 && wide.seconds < 60, "\(wide)")
  }

  @Test func `bad places and radii are refused`() {
    #expect(throws: AgreementError.notFinite(position: 0)) {
      try PointMatching.match([SIMD2(.nan, 0)], [], radius: 1)
    }
    for radius in [0, -1, Double.nan, .infinity] {
      #expect(throws: AgreementError.self) { try PointMatching.match([], [], radius: radius) }
    }
    #expect(throws: AgreementError.self) {
      try PointMatching.match([], [SIMD2(1e300, 0)], radius: 1)
    }
  }

  @Test func `nuclei are counted by mark and call`() throws {
    let marked = [
      LabeledPoint(position: SIMD2(0, 0), label: .positive),
      LabeledPoint(position: SIMD2(10, 0), label: .positive),
      LabeledPoint(position: SIMD2(20, 0), label: .negative),
      LabeledPoint(position: SIMD2(30, 0), label: .negative),
      LabeledPoint(position: SIMD2(40, 0), label: .other),
      LabeledPoint(position: SIMD2(50, 0), label: .other),
      LabeledPoint(position: SIMD2(60, 0), label: .negative),
    ]
    let measured = [
      LabeledPoint(position: SIMD2(1, 0), label: .positive),
      LabeledPoint(position: SIMD2(11, 0), label: .negative),
      LabeledPoint(position: SIMD2(21, 0), label: .positive),
      LabeledPoint(position: SIMD2(41, 0), label: .positive),
      LabeledPoint(position: SIMD2(62, 0), label: .negative),
      LabeledPoint(position: SIMD2(80, 0), label: .negative),
      LabeledPoint(position: SIMD2(90, 0), label: .positive),
    ]
    let result = try NucleusComparison(
      marked: marked, measured: measured,
      isInField: [true, true, true, true, false, true, false], radiusMicrons: 4)
    #expect(result.missed == [3] && result.unmarked == [5] && result.ignored == [6])
    let counts = result.counts
    #expect(counts.positiveAsPositive == 1 && counts.positiveAsNegative == 1)
    #expect(counts.negativeAsPositive == 1 && counts.negativeAsNegative == 1)
    #expect(counts.otherAsPositive == 1 && counts.missedNegative == 1)
    #expect(counts.marked == 5 && counts.measured == 6)
    #expect(isClose(counts.detection.precision, 4.0 / 5) && isClose(counts.detection.recall, 0.8))
    #expect(isClose(counts.positives.f1, 2.0 / 4) && isClose(counts.negatives.f1, 2.0 / 6))
    #expect(counts.positivity.falsePositives == Proportion(1, of: 2))
    #expect(isClose(counts.markedIndexPercent, 40) && isClose(counts.measuredIndexPercent, 50))
    let doubled = counts + counts
    #expect(doubled.marked == 10 && doubled.positivity.truePositives == Proportion(2, of: 4))
  }
}
