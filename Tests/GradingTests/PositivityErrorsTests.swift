import Grading
import Statistics
import TestSupport
import Testing

@Suite("Errors of the positive call")
struct PositivityErrorsTests {
  private static let perfect: PositivityErrors = {
    var errors = PositivityErrors()
    errors.sensitivity = 1
    errors.sensitivityDeviation = 0
    errors.falsePositiveRate = 0
    errors.falsePositiveRateDeviation = 0
    return errors
  }()

  @Test func `a call without errors changes nothing`() throws {
    for (positive, total) in [(0, 500), (9, 500), (15, 500), (101, 500), (500, 500)] {
      let index = try LabelingIndex(positive: positive, total: total)
      let plain = try #require(GradeProbabilities(index, scheme: .whoGEP2022))
      let same = try #require(
        GradeProbabilities(index, scheme: .whoGEP2022, errors: Self.perfect))
      #expect(abs(plain.g1 - same.g1) < 1e-12 && abs(plain.g3 - same.g3) < 1e-12)
      #expect(abs(index.percentCorrected(for: Self.perfect) - index.percent.doubleValue) < 1e-12)
    }
  }

  @Test func `a low index is doubted, a high one less`() throws {
    let low = try LabelingIndex(positive: 17, total: 500)
    let plain = try #require(GradeProbabilities(low, scheme: .whoGEP2022))
    let doubted = try #require(
      GradeProbabilities(low, scheme: .whoGEP2022, errors: PositivityErrors()))
    // Of 3.4 % called positive, 1.4 points are expected to be wrong.
    #expect(plain.mostProbable == .g2 && doubted.mostProbable == .g1)
    #expect(low.percentCorrected(for: PositivityErrors()) < 3)
    let high = try LabelingIndex(positive: 250, total: 500)
    let sure = try #require(
      GradeProbabilities(high, scheme: .whoGEP2022, errors: PositivityErrors()))
    #expect(sure.g3 > 0.999)
    #expect(abs(sure.g1 + sure.g2 + sure.g3 - 1) < 1e-12)
  }

  @Test func `probabilities are those of simulated slides`() throws {
    var random = SeededGenerator(seed: 3)
    let errors = PositivityErrors()
    let rates = (
      Beta(Self.parameters(errors.sensitivity, errors.sensitivityDeviation)),
      Beta(Self.parameters(errors.falsePositiveRate, errors.falsePositiveRateDeviation))
    )
    var expected = 0.0
    var seen = 0.0
    let slides = 4000
    for _ in 0..<slides {
      let truth = 0.10 * random.unit()
      let sensitivity = rates.0.quantile(random.unit())
      let falsePositiveRate = rates.1.quantile(random.unit())
      let called = truth * sensitivity + (1 - truth) * falsePositiveRate
      let positive = (0..<1000).count { _ in random.unit() < called }
      // Where slides of all true indices stand beside each other, not at the ends of their range.
      guard (30...55).contains(positive) else { continue }
      let index = try LabelingIndex(positive: positive, total: 1000)
      expected += index.probability(belowPercent: 3, errors: errors)
      if truth < 0.03 { seen += 1 }
    }
    #expect(expected > 300)
    #expect(abs(expected - seen) < 4 * expected.squareRoot(), "\(expected) \(seen)")
  }

  private static func parameters(_ mean: Double, _ deviation: Double) -> (Double, Double) {
    let spread = mean * (1 - mean) / (deviation * deviation) - 1
    return (mean * spread, (1 - mean) * spread)
  }

  @Test func `grade probabilities without errors are those of simulated slides`() throws {
    var random = SeededGenerator(seed: 4)
    var (expected, seen, wilson, slides) = (0.0, 0.0, 0, 0)
    for _ in 0..<6000 {
      let truth = 0.06 * random.unit()
      let positive = (0..<500).count { _ in random.unit() < truth }
      let index = try LabelingIndex(positive: positive, total: 500)
      slides += 1
      if index.wilsonInterval.contains(100 * truth) { wilson += 1 }
      guard (5...25).contains(positive) else { continue }
      expected += index.probability(belowPercent: 3)
      if truth < 0.03 { seen += 1 }
    }
    #expect(abs(expected - seen) < 3 * expected.squareRoot() * 0.6, "\(expected) \(seen)")
    let coverage = Double(wilson) / Double(slides)
    #expect(coverage > 0.93 && coverage < 0.97, "\(coverage)")
  }
}

extension Beta {
  fileprivate init(_ parameters: (Double, Double)) { self.init(parameters.0, parameters.1) }
}
