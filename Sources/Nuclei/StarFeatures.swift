/// Measures of fitted outlines by which nuclei are told from other dark spots.
///
/// Shape, edge and interior only, no color and no darkness: a positive and a negative nucleus must
/// have the same chance of being found. The names are those of the model file.
struct StarFeatures {
  /// Names in the order of the values.
  static let names = [
    "radius_mean", "radius_variation", "area", "elongation", "edge_mean", "edge_lowest",
    "edge_quartile", "edge_weak_share", "edge_to_contrast", "texture", "valley_inside",
    "gain_mean", "center_offset",
  ]
  static let count = names.count

  /// Number of values: the features, and the contrast, which is kept with each nucleus.
  static let valueCount = count + 1

  /// Places of the values that are kept with each nucleus.
  static let (elongation, edgeToContrast, contrast) = (3, 8, count)

  private static let rays = StarFit.rays
  private static let perUnit = 1 / DoubledPlane.scale

  private let fit: StarFit
  private let values: UnsafeMutablePointer<FloatLanes>
  /// What lies at, just outside and inside the chosen radii.
  private let edges: UnsafeMutablePointer<Lanes>

  /// Prepares measuring.
  ///
  /// - Parameters:
  ///   - fit: fitted outlines.
  ///   - values: room for `valueCount` values.
  ///   - edges: room for as many values as there are rays.
  init(
    fit: StarFit, values: UnsafeMutablePointer<FloatLanes>, edges: UnsafeMutablePointer<Lanes>
  ) {
    self.fit = fit
    self.values = values
    self.edges = edges
  }

  /// Writes all measures.
  func write(_ shape: StarShape) {
    values[0] = shape.meanRadius
    values[1] = radiusVariation(shape)
    values[2] = shape.area
    values[Self.elongation] = shape.elongation(fit)
    let surroundings = writeAlongOutline()
    writeEdges()
    let inside = writeTexture()
    let difference = inside - surroundings
    let contrast = difference.replacing(with: 0, where: difference .< 0)
    values[Self.contrast] = difference
    values[Self.edgeToContrast] = values[4] / (contrast + 0.02)
    values[10] /= contrast + 0.03
    let offset =
      shape.centroidX * shape.centroidX + shape.centroidY * shape.centroidY
    values[12] = offset.squareRoot() / shape.meanRadius
  }

  private func radiusVariation(_ shape: StarShape) -> FloatLanes {
    var squares = FloatLanes()
    for ray in 0..<Self.rays {
      let deviation = StarShape.radius(fit, ray) - shape.meanRadius
      squares += deviation * deviation
    }
    return (squares / Float(Self.rays)).squareRoot() / shape.meanRadius
  }

  /// Edges, valleys, gains and surroundings at the chosen radii.
  ///
  /// - Returns: mean absorption 1 and 2 µm outside the outline.
  private func writeAlongOutline() -> FloatLanes {
    var surroundings = FloatLanes()
    let lanes = StarFit.lanes
    let steps = StarFit.steps
    let chosen = UnsafeRawPointer(fit.outline).assumingMemoryBound(to: Int16.self)
    let rise = UnsafeRawPointer(fit.rise).assumingMemoryBound(to: Int16.self)
    let gain = UnsafeRawPointer(fit.gain).assumingMemoryBound(to: Int16.self)
    let profile = UnsafeRawPointer(fit.profile).assumingMemoryBound(to: Int16.self)
    let along = UnsafeMutableRawPointer(edges).assumingMemoryBound(to: Int16.self)
    for lane in 0..<lanes {
      var valleys: Int32 = 0
      var gains: Int32 = 0
      var ring: Int32 = 0
      for ray in 0..<Self.rays {
        let step = Int(chosen[ray * lanes + lane])
        let cell = (ray * steps + step) * lanes + lane
        valleys &+= Int32(rise[cell])
        gains &+= Int32(gain[cell])
        let row = ray * (steps + 1)
        along[ray * lanes + lane] =
          step < steps - 1
          ? profile[(row + step) * lanes + lane] &- profile[(row + step + 2) * lanes + lane]
          : StarFit.noEdge
        ring &+= Int32(profile[(row + min(step + 3, steps)) * lanes + lane])
        ring &+= Int32(profile[(row + min(step + 5, steps)) * lanes + lane])
      }
      let share = Self.perUnit / Float(Self.rays)
      values[10][lane] = Float(valleys) * share
      values[11][lane] = Float(gains) / (Float(Self.rays) * StarFit.gainUnit)
      surroundings[lane] = Float(ring) * (share / 2)
    }
    return surroundings
  }

  /// Mean, lowest, lower quartile and share of weak edges along the outline.
  private func writeEdges() {
    let weakest = Lanes.highProduct(fit.edgeScale, Lanes(repeating: 19_661))
    var sum = FloatLanes()
    var weak = Lanes()
    for ray in 0..<Self.rays {
      sum += edges[ray].floats
      weak.replace(with: weak &+ 1, where: edges[ray] .< weakest)
    }
    sortLanes(edges)
    values[4] = sum * (Self.perUnit / Float(Self.rays))
    values[5] = edges[0].floats * Self.perUnit
    values[6] = edges[3].floats * Self.perUnit
    values[7] = weak.floats / Float(Self.rays)
  }

  /// Texture inside the outline.
  ///
  /// A ring's share of the area grows with its radius; the center stands for a small disc.
  ///
  /// - Returns: mean absorption inside.
  private func writeTexture() -> FloatLanes {
    var weights = FloatLanes()
    var sum = FloatLanes()
    var squares = FloatLanes()
    let centerWeight: Float = 0.125
    let longest = longestRay()
    for ray in 0..<Self.rays {
      let outline = fit.outline[ray]
      let profile = fit.profile + ray * (StarFit.steps + 1)
      let chosen = outline.floats
      weights += chosen * (chosen + 1) / 2 + centerWeight
      let center = profile[0].floats
      sum += center * centerWeight
      squares += center * center * centerWeight
      for step in 1...longest {
        let reach = Lanes(repeating: Int16(truncatingIfNeeded: step - 1))
        let inside = Lanes().replacing(with: profile[step], where: reach .< outline)
        let value = inside.floats
        let weighted = value * Float(step)
        sum += weighted
        squares += weighted * value
      }
    }
    let inside = sum / weights * Self.perUnit
    let variance = squares / weights * (Self.perUnit * Self.perUnit) - inside * inside
    let deviation = variance.replacing(with: 0, where: variance .< 0).squareRoot()
    values[9] = deviation / (inside + 0.02)
    return inside
  }

  /// Index of the largest radius of all outlines, at least 1.
  private func longestRay() -> Int {
    var longest = Lanes(repeating: 1)
    for ray in 0..<Self.rays { longest = Lanes.larger(longest, fit.outline[ray]) }
    return (0..<StarFit.lanes).reduce(1) { max($0, Int(longest[$1])) }
  }
}
