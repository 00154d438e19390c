/// Sixteen candidates side by side, 16 bits each: one vector register of recent processors.
typealias Lanes = SIMD16<Int16>
/// Sixteen candidates side by side.
typealias FloatLanes = SIMD16<Float>

extension SIMD16 where Scalar == Int16 {
  /// The larger value of each lane.
  @inline(__always)
  static func larger(_ a: Self, _ b: Self) -> Self { a.replacing(with: b, where: a .< b) }

  /// The smaller value of each lane.
  @inline(__always)
  static func smaller(_ a: Self, _ b: Self) -> Self { a.replacing(with: b, where: b .< a) }

  /// Upper half of the 32-bit product, rounded down; one instruction, unlike a division.
  ///
  /// Written out by lane here and in `floats`: the compiler makes vector instructions of it, but
  /// calls of generic functions of the library's conversions.
  @inline(__always)
  static func highProduct(_ a: Self, _ b: Self) -> Self {
    @inline(__always)
    func half(_ a: Int16, _ b: Int16) -> Int16 {
      Int16(truncatingIfNeeded: (Int32(a) &* Int32(b)) >> 16)
    }
    return Self(
      half(a[0], b[0]), half(a[1], b[1]), half(a[2], b[2]), half(a[3], b[3]),
      half(a[4], b[4]), half(a[5], b[5]), half(a[6], b[6]), half(a[7], b[7]),
      half(a[8], b[8]), half(a[9], b[9]), half(a[10], b[10]), half(a[11], b[11]),
      half(a[12], b[12]), half(a[13], b[13]), half(a[14], b[14]), half(a[15], b[15]))
  }

  /// The same numbers as floats.
  @inline(__always)
  var floats: FloatLanes {
    FloatLanes(
      Float(self[0]), Float(self[1]), Float(self[2]), Float(self[3]), Float(self[4]),
      Float(self[5]), Float(self[6]), Float(self[7]), Float(self[8]), Float(self[9]),
      Float(self[10]), Float(self[11]), Float(self[12]), Float(self[13]), Float(self[14]),
      Float(self[15]))
  }
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
