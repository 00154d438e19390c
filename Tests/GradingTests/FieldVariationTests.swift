import Foundation
import Grading
import Statistics
import TestSupport
import Testing

@Suite("Variation between fields")
struct FieldVariationTests {
  /// Fields whose true index is drawn from a beta distribution by its mean and deviation.
  private static func fields(
    _ count: Int, mean: Double, deviation: Double, using random: inout SeededGenerator
  ) -> [FieldVariation.Field] {
    (0..<count).compactMap { _ in
      let total = 50 + Int(700 * random.unit())
      let share = deviation > 0 ? draw(mean, deviation, using: &random) : mean
      let positive = (0..<total).count { _ in random.unit() < share }
      return FieldVariation.Field(positive: positive, total: total)
    }
  }

  /// A gamma-like share by the quantile of the beta distribution, with a mean and deviation.
  private static func draw(
    _ mean: Double, _ deviation: Double, using random: inout SeededGenerator
  ) -> Double {
    let spread = mean * (1 - mean) / (deviation * deviation) - 1
    return Beta(mean * spread, (1 - mean) * spread).quantile(random.unit())
  }

  @Test(arguments: [
    (20, 0.02, 0.0), (60, 0.02, 0.01), (40, 0.15, 0.08), (200, 0.05, 0.03), (15, 0.3, 0.1),
  ])
  func `the interval of whole fields covers the truth as often as it says`(
    count: Int, mean: Double, deviation: Double
  ) {
    var random = SeededGenerator(seed: 41)
    let slides = 600
    var covered = 0
    for _ in 0..<slides {
      let fields = Self.fields(count, mean: mean, deviation: deviation, using: &random)
      guard let interval = FieldVariation(fields)?.interval else { continue }
      if interval.contains(100 * mean) { covered += 1 }
    }
    let share = Double(covered) / Double(slides)
    // 93 to 97 %, and three standard errors of 600 slides for the simulation itself.
    let error = 3 * (0.95 * 0.05 / Double(slides)).squareRoot()
    #expect(share > 0.93 - error / 2 && share < 0.97 + error / 2, "\(share)")
  }

  @Test func `where fields differ, the interval that takes nuclei for independent is too narrow`() {
    var random = SeededGenerator(seed: 42)
    var covered = 0
    for _ in 0..<300 {
      let fields = Self.fields(40, mean: 0.15, deviation: 0.08, using: &random)
      let positive = fields.reduce(0) { $0 + $1.positive }
      let total = fields.reduce(0) { $0 + $1.total }
      let wilson = try? LabelingIndex(positive: positive, total: total).wilsonInterval
      if wilson?.contains(15) == true { covered += 1 }
    }
    #expect(covered < 180)
  }

  @Test func `equal fields have a dispersion of one and no spread, different ones theirs`() throws {
    var random = SeededGenerator(seed: 43)
    let equal = try #require(
      FieldVariation(Self.fields(2000, mean: 0.1, deviation: 0, using: &random)))
    #expect(abs(equal.dispersion - 1) < 0.15)
    #expect(equal.significance > 0.001)
    #expect(equal.standardDeviationPoints < 1)
    let unequal = try #require(
      FieldVariation(Self.fields(2000, mean: 0.1, deviation: 0.05, using: &random)))
    #expect(abs(unequal.standardDeviationPoints - 5) < 0.4)
    #expect(unequal.dispersion > 5 && unequal.significance < 1e-6)
  }

  @Test func `small cases by hand`() throws {
    #expect(FieldVariation.Field(positive: 1, total: 0) == nil)
    #expect(FieldVariation.Field(positive: 3, total: 2) == nil)
    func fields(_ positives: [Int]) -> [FieldVariation.Field] {
      positives.compactMap { FieldVariation.Field(positive: $0, total: 100) }
    }
    #expect(FieldVariation(fields([1, 2, 3])) == nil)
    let none = try #require(FieldVariation(fields(Array(repeating: 0, count: 12))))
    #expect(none.interval == nil && none.dispersion == 1 && none.standardDeviationPoints == 0)
    // Ten fields of 100 at 5 and 15 %: χ² = 10 · 25 / (100 · 0.09) = 27.78 with 9 degrees.
    let two = try #require(FieldVariation(fields([5, 15, 5, 15, 5, 15, 5, 15, 5, 15])))
    #expect(abs(two.dispersion - 27.7778 / 9) < 1e-4)
    // R: pchisq(27.7778, 9, lower = FALSE) is 0.001036.
    #expect(abs(two.significance - 0.001036) < 2e-4)
    let between = (250 / 9.0 - 9) * 0.09 / (1000 - 100 - 9)
    #expect(abs(two.standardDeviationPoints - 100 * between.squareRoot()) < 1e-9)
    #expect(two.interval == FieldVariation(fields([5, 15, 5, 15, 5, 15, 5, 15, 5, 15]))?.interval)
  }
}
