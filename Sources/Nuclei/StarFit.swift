import Foundation
import Raster

/// Fits the best closed star-shaped outline around a point.
///
/// Along each of 16 rays the light absorption is read every half µm out to 10 µm. An outline picks
/// one radius per ray. It is rewarded where absorption falls outward, punished where a ray has
/// crossed a valley (another nucleus begins), drawn towards an expected radius, and kept smooth
/// between neighboring rays. The best closed outline is found by dynamic programming in two turns
/// around the circle, of which the second is kept.
///
/// Goals, in order: the result depends on the surroundings of the point only (never on where a tile
/// begins); then speed (fixed sizes, rays side by side so that loops vectorize, no allocation).
final class StarFit {
  static let rays = 16
  /// Radial positions of an outline: 0.5, 1.0, … 10 µm.
  static let steps = 20
  static let stepMicrons: Float = 0.5
  /// Largest change of the radius between neighboring rays, in steps.
  static let largestJump = 2
  /// Padding around a row of scores, so that jumps may look outside.
  private static let pad = 2

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
  private let score = SampleBuffer<Float>(capacity: steps + 2 * pad)
  private let best = SampleBuffer<Float>(capacity: steps)
  private let origin = SampleBuffer<Int32>(capacity: steps * 2 * rays)
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

  /// Fits an outline around a lattice point of the plane.
  ///
  /// - Parameters:
  ///   - plane: smoothed absorption; the rays must lie inside it.
  ///   - x2: column of the center in the doubled plane.
  ///   - y2: row of the center in the doubled plane.
  ///   - expectedRadius: radius in µm towards which the outline is drawn.
  ///   - pull: strength of that draw, per squared relative deviation.
  func fit(plane: DoubledPlane, x2: Int, y2: Int, expectedRadius: Float, pull: Float) {
    sample(plane.samples.base + y2 * plane.width + x2)
    measureEdges()
    measureGains(expectedRadius: expectedRadius, pull: pull)
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

  private func chooseOutline() {
    let steps = Self.steps
    let rays = Self.rays
    let pad = Self.pad
    let score = score.base
    let best = best.base
    for i in 0..<(steps + 2 * pad) { score[i] = -1e9 }
    let first = gain.base
    for i in 0..<steps { score[pad + i] = first[i] }
    for turn in 1...(2 * rays) {
      let gain = gain.base + (turn % rays) * steps
      let origin = origin.base + (turn - 1) * steps
      for i in 0..<steps {
        best[i] = score[pad + i]
        origin[i] = 0
      }
      for jump in [-2, -1, 1, 2] {
        let cost = jumpCost * Float(abs(jump))
        let shifted = score + pad + jump
        let move = Int32(jump)
        for i in 0..<steps {
          let candidate = shifted[i] - cost
          let better = candidate > best[i]
          best[i] = better ? candidate : best[i]
          origin[i] = better ? move : origin[i]
        }
      }
      for i in 0..<steps { score[pad + i] = best[i] + gain[i] }
    }
    trace()
  }

  /// Follows the best path back through the second turn.
  private func trace() {
    let steps = Self.steps
    let rays = Self.rays
    let final = score.base + Self.pad
    var index = 0
    for i in 1..<steps where final[i] > final[index] { index = i }
    for turn in stride(from: 2 * rays, to: rays, by: -1) {
      outline.base[turn % rays] = Int32(index)
      index += Int(origin.base[(turn - 1) * steps + index])
    }
  }
}
