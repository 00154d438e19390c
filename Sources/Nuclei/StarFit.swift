import CKernels
import Raster

/// Fits the best closed star-shaped outlines around sixteen points at a time.
///
/// Along each of 16 rays the light absorption is read every half µm out to 10 µm. An outline picks
/// one radius per ray. It is rewarded where absorption falls outward, punished where a ray has
/// crossed a valley (another nucleus begins), drawn towards an expected radius, and kept smooth
/// between neighboring rays. The best closed outline is found by dynamic programming around the
/// circle: sums run from ray to ray for one and a half turns, so that the start is forgotten, and the
/// last full turn is kept. The work is done by `ki67_fit_stars`.
///
/// Goals, in order: the result depends on the surroundings of a point only (never on where a tile
/// begins, nor on which points share a batch); then speed: the numbers of sixteen points fill a vector
/// register, so that every step is a plain loop without shuffles, branches or allocation.
final class StarFit {
  /// Points that are fitted at a time.
  static let lanes = KI67_BATCH
  static let rays = 16
  /// Radial positions of an outline: 0.5, 1.0, … 10 µm.
  static let steps = 20
  static let stepMicrons: Float = 0.5
  /// 16-bit steps per unit of gain: 24 rays' worth of the largest gain and cost fit into 16 bits.
  static let gainUnit: Float = 128

  /// Fall of absorption at the largest radius, beyond which absorption is not read.
  static let noEdge = Int16(KI67_NO_EDGE)

  /// Absorption by ray and radius (0, 0.5, … 10 µm), in steps of `DoubledPlane.scale`.
  let profile: UnsafeMutablePointer<Lanes>
  /// Largest outward rise so far by ray and radius of an outline.
  let rise: UnsafeMutablePointer<Lanes>
  /// What an outline gains by ray and radius, in steps of `gainUnit`.
  let gain: UnsafeMutablePointer<Lanes>
  /// Index of the radius chosen on each ray.
  let outline: UnsafeMutablePointer<Lanes>

  private let score: UnsafeMutablePointer<Lanes>
  private let scale: UnsafeMutablePointer<Lanes>
  /// Points of the rays around centers in whole columns, and around centers between columns.
  private let points: (whole: RayPoints, between: RayPoints)
  private let settings: ki67_star_fit
  private let instructions: ki67_instructions

  /// Rows and columns of the best sums; see `ki67_star_fit`.
  private static let scoreCount = 25 * 24
  /// A sum that no path reaches, far enough from the end of 16 bits to subtract costs from.
  private static let never: Int16 = -32_000

  init(parameters: DetectionParameters, instructions: InstructionSet = .best) {
    self.instructions = instructions.kernels
    let cells = Self.rays * Self.steps
    profile = .allocate(capacity: cells + Self.rays)
    rise = .allocate(capacity: cells)
    gain = .allocate(capacity: cells)
    outline = .allocate(capacity: Self.rays)
    scale = .allocate(capacity: 1)
    points = (
      whole: RayPoints(parameters, parity: 0), between: RayPoints(parameters, parity: 1)
    )
    score = .allocate(capacity: Self.scoreCount)
    score.initialize(repeating: Lanes(repeating: Self.never), count: Self.scoreCount)
    let jump = Int16((parameters.raggednessPenalty * Double(Self.gainUnit)).rounded())
    settings = ki67_star_fit(
      points: nil, point_count: 0, whole_count: 0, costs: nil,
      valley_weight: Int16((parameters.valleyPenalty * 65536).rounded()),
      edge_floor: Int16(parameters.edgeFloor * Double(DoubledPlane.scale)),
      jump_costs: (jump, 2 * jump), profile: Self.numbers(profile), rise: Self.numbers(rise),
      gain: Self.numbers(gain), score: Self.numbers(score), outline: Self.numbers(outline),
      edge_scale: Self.numbers(scale))
  }

  deinit {
    for buffer in [profile, rise, gain, outline, scale, score] { buffer.deallocate() }
  }

  /// Typical size of the strongest edge along a ray.
  var edgeScale: Lanes { scale[0] }

  /// Lays the rays over planes of a given width.
  func prepare(for plane: DoubledPlane) {
    points.whole.prepare(pixelWidth: plane.pixelWidth)
    points.between.prepare(pixelWidth: plane.pixelWidth)
  }

  /// Fits outlines around lattice points of the plane.
  ///
  /// - Parameters:
  ///   - plane: smoothed absorption; the rays must lie inside it, not at its first or last sample.
  ///   - starts: centers and expected radii of `lanes` candidates, all of them in whole columns or
  ///     all between columns.
  ///   - pull: how strongly outlines are drawn to the expected radii.
  func fit(plane: DoubledPlane, starts: UnsafePointer<OutlineStart>, pull: RadiusPull) {
    let parity = starts[0].x2 & 1
    let points = parity == 0 ? points.whole : points.between
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 2 * Self.lanes) { room in
      guard let centers = room.baseAddress else { return }
      let radii = centers + Self.lanes
      for lane in 0..<Self.lanes {
        let start = starts[lane]
        precondition(start.x2 & 1 == parity)
        centers[lane] = Int32(start.y2 * plane.pixelWidth + start.x2 >> 1)
        radii[lane] = Int32(start.radius)
      }
      pull.table.withUnsafeBufferPointer { costs in
        var fit = settings
        fit.points = UnsafePointer(points.base)
        fit.point_count = RayPoints.count
        fit.whole_count = points.wholeCount
        fit.costs = costs.baseAddress
        ki67_fit_stars(instructions, &fit, plane.samples.base, centers, radii)
      }
    }
  }

  private static func numbers(
    _ lanes: UnsafeMutablePointer<Lanes>
  ) -> UnsafeMutablePointer<Int16> {
    UnsafeMutableRawPointer(lanes).assumingMemoryBound(to: Int16.self)
  }
}
