import CKernels
import Raster
import TestSupport
import Testing

/// Fits of outlines against the same fit written plainly, one outline at a time.
@Suite struct StarFitTests {
  private static let (rays, steps, width) = (16, 20, 120)
  private static let sets = InstructionSet.allCases.filter(\.isAvailable)

  /// Lattice offsets: twice as fine as samples across, as fine down.
  private static func offset(_ ray: Int, _ step: Int) -> (dx: Int, dy: Int) {
    let across = [16, 15, 11, 6, 0, -6, -11, -15, -16, -15, -11, -6, 0, 6, 11, 15]
    return (step * across[ray] / 8, step * across[(ray + 12) % 16] / 8)
  }

  private let plane: [Int16]
  private let costs: [Int16]

  init() {
    var random = SeededGenerator(seed: 3)
    // Without smoothing, larger edges and rises would leave 16 bits together.
    plane = (0..<(Self.width * Self.width)).map { _ in Int16.random(in: 0...20000, using: &random) }
    costs = (0..<(21 * Self.steps)).map { _ in Int16.random(in: 0...300, using: &random) }
  }

  private struct Fit: Equatable {
    var profile: [Int]
    var gain: [Int]
    var outline: [Int]
    var scale: Int
  }

  private func sample(_ x2: Int, _ y: Int) -> Int {
    let at = y * Self.width + x2 >> 1
    return x2 & 1 == 0 ? Int(plane[at]) : (Int(plane[at]) + Int(plane[at + 1])) >> 1
  }

  private func plain(x2: Int, y: Int, radius: Int) -> Fit {
    let (rays, steps) = (Self.rays, Self.steps)
    let profile = (0..<rays).map { ray in
      (0...steps).map { step in
        let offset = Self.offset(ray, step)
        return sample(x2 + offset.dx, y + offset.dy)
      }
    }
    let edges = profile.map { ray in
      (0..<steps).map { $0 < steps - 1 ? ray[$0] - ray[$0 + 2] : Int(KI67_NO_EDGE) }
    }
    let strongest = edges.map { $0[1..<(steps - 1)].max() ?? 0 }.sorted()
    let typical = max(0, strongest[7] >> 1 + strongest[8] >> 1)
    let scale = min(typical, 32767 - 327) + 327
    let perScale = min(32767, Int(8_388_608 / Float(scale)))
    var gain = [[Int]](repeating: [], count: rays)
    for ray in 0..<rays {
      for step in 0..<steps {
        let inner = profile[ray][1...max(1, min(step + 1, steps - 1))]
        var (lowest, rise) = (profile[ray][0], 0)
        for value in inner {
          lowest = min(lowest, value)
          rise = max(rise, value - lowest)
        }
        let net = edges[ray][step] - (rise * 19_661) >> 16
        let scaled = min(max((net * perScale) >> 16, -600), 600)
        gain[ray].append(scaled - Int(costs[radius * steps + step]))
      }
    }
    return Fit(
      profile: profile.flatMap { $0 }, gain: gain.flatMap { $0 }, outline: outline(gain),
      scale: scale)
  }

  private func outline(_ gain: [[Int]]) -> [Int] {
    let (rays, steps) = (Self.rays, Self.steps)
    var sums = [gain[8]]
    for turn in 1...24 {
      let before = sums[turn - 1]
      sums.append(
        (0..<steps).map { i in
          (-2...2).filter { (0..<steps).contains(i + $0) }
            .map { before[i + $0] - 10 * abs($0) }.reduce(.min, max) + gain[(8 + turn) % rays][i]
        })
    }
    var place = sums[24].indices.reduce(0) { sums[24][$1] > sums[24][$0] ? $1 : $0 }
    var chosen = [Int](repeating: 0, count: rays)
    for turn in stride(from: 24, to: 8, by: -1) {
      chosen[(8 + turn) % rays] = place
      let before = sums[turn - 1]
      // No jump wins ties, then the shorter one, then the one from a smaller radius.
      let jumps = [0, -1, 1, -2, 2].filter { (0..<steps).contains(place + $0) }
      func sum(_ jump: Int) -> Int { before[place + jump] - 10 * abs(jump) }
      place += jumps.dropFirst().reduce(0) { sum($1) > sum($0) ? $1 : $0 }
    }
    return chosen
  }

  private func points(parity: Int) -> (points: [ki67_ray_point], wholeCount: Int) {
    var (whole, between): ([ki67_ray_point], [ki67_ray_point]) = ([], [])
    for ray in 0..<Self.rays {
      for step in (ray == 0 ? 0 : 1)...Self.steps {
        let (dx, dy) = Self.offset(ray, step)
        let point = ki67_ray_point(
          offset: Int32(dy * Self.width + (dx + parity) >> 1),
          place: Int32(ray * (Self.steps + 1) + step))
        if (dx + parity) & 1 == 0 { whole.append(point) } else { between.append(point) }
      }
    }
    return (whole + between, whole.count)
  }

  @Test(arguments: sets, [0, 1]) func `sixteen fits at once`(set: InstructionSet, parity: Int) {
    let lanes = KI67_BATCH
    var random = SeededGenerator(seed: UInt64(parity))
    let centers = (0..<lanes).map { _ in
      (
        x2: 2 * Int.random(in: 25..<95, using: &random) + parity,
        y: Int.random(in: 45..<75, using: &random), radius: Int.random(in: 1...20, using: &random)
      )
    }
    func room(_ cells: Int, _ value: Int16 = 0) -> UnsafeMutablePointer<Int16> {
      let base = UnsafeMutablePointer<Int16>.allocate(capacity: cells * lanes)
      base.initialize(repeating: value, count: cells * lanes)
      return base
    }
    let (points, wholeCount) = points(parity: parity)
    points.withUnsafeBufferPointer { points in
      costs.withUnsafeBufferPointer { costs in
        var fit = ki67_star_fit(
          points: points.baseAddress, point_count: points.count, whole_count: wholeCount,
          costs: costs.baseAddress, valley_weight: 19_661, edge_floor: 327, jump_costs: (10, 20),
          profile: room(336), rise: room(320), gain: room(320), score: room(600, -32_000),
          outline: room(16), edge_scale: room(1))
        defer {
          for base in [fit.profile, fit.rise, fit.gain, fit.score, fit.outline, fit.edge_scale] {
            base?.deallocate()
          }
        }
        ki67_fit_stars(
          set.kernels, &fit, plane, centers.map { Int32($0.y * Self.width + $0.x2 >> 1) },
          centers.map { Int32($0.radius) })
        for lane in 0..<lanes {
          func column(_ base: UnsafeMutablePointer<Int16>?, _ count: Int) -> [Int] {
            (0..<count).map { Int(base?[$0 * lanes + lane] ?? 0) }
          }
          let found = Fit(
            profile: column(fit.profile, 336), gain: column(fit.gain, 320),
            outline: column(fit.outline, 16), scale: column(fit.edge_scale, 1)[0])
          let center = centers[lane]
          #expect(found == plain(x2: center.x2, y: center.y, radius: center.radius))
        }
      }
    }
  }
}
