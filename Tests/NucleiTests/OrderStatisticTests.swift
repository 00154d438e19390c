import Nuclei
import TestSupport
import Testing

@Suite struct OrderStatisticTests {
  @Test func `selects what sorting finds`() {
    var random = SeededGenerator(seed: 11)
    for count in [1, 2, 3, 10, 257] {
      for distinct in [1, 2, 5, 100_000] {
        let values = (0..<count).map { _ in
          Double(Int.random(in: 0..<distinct, using: &random)) / 7 - 3
        }
        for rank in Set([0, count / 3, count / 2, count - 1]) {
          var scratch = values
          #expect(OrderStatistic.value(rank: rank, of: &scratch) == values.sorted()[rank])
          #expect(scratch.sorted() == values.sorted())
          #expect(scratch[..<rank].allSatisfy { $0 <= scratch[rank] })
          #expect(scratch[rank...].allSatisfy { $0 >= scratch[rank] })
        }
      }
    }
  }

  @Test func `takes sorted and reversed values`() {
    for values in [Array(0..<500), Array((0..<500).reversed())] {
      var scratch = values.map(Double.init)
      #expect(OrderStatistic.value(rank: 123, of: &scratch) == 123)
    }
  }
}
