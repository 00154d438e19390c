import Foundation
import Raster

/// Fits the best closed star-shaped outlines around eight points at a time.
///
/// Along each of 16 rays the light absorption is read every half µm out to 10 µm. An outline picks
/// one radius per ray. It is rewarded where absorption falls outward, punished where a ray has
/// crossed a valley (another nucleus begins), drawn towards an expected radius, and kept smooth
/// between neighboring rays. The best closed outline is found by dynamic programming around the
/// circle (`StarFit+Path.swift`).
///
/// Goals, in order: the result depends on the surroundings of a point only (never on where a tile
/// begins, nor on which points share a batch); then speed: eight points fill a vector register of
/// 16-bit numbers, so that every step is a plain loop without shuffles, branches or allocation.
final class StarFit {
  static let lanes = 8
  static let rays = 16
  /// Radial positions of an outline: 0.5, 1.0, … 10 µm.
  static let steps = 20
  static let stepMicrons: Float = 0.5
  /// 16-bit steps per unit of gain: 24 rays' worth of the largest gain and cost fit into 16 bits.
  static let gainUnit: Float = 128
  /// Largest gain and largest cost of a radius; typical edges gain 1.
  private static let gainLimit: Int16 = 600
  /// An outline cannot end where absorption beyond is not read.
  private static let noEdge: Int16 = -20_000

  /// Absorption by ray and radius (0, 0.5, … 10 µm), in steps of `DoubledPlane.scale`.
  let profile: UnsafeMutablePointer<Lanes>
  /// Fall of absorption over 1 µm by ray and radius of an outline.
  let edge: UnsafeMutablePointer<Lanes>
  /// Largest outward rise so far by ray and radius of an outline.
  let rise: UnsafeMutablePointer<Lanes>
  /// What an outline gains by ray and radius, in steps of `gainUnit`.
  let gain: UnsafeMutablePointer<Lanes>
  /// Index of the radius chosen on each ray.
  let outline: UnsafeMutablePointer<Lanes>
  /// Best sums by turn and radius, with padding; see `StarFit+Path.swift`.
  let score: UnsafeMutablePointer<Lanes>
  /// Typical size of the strongest edge along a ray.
  private(set) var edgeScale = Lanes()

  private let offsets: UnsafeMutablePointer<Int32>
  private var offsetsWidth = 0
  private let sorted: UnsafeMutablePointer<Lanes>
  private let cost: UnsafeMutablePointer<Lanes>
  private let pixelMicrons: Double
  /// Weight of a crossed valley against the edge it ends at, in 65536ths.
  private let valleyWeight: Int16
  /// Absorption in steps of `DoubledPlane.scale` that is added to the typical edge.
  private let edgeFloor: Int16
  /// Costs of a radius change of one and of two steps between neighboring rays.
  let jumpCosts: (one: Int16, two: Int16)

  init(parameters: DetectionParameters) {
    pixelMicrons = parameters.workingMicronsPerPixel
    valleyWeight = Int16((parameters.valleyPenalty * 65536).rounded())
    edgeFloor = Int16(parameters.edgeFloor * Double(DoubledPlane.scale))
    let jump = Int16((parameters.raggednessPenalty * Double(Self.gainUnit)).rounded())
    jumpCosts = (jump, 2 * jump)
    let cells = Self.rays * Self.steps
    profile = .allocate(capacity: cells + Self.rays)
    edge = .allocate(capacity: cells)
    rise = .allocate(capacity: cells)
    gain = .allocate(capacity: cells)
    outline = .allocate(capacity: Self.rays)
    sorted = .allocate(capacity: Self.rays)
    cost = .allocate(capacity: Self.steps)
    offsets = .allocate(capacity: cells + Self.rays)
    score = .allocate(capacity: Self.scoreCount)
    score.initialize(repeating: Lanes(repeating: Self.never), count: Self.scoreCount)
  }

  deinit {
    for buffer in [profile, edge, rise, gain, outline, sorted, cost, score] { buffer.deallocate() }
    offsets.deallocate()
  }

