/// Where tumor nests, septa and glass are, as a function of position.
///
/// Nests are the cells of a warped Voronoi diagram, septa run along its edges; glass is where a slow
/// random field exceeds the level that leaves the wanted share of the area empty.
struct TissueArchitecture: Sendable {
  /// What is at a point.
  struct Sample: Sendable, Equatable {
    /// Distance in µm into a nest; negative in a septum.
    var nestDepth: Float
    /// Distance in µm from the middle of the nearest septum.
    var septumDistance: Float
    /// Distance in µm into tissue; negative on glass; approximate.
    var tissueDepth: Float
    /// Width in µm of the gap that shrinkage opened between nest and septum, often 0.
    var cleftWidth: Float
  }

  private let parameters: TissueParameters
  private let sites: CounterRandom
  private let warp: [NoiseField]
  private let width: NoiseField
  private let edge: [NoiseField]
  private let cleft: NoiseField
  private let edgeLevel: Double

  init(seed: UInt64, parameters: TissueParameters) {
    self.parameters = parameters
    sites = CounterRandom(seed: seed, purpose: .nestSites)
    warp = [(0, 70.0), (1, 70.0), (2, 19.0), (3, 19.0)].map {
      NoiseField(seed: seed, purpose: .nestWarp, channel: $0.0, wavelengthMicrons: $0.1)
    }
    width = NoiseField(seed: seed, purpose: .septumWidth, channel: 0, wavelengthMicrons: 60)
    edge = [(0, 230.0), (1, 70.0), (2, 15.0)].map {
      NoiseField(seed: seed, purpose: .tissueEdge, channel: $0.0, wavelengthMicrons: $0.1)
    }
    cleft = NoiseField(seed: seed, purpose: .cleft, channel: 0, wavelengthMicrons: 45)
    edgeLevel =
      parameters.glassFraction > 0
      ? StableMath.normalQuantile(exceededBy: parameters.glassFraction) : .infinity
  }

  /// What is at a point in µm.
  func sample(_ x: Double, _ y: Double) -> Sample {
    let septum = septumDistance(
      x + 9 * warp[0].value(x, y) + 1.6 * warp[2].value(x, y),
      y + 9 * warp[1].value(x, y) + 1.6 * warp[3].value(x, y))
    let change = 1 + 0.55 * width.value(x, y)
    let halfWidth = parameters.septumWidthMicrons / 2 * max(0.1, change)
    return Sample(
      nestDepth: Float(septum - halfWidth), septumDistance: Float(septum),
      tissueDepth: Float(tissueDepth(x, y)),
      cleftWidth: Float(max(0, min(5, 4 * (cleft.value(x, y) - 0.6)))))
  }

  private func tissueDepth(_ x: Double, _ y: Double) -> Double {
    guard edgeLevel.isFinite else { return 1000 }
    let field = 0.88 * edge[0].value(x, y) + 0.47 * edge[1].value(x, y)
    return (edgeLevel - field) * 75 + 3.2 * edge[2].value(x, y)
  }

  /// Distance in µm to the nearest edge of the Voronoi diagram of the nests' sites.
  private func septumDistance(_ x: Double, _ y: Double) -> Double {
    let scale = 1 / parameters.nestSizeMicrons
    let u = x * scale
    let v = y * scale
    let column = Int(u.rounded(.down))
    let row = Int(v.rounded(.down))
    var nearest = (x: 0.0, y: 0.0, squared: Double.infinity)
    for j in (row - 1)...(row + 1) {
      for i in (column - 1)...(column + 1) {
        let offset = site(i, j, u, v)
        let squared = offset.x * offset.x + offset.y * offset.y
        if squared < nearest.squared { nearest = (offset.x, offset.y, squared) }
      }
    }
    var distance = 2.0
    for j in (row - 2)...(row + 2) {
      for i in (column - 2)...(column + 2) {
        let offset = site(i, j, u, v)
        let dx = offset.x - nearest.x
        let dy = offset.y - nearest.y
        let length = (dx * dx + dy * dy).squareRoot()
        guard length > 1e-9 else { continue }
        let middle = (offset.x + nearest.x) * dx + (offset.y + nearest.y) * dy
        distance = min(distance, middle / (2 * length))
      }
    }
    return distance * parameters.nestSizeMicrons
  }

  /// Vector from a point to the site of a lattice square, both in squares.
  @inline(__always)
  private func site(_ i: Int, _ j: Int, _ u: Double, _ v: Double) -> (x: Double, y: Double) {
    let bits = sites.bits(i, j)
    let jitterX = Double(bits & 0xFFFF) * (0.86 / 65_536) + 0.07
    let jitterY = Double((bits >> 16) & 0xFFFF) * (0.86 / 65_536) + 0.07
    return (Double(i) + jitterX - u, Double(j) + jitterY - v)
  }

  /// Direction of the septum near a point, as its cosine and sine.
  func septumDirection(_ x: Double, _ y: Double) -> (cosine: Double, sine: Double) {
    let step = 1.5
    let dx = Double(sample(x + step, y).septumDistance - sample(x - step, y).septumDistance)
    let dy = Double(sample(x, y + step).septumDistance - sample(x, y - step).septumDistance)
    let length = (dx * dx + dy * dy).squareRoot()
    return length > 1e-6 ? (-dy / length, dx / length) : (1, 0)
  }
}
