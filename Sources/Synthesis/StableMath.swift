/// Functions made of additions, multiplications, divisions and square roots only.
///
/// IEEE 754 fixes the result of each of these to the last bit, and Swift does not fuse or reorder
/// them, so a scene has the same bytes on every processor. `exp`, `log`, `sin` and `cos` of the C
/// library differ between versions and are not used anywhere in this module.
package enum StableMath {
  /// `2^x`, relative error below 1e-7, for x from -120 to 120.
  @inline(__always)
  package static func exp2(_ x: Float) -> Float {
    let clamped = min(max(x, -120), 120)
    let whole = (clamped + 12_582_912) - 12_582_912  // rounds to nearest: 1.5 * 2^23
    let f = clamped - whole
    let p0 = 1 + f * (0.693_147_18 + f * (0.240_226_51 + f * 0.055_504_109))
    let f4 = f * f * f * f
    let p = p0 + f4 * (0.009_618_129_1 + f * (0.001_333_355_8 + f * 0.000_154_035_3))
    return p * Float(bitPattern: UInt32(bitPattern: (Int32(whole) + 127) << 23))
  }

  /// `e^x`, with the precision of `exp2`.
  package static func exp(_ x: Double) -> Double {
    Double(exp2(Float(x * 1.442_695_040_888_963_4)))
  }

  /// Rises from 0 at `x <= 0` to 1 at `x >= 1`, flat at both ends.
  @inline(__always)
  package static func smoothStep(_ x: Float) -> Float {
    let t = min(max(x, 0), 1)
    return t * t * (3 - 2 * t)
  }

  /// Standard normal value from 64 bits: the sum of four 16-bit uniform values.
  ///
  /// Mean 0, variance 1, range about -3.46 to 3.46.
  @inline(__always)
  package static func normal(_ bits: UInt64) -> Double {
    let sum = (bits & 0xFFFF) + ((bits >> 16) & 0xFFFF) + ((bits >> 32) & 0xFFFF) + (bits >> 48)
    return (Double(sum) - 131_070) * (1.732_050_807_568_877_2 / 65_536)
  }

  /// Value that a standard normal variable exceeds with a probability of `share`.
  ///
  /// Logistic approximation, within 0.03 for shares from 0.01 to 0.99; found by bisection.
  package static func normalQuantile(exceededBy share: Double) -> Double {
    var low = -4.0
    var high = 4.0
    for _ in 0..<40 {
      let middle = (low + high) / 2
      let exceeding = 1 / (1 + exp(1.5976 * middle + 0.070_565_992 * middle * middle * middle))
      if exceeding > share { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
