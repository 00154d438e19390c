/// Area, center and extent of fitted outlines.
struct StarShape {
  /// Area inside the outline in µm².
  private(set) var area = FloatLanes()
  /// Center of area relative to the center of the rays, µm.
  private(set) var centroidX = FloatLanes()
  private(set) var centroidY = FloatLanes()
  /// Mean radius in µm.
  private(set) var meanRadius = FloatLanes()

  /// Half the sine of the angle between neighboring rays.
  private static let halfSine: Float = 0.191_341_72

  /// Measures the polygons through the ends of the rays.
  ///
  /// The triangle between two rays has its center at a third of the sum of its corners, so that a
  /// ray counts with the two triangles it belongs to.
  init(outlineOf fit: StarFit) {
    let rays = StarFit.rays
    var products = FloatLanes()
    var radii = FloatLanes()
    StarOutline.directions.withUnsafeBufferPointer { directions in
      var radius = Self.radius(fit, 0)
      var before = Self.radius(fit, rays - 1) * radius
      for ray in 0..<rays {
        let next = Self.radius(fit, (ray + 1) % rays)
        let after = radius * next
        let weight = radius * (before + after)
        centroidX += weight * directions[ray].x
        centroidY += weight * directions[ray].y
        products += after
        radii += radius
        before = after
        radius = next
      }
    }
    meanRadius = radii / Float(rays)
    area = products * Self.halfSine
    centroidX = centroidX / (3 * products)
    centroidY = centroidY / (3 * products)
  }

  /// Length of a ray in µm.
  @inline(__always)
  static func radius(_ fit: StarFit, _ ray: Int) -> FloatLanes {
    (fit.outline[ray].floats + 1) * StarFit.stepMicrons
  }

  /// Ratio of the long to the short axis of inertia, at least 1.
  func elongation(_ fit: StarFit) -> FloatLanes {
    var xx = FloatLanes()
    var yy = FloatLanes()
    var xy = FloatLanes()
    StarOutline.directions.withUnsafeBufferPointer { directions in
      var radius = Self.radius(fit, 0)
      for ray in 0..<StarFit.rays {
        let end = (ray + 1) % StarFit.rays
        let next = Self.radius(fit, end)
        let (ax, ay) = (radius * directions[ray].x, radius * directions[ray].y)
        let (bx, by) = (next * directions[end].x, next * directions[end].y)
        let product = radius * next
        xx += (ax * ax + ax * bx + bx * bx) * product
        yy += (ay * ay + ay * by + by * by) * product
        xy += (ax * (by + 2 * ay) + bx * (2 * by + ay)) * product
        radius = next
      }
    }
    let perArea = Self.halfSine / area
    xx = xx * perArea / 6 - centroidX * centroidX
    yy = yy * perArea / 6 - centroidY * centroidY
    xy = xy * perArea / 12 - centroidX * centroidY
    let middle = (xx + yy) / 2
    let half = (xx - yy) / 2
    let spread = (half * half + xy * xy).squareRoot()
    let least = FloatLanes(repeating: 0.01)
    let long = middle + spread
    let short = middle - spread
    return
      (long.replacing(with: least, where: long .< least)
      / short.replacing(with: least, where: short .< least)).squareRoot()
  }
}
