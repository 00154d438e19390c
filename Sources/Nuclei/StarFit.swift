import Foundation
import Raster

/// Fits the best closed star-shaped outline around a point.
///
/// Along each of 16 rays the light absorption is read every half µm out to 10 µm. An outline picks
/// one radius per ray. It is rewarded where absorption falls outward, punished where a ray has
/// crossed a valley (another nucleus begins), drawn towards an expected radius, and kept smooth
/// between neighboring rays. The best closed outline is found by dynamic programming in one and a
/// half turns around the circle, of which the last whole one is kept.
///
/// Goals, in order: the result depends on the surroundings of the point only (never on where a tile
/// begins); then speed (fixed sizes, rays side by side so that loops vectorize, no allocation).
final class StarFit {
  static let rays = 16
  /// Radial positions of an outline: 0.5, 1.0, … 10 µm.
  static let steps = 20
  static let stepMicrons: Float = 0.5
  /// Padding around a row of scores, so that jumps may look outside.
  private static let pad = 2
  private static let rowLength = steps + 2 * pad
  /// Score of a radius that does not exist.
  private static let outside: Float = -1e9
  /// Rays visited: half a circle to forget the start, then the circle that is kept.
  private static let turns = rays / 2 + rays
  /// Ray of the first visit.
  private static let firstRay = rays / 2

  /// Weight of a crossed valley against the edge it ends at.
  private let valleyWeight: Float = 0.3
  /// Cost of one step of radius change between neighboring rays.
  private let jumpCost: Float = 0.08

  /// Absorption by radius (0, 0.5, … 10 µm), 16 rays each.
  let profile = SampleBuffer<Float>(capacity: (steps + 1) * rays)
  /// Fall of absorption over 1 µm around each radius, 16 rays each.
  let edge = SampleBuffer<Float>(capacity: steps * rays)
  /// Largest outward rise so far, 16 rays each.
  let rise = SampleBuffer<Float>(capacity: steps * rays)
  /// What an outline gains at each radius, 20 per ray.
  let gain = SampleBuffer<Float>(capacity: steps * rays)
  /// Index of the radius chosen on each ray.
  let outline = SampleBuffer<Int32>(capacity: rays)
  /// Typical size of the strongest edge along a ray.
  private(set) var edgeScale: Float = 0

  private let offsets = SampleBuffer<Int32>(capacity: (steps + 1) * rays)
  private var offsetsWidth = 0
  private let raw = SampleBuffer<UInt16>(capacity: (steps + 1) * rays)
  private let lowest = SampleBuffer<Float>(capacity: rays)
  private let strongest = SampleBuffer<Float>(capacity: rays)
  private let rows = SampleBuffer<Float>(capacity: turns * rowLength)
  private let pixelMicrons: Double

  init(workingMicronsPerPixel: Double) {
    pixelMicrons = workingMicronsPerPixel
  }

  /// Lays the rays over planes of a given width.
  func prepare(for plane: DoubledPlane) {
    guard plane.width != offsetsWidth else { return }
    offsetsWidth = plane.width
    for step in 0...Self.steps {
      let radius = Double(step) * Double(Self.stepMicrons) / pixelMicrons * 2
      for ray in 0..<Self.rays {
        let angle = 2 * Double.pi * Double(ray) / Double(Self.rays)
        let dx = Int((radius * cos(angle)).rounded())
        let dy = Int((radius * sin(angle)).rounded())
        offsets.base[step * Self.rays + ray] = Int32(dy * plane.width + dx)
      }
    }
  }

  /// Fits an outline.
  ///
  /// - Parameters:
  ///   - plane: smoothed absorption; the rays must lie inside it.
  ///   - seed: center on the lattice of the plane, and the radius towards which it is drawn.
  ///   - pull: strength of that draw, per squared relative deviation.
  func fit(plane: DoubledPlane, seed: OutlineSeed, pull: Float) {
    sample(plane.samples.base + Int(seed.y2) * plane.width + Int(seed.x2))
    measureEdges()
    measureGains(expectedRadius: Float(seed.radiusSteps) * Self.stepMicrons, pull: pull)
    chooseOutline()
  }

  private func sample(_ center: UnsafePointer<UInt16>) {
    let count = (Self.steps + 1) * Self.rays
    let offsets = offsets.base
    let raw = raw.base
    let profile = profile.base
    for i in 0..<count { raw[i] = center[Int(offsets[i])] }
    let scale = 1 / DoubledPlane.scale
    for i in 0..<count { profile[i] = Float(raw[i]) * scale }
  }

