import Statistics
import Testing

@Suite("SplitMix64")
struct SplitMix64Tests {
  /// First outputs of the reference implementation (Vigna, `splitmix64.c`) from the state 1234567.
  @Test func `the sequence is that of the reference implementation`() {
    var random = SplitMix64(seed: 1_234_567)
    let first = (0..<5).map { _ in random.next() }
    #expect(
      first == [
        6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
        4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
      ])
  }

  @Test(arguments: [1, 2, 7, 1000, UInt32.max])
  func `numbers below a bound are below it, and the smallest and largest occur`(bound: UInt32) {
    var random = SplitMix64(seed: 5)
    let numbers = (0..<20_000).map { _ in random.next(below: bound) }
    #expect(numbers.allSatisfy { (0..<Int(bound)).contains($0) })
    if bound <= 1000 {
      #expect(numbers.contains(0) && numbers.contains(Int(bound) - 1))
    }
  }
}
