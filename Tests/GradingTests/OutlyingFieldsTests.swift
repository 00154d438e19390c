import Grading
import TestSupport
import Testing

@Suite("Tiles whose index lies far outside")
struct OutlyingFieldsTests {
  /// A slide's tiles with a true index of each.
  private func fields(
    _ shares: [Double], nuclei: Int = 135, using random: inout SeededGenerator
  ) -> [FieldVariation.Field?] {
    shares.map { share in
      let total = nuclei / 2 + Int.random(in: 0...nuclei, using: &random)
      let positive = (0..<total).count { _ in Double.random(in: 0..<1, using: &random) < share }
      return FieldVariation.Field(positive: positive, total: total)
    }
  }

  /// True indexes that differ from tile to tile, with the square of a uniform number for their tail.
  private func shares(
    _ count: Int, mean: Double, spread: Double, using random: inout SeededGenerator
  ) -> [Double] {
    (0..<count).map { _ in
      let unit = Double.random(in: 0..<1, using: &random)
      return min(1, max(0, mean + spread * (3 * unit * unit - 1)))
    }
  }

  @Test(arguments: [(0.01, 0.0), (0.02, 0.01), (0.05, 0.03), (0.3, 0.1), (0.6, 0.2)])
  func `slides without an outlying tile are rarely told to have one`(
    mean: Double, spread: Double
  ) {
    var random = SeededGenerator(seed: 3)
    for (count, most) in [(12, 6), (40, 4), (300, 2)] {
      let wrong = (0..<200).count { _ in
        let shares = shares(count, mean: mean, spread: spread, using: &random)
        return !OutlyingFields.positions(in: fields(shares, using: &random)).isEmpty
      }
      #expect(wrong <= most, "\(wrong) of 200 slides of \(count) tiles at \(mean)")
    }
  }

  @Test func `a tile far outside is found among many, and only that one`() {
    var random = SeededGenerator(seed: 4)
    var found = 0
    for _ in 0..<100 {
      var shares = shares(60, mean: 0.03, spread: 0.01, using: &random)
      shares[17] = 0.4
      let positions = OutlyingFields.positions(in: fields(shares, using: &random))
      #expect(positions.allSatisfy { $0 == 17 })
      if positions == [17] { found += 1 }
    }
    #expect(found >= 90, "\(found) of 100")
  }

  @Test func `a tile without a positive nucleus is found where all others have many`() throws {
    var fields = (0..<30).map { FieldVariation.Field(positive: 90 + $0 % 7, total: 200) }
    fields[4] = FieldVariation.Field(positive: 0, total: 200)
    #expect(OutlyingFields.positions(in: fields) == [4])
  }

  @Test func `few tiles, few nuclei and equal tiles say nothing`() {
    let hot = FieldVariation.Field(positive: 150, total: 200)
    let cold = FieldVariation.Field(positive: 2, total: 200)
    let small = FieldVariation.Field(positive: 19, total: 19)
    #expect(OutlyingFields.positions(in: []) == [])
    #expect(OutlyingFields.positions(in: [hot] + Array(repeating: cold, count: 10)) == [])
    #expect(OutlyingFields.positions(in: [hot] + Array(repeating: cold, count: 11)) == [0])
    #expect(OutlyingFields.positions(in: [small, nil] + Array(repeating: cold, count: 12)) == [])
    #expect(OutlyingFields.positions(in: Array(repeating: cold, count: 50)) == [])
    #expect(OutlyingFields.positions(in: [hot, nil] + Array(repeating: small, count: 50)) == [])
  }

  @Test func `order does not matter, and positive and negative are alike`() {
    var random = SeededGenerator(seed: 5)
    var values = shares(40, mean: 0.2, spread: 0.02, using: &random)
    values[3] = 0.8
    values[30] = 0.01
    let fields = fields(values, nuclei: 400, using: &random)
    let positions = OutlyingFields.positions(in: fields)
    #expect(positions == [3, 30])
    let reversed = OutlyingFields.positions(in: fields.reversed())
    #expect(reversed == [9, 36])
    let swapped = fields.map { field in
      field.flatMap { FieldVariation.Field(positive: $0.total - $0.positive, total: $0.total) }
    }
    #expect(OutlyingFields.positions(in: swapped) == positions)
  }
}
