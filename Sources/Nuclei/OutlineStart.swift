/// Where an outline is sought: a center on the doubled lattice and an expected radius.
///
/// Everything that a fit finds depends on these three numbers and the pixels around, so that seeds
/// which arrive at the same start are one candidate. Packed, so that sorting is sorting of numbers:
/// in reading order, then by radius.
struct OutlineStart: Equatable {
  /// Steps of the radius per µm.
  static let radiusSteps: Float = 8
  /// Largest radius in steps.
  static let largestRadius = 80

  private(set) var key: UInt64

  init(key: UInt64) { self.key = key }

  /// Makes a start.
  ///
  /// - Parameters:
  ///   - x2: column in half working pixels from the planes' first pixel, below 2²⁴.
  ///   - y2: row in half working pixels, below 2²⁴.
  ///   - radius: expected radius in eighths of a µm, 1 to `largestRadius`.
  init(x2: Int, y2: Int, radius: Int) {
    key =
      UInt64(truncatingIfNeeded: y2) << 40 | UInt64(truncatingIfNeeded: x2) << 16
      | UInt64(truncatingIfNeeded: min(max(radius, 1), Self.largestRadius))
  }

  var x2: Int { Int(key >> 16 & 0xff_ffff) }
  var y2: Int { Int(key >> 40) }
  /// Expected radius in eighths of a µm.
  var radius: Int { Int(key & 0xffff) }
}