  /// Lays the rays over planes of a given width.
  func prepare(for plane: DoubledPlane) {
    guard plane.width != offsetsWidth else { return }
    offsetsWidth = plane.width
    for ray in 0..<Self.rays {
      let angle = 2 * Double.pi * Double(ray) / Double(Self.rays)
      for step in 0...Self.steps {
        let radius = Double(step) * Double(Self.stepMicrons) / pixelMicrons * 2
        let dx = Int((radius * cos(angle)).rounded())
        let dy = Int((radius * sin(angle)).rounded())
        offsets[ray * (Self.steps + 1) + step] = Int32(dy * plane.width + dx)
      }
    }
  }

  /// Fits outlines around lattice points of the plane.
  ///
  /// - Parameters:
  ///   - plane: smoothed absorption; the rays must lie inside it.
  ///   - starts: centers and expected radii of eight candidates.
  ///   - pull: how strongly outlines are drawn to the expected radii.
  func fit(plane: DoubledPlane, starts: UnsafePointer<OutlineStart>, pull: RadiusPull) {
    sample(plane, starts: starts)
    measureEdges()
    pull.writeCosts(of: starts, to: cost)
    measureGains()
    chooseOutline()
  }

  private func sample(_ plane: DoubledPlane, starts: UnsafePointer<OutlineStart>) {
    let base = UnsafePointer(plane.samples.base)
    let width = plane.width
    func center(_ lane: Int) -> UnsafePointer<Int16> {
      base + starts[lane].y2 * width + starts[lane].x2
    }
    let (p0, p1, p2, p3) = (center(0), center(1), center(2), center(3))
    let (p4, p5, p6, p7) = (center(4), center(5), center(6), center(7))
    let offsets = offsets
    // Written one by one: building vectors from eight loads costs more than storing them.
    let count = Self.rays * (Self.steps + 1)
    profile.withMemoryRebound(to: Int16.self, capacity: Self.lanes * count) { target in
      for i in 0..<count {
        let offset = Int(offsets[i])
        let cell = target + Self.lanes * i
        cell[0] = p0[offset]
        cell[1] = p1[offset]
        cell[2] = p2[offset]
        cell[3] = p3[offset]
        cell[4] = p4[offset]
        cell[5] = p5[offset]
        cell[6] = p6[offset]
        cell[7] = p7[offset]
      }
    }
  }

  private func measureEdges() {
    let last = Self.steps - 1
    for ray in 0..<Self.rays {
      let profile = profile + ray * (Self.steps + 1)
      let edge = edge + ray * Self.steps
      let rise = rise + ray * Self.steps
      var lowest = profile[0]
      var highestRise = Lanes()
      var strongest = Lanes(repeating: Self.noEdge)
      for step in 0..<last {
        let value = profile[step + 1]
        let fall = profile[step] &- profile[step + 2]
        edge[step] = fall
        if step > 0 { strongest = Lanes.larger(strongest, fall) }
        lowest = Lanes.smaller(lowest, value)
        highestRise = Lanes.larger(highestRise, value &- lowest)
        rise[step] = highestRise
      }
      edge[last] = Lanes(repeating: Self.noEdge)
      rise[last] = highestRise
      sorted[ray] = strongest
    }
    sortLanes(sorted)
    let median = (sorted[Self.rays / 2 - 1] &>> 1) &+ (sorted[Self.rays / 2] &>> 1)
    let highest = Lanes(repeating: .max - edgeFloor)
    edgeScale =
      Lanes.smaller(Lanes.larger(median, Lanes()), highest) &+ Lanes(repeating: edgeFloor)
  }

  private func measureGains() {
    let quotient = FloatLanes(repeating: Self.gainUnit * 65536) / edgeScale.floats
    var perScale = Lanes()
    for lane in 0..<Self.lanes {
      perScale[lane] = Int16(truncatingIfNeeded: Int32(quotient[lane]))
    }
    let valleyWeight = Lanes(repeating: valleyWeight)
    let limit = Lanes(repeating: Self.gainLimit)
    let lowest = Lanes(repeating: -Self.gainLimit)
    for ray in 0..<Self.rays {
      for step in 0..<Self.steps {
        let i = ray * Self.steps + step
        let net = edge[i] &- Lanes.highProduct(rise[i], valleyWeight)
        let scaled = Lanes.highProduct(net, perScale)
        gain[i] = Lanes.larger(Lanes.smaller(scaled, limit), lowest) &- cost[step]
      }
    }
  }
}
