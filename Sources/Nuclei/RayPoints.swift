import CKernels
import Foundation

/// Points of the rays around a center, as `ki67_fit_stars` wants them: those in whole columns of a
/// `DoubledPlane` first.
final class RayPoints {
  /// Points of all rays; the center, which all share, is counted once.
  static let count = StarFit.rays * StarFit.steps + 1

  let base = UnsafeMutablePointer<ki67_ray_point>.allocate(capacity: count)
  private(set) var wholeCount = 0
  private let lattice: [(dx: Int, dy: Int, place: Int32)]
  private let parity: Int
  private var pixelWidth = 0

  /// Lays out the rays.
  ///
  /// - Parameters:
  ///   - parameters: settings of detection.
  ///   - parity: 0 around centers in whole columns, 1 around those between columns.
  init(_ parameters: DetectionParameters, parity: Int) {
    self.parity = parity
    lattice = (0..<StarFit.rays).flatMap { ray in
      let angle = 2 * Double.pi * Double(ray) / Double(StarFit.rays)
      return ((ray == 0 ? 0 : 1)...StarFit.steps).map { step in
        let microns = Double(step) * Double(StarFit.stepMicrons)
        let radius = microns / parameters.workingMicronsPerPixel * 2
        return (
          Int((radius * cos(angle)).rounded()), Int((radius * sin(angle)).rounded()),
          Int32(ray * (StarFit.steps + 1) + step)
        )
      }
    }
  }

  deinit { base.deallocate() }

  /// Finds the places of the points in planes of a given width.
  func prepare(pixelWidth: Int) {
    guard pixelWidth != self.pixelWidth else { return }
    self.pixelWidth = pixelWidth
    let isWhole = lattice.map { ($0.dx + parity) & 1 == 0 }
    wholeCount = isWhole.count { $0 }
    var next = (whole: 0, between: wholeCount)
    for (point, isWhole) in zip(lattice, isWhole) {
      // Right shifts round down below zero, too.
      let offset = point.dy * pixelWidth + (point.dx + parity) >> 1
      let target = isWhole ? next.whole : next.between
      base[target] = ki67_ray_point(offset: Int32(offset), place: point.place)
      if isWhole { next.whole += 1 } else { next.between += 1 }
    }
  }
}
