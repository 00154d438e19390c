import Foundation

/// Measures of a fitted outline by which nuclei are told from other dark spots.
///
/// Shape, edge and contrast only, no color: a positive and a negative nucleus must have the same
/// chance of being found. The names are those of the model file.
struct StarFeatures {
  /// Names in the order of `values`.
  static let names = [
    "radius_mean", "radius_variation", "area", "elongation", "edge_mean",
    "edge_lowest", "edge_quartile", "edge_weak_share", "edge_to_contrast", "texture", "contrast",
    "contrast_relative", "contrast_lowest", "blob_small", "blob_large", "valley_inside",
    "gain_mean",
    "center_offset",
  ]
  static let count = names.count

  /// Area inside the outline in µm².
  private(set) var area: Float = 0
  /// Center of area relative to the center of the rays, µm.
  private(set) var centroid = SIMD2<Float>()
  /// Mean radius in µm.
  private(set) var meanRadius: Float = 0
  /// Ratio of the long to the short axis of inertia, at least 1.
  private(set) var elongation: Float = 1

  private static let directions = StarOutline.directions

  /// Area, center and elongation of the outline of a fit.
  init(outlineOf fit: StarFit) {
    let rays = StarFit.rays
    var doubledArea: Float = 0
    var first = SIMD2<Float>()
    var xx: Float = 0
    var yy: Float = 0
    var xy: Float = 0
    var radiusSum: Float = 0
    Self.directions.withUnsafeBufferPointer { directions in
      var a = Self.corner(fit, 0, directions)
      for ray in 0..<rays {
        radiusSum += Self.radius(fit, ray)
        let b = Self.corner(fit, (ray + 1) % rays, directions)
        let cross = a.x * b.y - b.x * a.y
        doubledArea += cross
        first += (a + b) * cross
        xx += (a.x * a.x + a.x * b.x + b.x * b.x) * cross
        yy += (a.y * a.y + a.y * b.y + b.y * b.y) * cross
        xy += (a.x * b.y + 2 * a.x * a.y + 2 * b.x * b.y + b.x * a.y) * cross
        a = b
      }
    }
    meanRadius = radiusSum / Float(rays)
    area = max(doubledArea / 2, 0.1)
    centroid = first / (6 * area)
    xx = xx / (12 * area) - centroid.x * centroid.x
    yy = yy / (12 * area) - centroid.y * centroid.y
    xy = xy / (24 * area) - centroid.x * centroid.y
    let middle = (xx + yy) / 2
    let half = (xx - yy) / 2
    let spread = max(half * half + xy * xy, 0).squareRoot()
    elongation = (max(middle + spread, 0.01) / max(middle - spread, 0.01)).squareRoot()
  }

  static func radius(_ fit: StarFit, _ ray: Int) -> Float {
    Float(fit.outline.base[ray] + 1) * StarFit.stepMicrons
  }

  private static func corner(
    _ fit: StarFit, _ ray: Int, _ directions: UnsafeBufferPointer<SIMD2<Float>>
  ) -> SIMD2<Float> {
    directions[ray] * radius(fit, ray)
  }

  /// Writes all measures of a fit.
  ///
  /// - Parameters:
  ///   - fit: the fit this outline was made of.
  ///   - blobs: responses of the levels of 2.0 and 2.8 µm at the center.
  ///   - values: room for `count` values.
  func write(
    fit: StarFit, blobs: (small: Float, large: Float),
    to values: UnsafeMutablePointer<Float>
  ) {
    values[0] = meanRadius
    values[1] = radiusVariation(fit)
    values[2] = area
    values[3] = elongation
    let edgeMean = writeEdges(fit, to: values + 4)
    let contrast = writeContrasts(fit, to: values + 9)
    values[8] = edgeMean / (max(contrast, 0) + 0.02)
    values[13] = blobs.small
    values[14] = blobs.large
    var valley: Float = 0
    var gain: Float = 0
    for ray in 0..<StarFit.rays {
      let step = Int(fit.outline.base[ray])
      valley += fit.rise.base[step * StarFit.rays + ray]
      gain += fit.gain.base[ray * StarFit.steps + step]
    }
    values[15] = valley / Float(StarFit.rays) / (max(contrast, 0) + 0.03)
    values[16] = gain / Float(StarFit.rays)
    values[17] = (centroid * centroid).sum().squareRoot() / meanRadius
  }

  private func radiusVariation(_ fit: StarFit) -> Float {
    var squares: Float = 0
    for ray in 0..<StarFit.rays {
      let deviation = Self.radius(fit, ray) - meanRadius
      squares += deviation * deviation
    }
    return (squares / Float(StarFit.rays)).squareRoot() / meanRadius
  }

  /// Mean, lowest, lower quartile and share of weak edges along the outline.
  private func writeEdges(_ fit: StarFit, to values: UnsafeMutablePointer<Float>) -> Float {
    let rays = StarFit.rays
    return withUnsafeTemporaryAllocation(of: Float.self, capacity: rays) { sorted in
      var sum: Float = 0
      var weak = 0
      for ray in 0..<rays {
        let edge = fit.edge.base[Int(fit.outline.base[ray]) * rays + ray]
        sum += edge
        if edge < 0.3 * fit.edgeScale { weak += 1 }
        var place = ray
        while place > 0, sorted[place - 1] > edge {
          sorted[place] = sorted[place - 1]
          place -= 1
        }
        sorted[place] = edge
      }
      values[0] = sum / Float(rays)
      values[1] = sorted[0]
      values[2] = sorted[3]
      values[3] = Float(weak) / Float(rays)
      return values[0]
    }
  }

  /// Texture inside and contrast against the surroundings.
  private func writeContrasts(_ fit: StarFit, to values: UnsafeMutablePointer<Float>) -> Float {
    let rays = StarFit.rays
    let profile = fit.profile.base
    var weightSum: Float = 0
    var sum: Float = 0
    var squares: Float = 0
    for ray in 0..<rays {
      for step in 0...Int(fit.outline.base[ray]) {
        // A ring's share of the area grows with its radius; the center stands for a small disc.
        let weight = step == 0 ? StarFit.stepMicrons / 8 : Float(step) * StarFit.stepMicrons
        let value = profile[step * rays + ray]
        weightSum += weight
        sum += weight * value
        squares += weight * value * value
      }
    }
    let inside = sum / weightSum
    let deviation = max(squares / weightSum - inside * inside, 0).squareRoot()
    let (ring, darkestRing) = surroundings(fit)
    let contrast = inside - ring
    values[0] = deviation / (inside + 0.02)
    values[1] = contrast
    values[2] = contrast / (inside + 0.02)
    values[3] = inside - darkestRing
    return contrast
  }

  /// Mean absorption 1 and 2 µm outside the outline: over all rays, and of the darkest eighth.
  private func surroundings(_ fit: StarFit) -> (mean: Float, darkest: Float) {
    let rays = StarFit.rays
    let profile = fit.profile.base
    var sum: Float = 0
    var darkest: Float = -1
    var previous: Float = 0
    for ray in 0..<rays {
      let step = Int(fit.outline.base[ray])
      let near = profile[min(step + 3, StarFit.steps) * rays + ray]
      let far = profile[min(step + 5, StarFit.steps) * rays + ray]
      let ring = (near + far) / 2
      sum += ring
      if ray % 2 == 1 { darkest = max(darkest, (previous + ring) / 2) }
      previous = ring
    }
    return (sum / Float(rays), darkest)
  }
}
