/// Mean of plane samples whose pixel centers lie inside a fitted outline.
struct OutlineMean {
  private(set) var first: Float = 0
  private(set) var second: Float = 0

  /// Averages two planes.
  ///
  /// - Parameters:
  ///   - fit: outline around `(x2, y2)`.
  ///   - x2: column of the center in half pixels.
  ///   - y2: row of the center in half pixels.
  ///   - planes: two planes of `width` columns; the outline must lie inside them.
  ///   - width: columns of the planes.
  ///   - micronsPerPixel: size of a pixel in µm.
  init(
    fit: StarFit, x2: Int, y2: Int, planes: (UnsafePointer<Float>, UnsafePointer<Float>),
    width: Int, micronsPerPixel: Float
  ) {
    let rays = StarFit.rays
    withUnsafeTemporaryAllocation(of: SIMD2<Float>.self, capacity: rays) { corners in
      var low = Float.infinity
      var high = -Float.infinity
      // Corners in pixels relative to the pixel that holds the center, so that rounding does not
      // depend on where the slide was cut.
      let fraction = SIMD2(Float(x2 & 1) / 2, Float(y2 & 1) / 2)
      for ray in 0..<rays {
        let radius = StarFeatures.radius(fit, ray) / micronsPerPixel
        corners[ray] = StarOutline.directions[ray] * radius + fraction
        low = min(low, corners[ray].y)
        high = max(high, corners[ray].y)
      }
      let origin = (y2 >> 1) * width + (x2 >> 1)
      var sums = SIMD2<Float>()
      var count = 0
      for y in Int(low.rounded(.up))...max(Int(low.rounded(.up)), Int(high.rounded(.down))) {
        Self.addRow(
          y, corners: UnsafeBufferPointer(corners),
          planes: (planes.0 + origin + y * width, planes.1 + origin + y * width), sums: &sums,
          count: &count)
      }
      if count == 0 {
        sums = SIMD2(planes.0[origin], planes.1[origin])
        count = 1
      }
      first = sums.x / Float(count)
      second = sums.y / Float(count)
    }
  }

  /// Adds the samples of one row between each pair of crossings.
  private static func addRow(
    _ y: Int, corners: UnsafeBufferPointer<SIMD2<Float>>,
    planes: (UnsafePointer<Float>, UnsafePointer<Float>), sums: inout SIMD2<Float>,
    count: inout Int
  ) {
    let height = Float(y)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: corners.count) { crossings in
      var found = 0
      for i in 0..<corners.count {
        let a = corners[i]
        let b = corners[(i + 1) % corners.count]
        guard (a.y <= height) != (b.y <= height) else { continue }
        let x = a.x + (height - a.y) / (b.y - a.y) * (b.x - a.x)
        var place = found
        while place > 0, crossings[place - 1] > x {
          crossings[place] = crossings[place - 1]
          place -= 1
        }
        crossings[place] = x
        found += 1
      }
      for pair in stride(from: 0, to: found - 1, by: 2) {
        var x = Int(crossings[pair].rounded(.up))
        let end = Int(crossings[pair + 1].rounded(.down))
        while x <= end {
          sums += SIMD2(planes.0[x], planes.1[x])
          count += 1
          x += 1
        }
      }
    }
  }
}
