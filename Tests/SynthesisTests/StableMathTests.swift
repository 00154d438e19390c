import Foundation
import Synthesis
import Testing

@Suite struct StableMathTests {
  @Test func `powers of two agree with the C library`() {
    for step in -4000...4000 {
      let x = Float(step) / 100
      let exact = Foundation.exp2(Double(x))
      #expect(abs(Double(StableMath.exp2(x)) - exact) <= 3e-7 * exact)
    }
    #expect(abs(StableMath.exp(1) - M_E) < 1e-6)
  }

  @Test func `normal values have mean 0 and variance 1`() {
    var state: UInt64 = 1
    var sum = 0.0
    var squares = 0.0
    for _ in 0..<100_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let mixed = (state ^ (state >> 29)) &* 0xBF58_476D_1CE4_E5B9
      let value = StableMath.normal(mixed ^ (mixed >> 32))
      sum += value
      squares += value * value
    }
    #expect(abs(sum / 100_000) < 0.015)
    #expect(abs(squares / 100_000 - 1) < 0.02)
  }

  @Test(arguments: [(0.5, 0.0), (0.1587, 1.0), (0.0228, 2.0), (0.9, -1.2816), (0.05, 1.6449)])
  func `quantiles agree with tables`(share: Double, quantile: Double) {
    #expect(abs(StableMath.normalQuantile(exceededBy: share) - quantile) < 0.03)
  }
}
