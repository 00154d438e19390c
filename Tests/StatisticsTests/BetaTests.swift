import Statistics
import TestSupport
import Testing

@Suite("Beta distribution")
struct BetaTests {
  @Test func `the incomplete beta function equals the binomial sum`() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<300 {
      let n = Int.random(in: 1...80, using: &generator)
      let k = Int.random(in: 1...n, using: &generator)
      let p = Double.random(in: 0.001...0.999, using: &generator)
      // P(X = j), built up from P(X = 0) without any special function.
      var term = (0..<n).reduce(1.0) { product, _ in product * (1 - p) }
      var sum = 0.0
      for j in 0...n {
        if j >= k { sum += term }
        term *= Double(n - j) / Double(j + 1) * p / (1 - p)
      }
      let value = Beta(Double(k), Double(n - k + 1)).cumulative(p)
      #expect(abs(value - sum) < 1e-11, "n \(n) k \(k) p \(p)")
    }
  }

  @Test func `closed forms, symmetry and quantiles of the beta distribution`() {
    for x in [0.001, 0.03, 0.2, 0.5, 0.77, 0.999] {
      #expect(abs(Beta(1, 1).cumulative(x) - x) < 1e-14)
      // Arcsine law: I_x(1/2, 1/2) at 1/2 is 1/2.
      for (a, b) in [
        (0.5, 0.5), (2.5, 700.5), (31, 970), (0.5, 500.5), (0.1, 7), (0.3, 4),
        (1_000_000.5, 9_000_000.5),
      ] {
        let sum = Beta(a, b).cumulative(x) + Beta(b, a).cumulative(1 - x)
        #expect(abs(sum - 1) < 1e-12)
        let quantile = Beta(a, b).quantile(x)
        #expect(abs(Beta(a, b).cumulative(quantile) - x) < 1e-9)
      }
    }
    #expect(abs(Beta(0.5, 0.5).cumulative(0.5) - 0.5) < 1e-14)
    #expect(abs(Beta(1_000_000.5, 9_000_000.5).cumulative(0.1) - 0.5) < 1e-3)
  }

  /// SciPy 1.17.1, `scipy.special.betainc(a, b, x)`.
  @Test(arguments: [
    (0.25, 3.5, 0.3, 0.943319882692756),
    (0.1, 0.4, 0.9, 0.9141272622163217),
    (0.05, 1200.5, 0.0001, 0.9187734933384852),
    (0.45, 0.45, 0.01, 0.07731219653407019),
  ])
  func `small parameters equal SciPy`(a: Double, b: Double, x: Double, expected: Double) {
    #expect(abs(Beta(a, b).cumulative(x) / expected - 1) < 1e-12)
  }
}