  private func measureEdges() {
    let rays = Self.rays
    let steps = Self.steps
    let profile = profile.base
    let edge = edge.base
    let rise = rise.base
    let lowest = lowest.base
    let strongest = strongest.base
    for i in 0..<((steps - 1) * rays) { edge[i] = profile[i] - profile[i + 2 * rays] }
    for ray in 0..<rays {
      edge[(steps - 1) * rays + ray] = -1
      lowest[ray] = min(profile[ray], profile[rays + ray])
      rise[ray] = max(0, profile[rays + ray] - profile[ray])
      strongest[ray] = edge[rays + ray]
    }
    for step in 1..<steps {
      let value = profile + (step + 1) * rays
      let target = rise + step * rays
      let here = edge + step * rays
      for ray in 0..<rays {
        let low = min(lowest[ray], value[ray])
        lowest[ray] = low
        target[ray] = max(target[ray - rays], value[ray] - low)
        strongest[ray] = max(strongest[ray], here[ray])
      }
    }
    edgeScale = Self.median(strongest) + 0.01
  }

  /// Mean of the two middle values of 16, by insertion sort in place.
  private static func median(_ values: UnsafeMutablePointer<Float>) -> Float {
    for i in 1..<rays {
      let value = values[i]
      var j = i
      while j > 0, values[j - 1] > value {
        values[j] = values[j - 1]
        j -= 1
      }
      values[j] = value
    }
    return 0.5 * (values[rays / 2 - 1] + values[rays / 2])
  }

  private func measureGains(expectedRadius: Float, pull: Float) {
    let rays = Self.rays
    let steps = Self.steps
    let edge = edge.base
    let rise = rise.base
    let gain = gain.base
    let perScale = 1 / edgeScale
    for step in 0..<steps {
      let deviation = (Float(step + 1) * Self.stepMicrons - expectedRadius) / expectedRadius
      // A radius of half a µm is no nucleus.
      let cost = pull * deviation * deviation + (step == 0 ? 1 : 0)
      for ray in 0..<rays {
        let i = step * rays + ray
        gain[ray * steps + step] = (edge[i] - valleyWeight * rise[i]) * perScale - cost
      }
    }
  }

  /// Scores of all partial outlines, ray after ray; the best path is read off afterwards.
  ///
  /// Keeping every row makes the forward pass a handful of maxima: where a path came from is found
  /// out again for the 16 steps of the winner only.
  private func chooseOutline() {
    let base = rows.base
    let first = gain.base + (Self.firstRay % Self.rays) * Self.steps
    for i in 0..<Self.rowLength { base[i] = Self.outside }
    for i in 0..<Self.steps { base[Self.pad + i] = first[i] }
    for turn in 1..<Self.turns {
      let row = base + turn * Self.rowLength
      for i in 0..<Self.pad {
        row[i] = Self.outside
        row[Self.pad + Self.steps + i] = Self.outside
      }
      Self.advance(
        from: base + (turn - 1) * Self.rowLength,
        gain: gain.base + ((Self.firstRay + turn) % Self.rays) * Self.steps, to: row + Self.pad,
        cost: jumpCost)
    }
    trace()
  }

  /// A new row: for each radius the best way from the row before, and the gain of being there.
  ///
  /// One loop of comparisons that each compile to a maximum instruction.
  @inline(__always)
  private static func advance(
    from previous: UnsafePointer<Float>, gain: UnsafePointer<Float>,
    to row: UnsafeMutablePointer<Float>, cost: Float
  ) {
    for i in 0..<steps {
      let inner = previous[i + 1] > previous[i + 3] ? previous[i + 1] : previous[i + 3]
      let outer = previous[i] > previous[i + 4] ? previous[i] : previous[i + 4]
      let near = inner - cost
      let far = outer - 2 * cost
      let moved = near > far ? near : far
      row[i] = (previous[i + 2] > moved ? previous[i + 2] : moved) + gain[i]
    }
  }

  /// Follows the best path back around the circle.
  private func trace() {
    let last = rows.base + (Self.turns - 1) * Self.rowLength + Self.pad
    var index = 0
    for i in 1..<Self.steps where last[i] > last[index] { index = i }
    for turn in stride(from: Self.turns - 1, through: Self.turns - Self.rays, by: -1) {
      outline.base[(Self.firstRay + turn) % Self.rays] = Int32(index)
      let previous = rows.base + (turn - 1) * Self.rowLength + Self.pad + index
      var best = previous[0]
      var move = 0
      for jump in [-1, 1] where previous[jump] - jumpCost > best {
        best = previous[jump] - jumpCost
        move = jump
      }
      for jump in [-2, 2] where previous[jump] - 2 * jumpCost > best {
        best = previous[jump] - 2 * jumpCost
        move = jump
      }
      index += move
    }
  }
}
