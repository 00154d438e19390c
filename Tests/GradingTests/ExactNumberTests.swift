import Grading
import TestSupport
import Testing

@Suite("Exact numbers")
struct ExactNumberTests {
  @Test(arguments: FixtureRow.table("fields"))
  func `field sizes convert as published`(row: FixtureRow) throws {
    func count(_ text: String, fields: String) throws -> MitoticCount {
      try #require(
        try MitoticCount.parse(
          .init(mitoses: text, fields: fields, fieldDiameterMm: row["diameter_mm"])))
    }
    let one = try count("1", fields: "1")
    let area = try #require(one.areaSquareMillimeters).doubleValue
    #expect(try StatisticsTests.matches(area, row["area_mm2"]))
    // The table rounds 2/area and 10/area half to even, so the last digit has one unit of play.
    #expect(abs(2 / area - (try #require(row.number("fields_for_2_mm2")))) < 0.0061)
    #expect(abs(10 / area - (try #require(row.number("fields_for_10_mm2")))) < 0.061)
    let perTen = try count("1", fields: "10").perTwoSquareMillimeters.doubleValue
    #expect(try StatisticsTests.matches(perTen, row["factor"]))
  }

  @Test func `an assumed field size carries the range of usual fields`() throws {
    let mitoses = try #require(try MitoticCount.parse(.init(mitoses: "1 per 10 HPF")))
    let range = try #require(mitoses.possibleRange)
    #expect(mitoses.perTwoSquareMillimeters == Fraction(1))
    #expect(abs(range.low.doubleValue - 0.603) < 0.0005)
    #expect(abs(range.high.doubleValue - 1.315) < 0.0005)
    #expect(mitoses.areaSquareMillimeters == nil)
  }

  @Test(arguments: [
    ("9 in 10 mm²", "1.80"), ("9 mitoses in 10 mm2", "1.80"), ("9/10mm2", "1.80"),
    ("1.8/2 mm2", "1.80"),
    ("3/mm2", "6.00"), ("5/10HPF", "5.00"), ("5 mitoses per 10 high power fields", "5.00"),
    ("12/50 HPFs", "2.40"), ("2 per 10 sq mm", "0.40"), ("0 / 10 hpf", "0.00"),
    ("1 per HPF", "10.00"),
  ])
  func `mitoses carry their unit in many spellings`(text: String, rate: String) throws {
    #expect(try #require(try MitoticCount.parse(.init(mitoses: text))).rateText == rate)
  }

  @Test(arguments: [
    (2996, 100_000, "2.996"), (2999, 100_000, "2.999"), (2990, 100_000, "2.99"), (15, 500, "3.00"),
    (200_001, 1_000_000, "20.0001"), (199_999, 1_000_000, "19.9999"), (1, 3, "33.33"),
    (2, 3, "66.67"), (0, 5, "0.00"), (5, 5, "100.00"), (20_004, 1_000_000, "2.0004"),
    (3, 1_000_000_000, "0.00"),
  ])
  func `a printed index never stands on the other side of a cut-off`(
    positive: Int, total: Int, text: String
  ) throws {
    #expect(try LabelingIndex(positive: positive, total: total).percentText == text)
  }

  @Test func `printed indices keep their side of every cut-off and are right to half a unit`()
    throws
  {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<5000 {
      let total = Int.random(in: 1...1_000_000, using: &generator)
      let near = total * [2, 3, 20][Int.random(in: 0...2, using: &generator)] / 100
      let positive = min(total, max(0, near + Int.random(in: -2...2, using: &generator)))
      let index = try LabelingIndex(positive: positive, total: total)
      let printed = try #require(Double(index.percentText))
      #expect(abs(printed - index.percent.doubleValue) <= 0.005 + 1e-9)
      for cutoff in [2, 3, 20] {
        let isBelow = 100 * positive < cutoff * total
        let isAbove = 100 * positive > cutoff * total
        #expect((printed < Double(cutoff)) == isBelow && (printed > Double(cutoff)) == isAbove)
      }
    }
  }

  @Test(arguments: [
    "", " ", ".", "1.", ".5", "-1", "+1", "1e3", "1,5", "0x10", "1234567890", "1.1234567", "1.2.3",
    "١", "½", "1 2", "NaN", "inf",
  ])
  func `text that is no plain decimal is refused`(text: String) {
    #expect(Fraction(decimal: text) == nil)
  }

  @Test func `order equals cross-multiplied integers`() throws {
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<2000 {
      let a = Int.random(in: 0...999_999, using: &generator)
      let b = Int.random(in: 0...999_999, using: &generator)
      func text(_ millionths: Int) -> String {
        let digits = String(millionths)
        return "0." + String(repeating: "0", count: 6 - digits.count) + digits
      }
      let left = try #require(Fraction(decimal: text(a)))
      let right = try #require(Fraction(decimal: " \(text(b))\t"))
      #expect((left < right) == (a < b) && (left == right) == (a == b))
    }
  }

  @Test(arguments: [(-1, 5), (6, 5), (0, 0), (1, 0), (0, -1)])
  func `counts that are no index are refused`(positive: Int, total: Int) {
    #expect(throws: LabelingIndexError.self) {
      try LabelingIndex(positive: positive, total: total)
    }
  }

  @Test(arguments: ["", "abc", "101", "-3", "<3", "3,5", "4 5"])
  func `percent text that is no percentage is refused`(text: String) {
    #expect(throws: CaseDataError.self) { try Ki67Measurement(percentText: text) }
  }
}
