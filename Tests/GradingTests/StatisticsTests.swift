import Grading
import Statistics
import TestSupport
import Testing

@Suite("Intervals and probabilities")
struct StatisticsTests {
  /// Whether `value` equals the printed text to its last digit.
  static func matches(_ value: Double, _ text: String) throws -> Bool {
    let printed = try #require(Double(text))
    let decimals = text.firstIndex(of: ".").map { text[text.index(after: $0)...].count } ?? 0
    let unit = (0..<decimals).reduce(1.0) { unit, _ in unit / 10 }
    // Whole numbers in the table are exact limits or probabilities rounded at three decimals.
    return abs(value - printed) <= (decimals == 0 ? 0.0005 : 0.5000001 * unit)
  }

  @Test(arguments: FixtureRow.table("intervals"))
  func `intervals and grade probabilities equal the reference digits`(row: FixtureRow) throws {
    let index = try LabelingIndex(positive: row.whole("positive"), total: row.whole("total"))
    let wilson = index.wilsonInterval
    let exact = index.clopperPearsonInterval
    #expect(try Self.matches(index.percent.doubleValue, row["percent"]))
    #expect(try Self.matches(wilson.lowerPercent, row["wilson_low"]))
    #expect(try Self.matches(wilson.upperPercent, row["wilson_high"]))
    #expect(try Self.matches(exact.lowerPercent, row["exact_low"]))
    #expect(try Self.matches(exact.upperPercent, row["exact_high"]))
    guard !row["p_g1"].isEmpty else { return }
    let grades = try #require(GradeProbabilities(index, scheme: .whoGEP2022))
    #expect(try Self.matches(grades.g1, row["p_g1"]))
    #expect(try Self.matches(grades.g2, row["p_g2"]))
    #expect(try Self.matches(grades.g3, row["p_g3"]))
    #expect(abs(grades.g1 + grades.g2 + grades.g3 - 1) < 1e-12)
  }

  @Test(arguments: FixtureRow.table("ambiguous-counts"))
  func `exactly the listed counts leave the cut-off open`(row: FixtureRow) throws {
    let total = try row.whole("total")
    let cutoff = try row.whole("cutoff")
    let open = try (0...total).filter {
      try LabelingIndex(positive: $0, total: total).isAmbiguous(atCutoffPercent: cutoff)
    }
    #expect(open == Array(try row.whole("lowest")...row.whole("highest")))
  }

  @Test(arguments: FixtureRow.table("miscalls"))
  func `the chance of a miscall equals the binomial tail`(row: FixtureRow) throws {
    let from = Double(try row.whole("called_from"))
    let total = Double(try row.whole("total"))
    let proportion = try #require(row.number("true_percent")) / 100
    let tail = Beta(from, total - from + 1).cumulative(proportion)
    #expect(try Self.matches(tail, row["probability"]))
  }

  @Test func `intervals hold the index, mirror under exchange, and stay within 0 to 100`() throws {
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<500 {
      let total = Int.random(in: 1...5000, using: &generator)
      let positive = Int.random(in: 0...total, using: &generator)
      let index = try LabelingIndex(positive: positive, total: total)
      let mirrored = try LabelingIndex(positive: total - positive, total: total)
      for (one, other) in [
        (index.wilsonInterval, mirrored.wilsonInterval),
        (index.clopperPearsonInterval, mirrored.clopperPearsonInterval),
      ] {
        #expect(one.contains(index.percent.doubleValue))
        #expect(one.lowerPercent >= 0 && one.upperPercent <= 100)
        #expect(abs(one.lowerPercent + other.upperPercent - 100) < 1e-8)
      }
    }
  }

  @Test func `the number of nuclei that settles a cut-off is the smallest`() throws {
    for (positive, total) in [(14, 500), (16, 500), (10, 400), (105, 500), (95, 500)] {
      let cutoff = positive * 10 > total ? 20 : 3
      let index = try LabelingIndex(positive: positive, total: total)
      #expect(index.isAmbiguous(atCutoffPercent: cutoff))
      let needed = try #require(index.nucleiToSettle(cutoffPercent: cutoff))
      // The same proportion with about as many nuclei: open just below, settled just above.
      let factor = needed / total
      let below = try LabelingIndex(positive: positive * factor, total: total * factor)
      let above = try LabelingIndex(positive: positive * (factor + 1), total: total * (factor + 1))
      #expect(below.isAmbiguous(atCutoffPercent: cutoff))
      #expect(!above.isAmbiguous(atCutoffPercent: cutoff))
    }
    #expect(try LabelingIndex(positive: 15, total: 500).nucleiToSettle(cutoffPercent: 3) == nil)
  }

  @Test func `huge counts are answered at once, and beyond them refused`() throws {
    let index = try LabelingIndex(positive: 30_000_000, total: LabelingIndex.most)
    #expect(index.clopperPearsonInterval.contains(3))
    #expect(abs(index.probability(belowPercent: 3) - 0.5) < 0.001)
    #expect(throws: LabelingIndexError.implausible(total: Int.max)) {
      try LabelingIndex(positive: 1, total: Int.max)
    }
  }
}
