/// Eight candidates side by side, 16 bits each: one vector register of every common processor.
typealias Lanes = SIMD8<Int16>
/// Eight candidates side by side.
typealias FloatLanes = SIMD8<Float>

extension SIMD8 where Scalar == Int16 {
  /// The larger value of each lane.
  @inline(__always)
  static func larger(_ a: Self, _ b: Self) -> Self { a.replacing(with: b, where: a .< b) }

  /// The smaller value of each lane.
  @inline(__always)
  static func smaller(_ a: Self, _ b: Self) -> Self { a.replacing(with: b, where: b .< a) }

  /// Upper half of the 32-bit product, rounded down; one instruction, unlike a division.
  @inline(__always)
  static func highProduct(_ a: Self, _ b: Self) -> Self {
    let wide = SIMD8<Int32>(truncatingIfNeeded: a) &* SIMD8<Int32>(truncatingIfNeeded: b)
    return Self(truncatingIfNeeded: wide &>> 16)
  }

  /// The same numbers as floats.
  @inline(__always)
  var floats: FloatLanes { FloatLanes(SIMD8<Int32>(truncatingIfNeeded: self)) }
}

/// Sorts 16 rows lane by lane, smallest first, with Batcher's merge exchange (Knuth, The Art of
/// Computer Programming vol. 3, algorithm 5.2.2 M): the same 63 comparisons for all lanes at once.
func sortLanes(_ rows: UnsafeMutablePointer<Lanes>) {
  var span = 8
  while span > 0 {
    var power = 8
    var rest = 0
    var distance = span
    while true {
      for i in 0..<(16 - distance) where i & span == rest {
        let low = rows[i]
        let high = rows[i + distance]
        rows[i] = Lanes.smaller(low, high)
        rows[i + distance] = Lanes.larger(low, high)
      }
      guard power != span else { break }
      distance = power - span
      power >>= 1
      rest = span
    }
    span >>= 1
  }
}
