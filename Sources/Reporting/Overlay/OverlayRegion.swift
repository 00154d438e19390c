import Quantification
import Raster

/// A region of interest as a picture shows it.
public struct OverlayRegion: Sendable, Equatable {
  /// Rings in full-resolution slide pixels.
  public var rings: [[SIMD2<Double>]]
  /// Whether it is left out.
  public var isExcluded: Bool

  /// Makes a region from its rings.
  public init(rings: [[SIMD2<Double>]], isExcluded: Bool) {
    self.rings = rings
    self.isExcluded = isExcluded
  }

  /// The regions of a slide while their outlines are there.
  static func all(of slide: SlideResult) -> [OverlayRegion] {
    zip(slide.regionOutlines, slide.regions).map { outline, result in
      OverlayRegion(
        rings: (outline.parts + outline.holes).flatMap(\.rings),
        isExcluded: result.role == .exclude)
    }
  }
}

extension Overlay {
  /// Shortest side of an outline that is drawn, in picture pixels; shorter ones are joined.
  private static let shortestSide = 0.7

  /// Draws the outline of a region, dashed when it is left out.
  func draw(_ region: OverlayRegion, on canvas: inout Canvas) {
    for ring in region.rings {
      let corners = simplified(ring)
      guard corners.count > 1 else { continue }
      let lines = region.isExcluded ? dashes(corners) : [corners]
      let color = region.isExcluded ? style.excluded : style.included
      for (width, color, opacity) in [
        (style.regionWidth + 2.4, style.edge, 0.6), (style.regionWidth, color, 1),
      ] {
        for line in lines {
          canvas.stroke(
            line, closed: !region.isExcluded, width: width, color: color, opacity: opacity)
        }
      }
    }
  }

  /// Corners in the picture, those hardly apart from the one before left out.
  private func simplified(_ ring: [SIMD2<Double>]) -> [SIMD2<Double>] {
    var result: [SIMD2<Double>] = []
    for corner in ring {
      let next = view.position(corner)
      if let last = result.last {
        let way = next - last
        if (way * way).sum() < Self.shortestSide * Self.shortestSide { continue }
      }
      result.append(next)
    }
    return result
  }

  /// Cuts a closed line into dashes; what lies far outside of the picture is left out.
  private func dashes(_ corners: [SIMD2<Double>]) -> [[SIMD2<Double>]] {
    var result: [[SIMD2<Double>]] = []
    let (low, high) = (
      SIMD2(repeating: -style.dashLength),
      SIMD2(Double(view.width), Double(view.height)) + style.dashLength
    )
    guard var from = corners.last else { return [] }
    var phase = 0.0
    for to in corners {
      defer { from = to }
      let way = to - from
      let length = (way * way).sum().squareRoot()
      if any(pointwiseMax(from, to) .< low) || any(pointwiseMin(from, to) .> high) { continue }
      // Sides far longer than the picture would give millions of dashes outside of it.
      guard length < 100_000 else {
        result.append([from, to])
        continue
      }
      var start = 0.0
      while start < length {
        let isGap = phase >= style.dashLength
        let left = (isGap ? 2 : 1) * style.dashLength - phase
        let end = min(length, start + left)
        if !isGap { result.append([from + way * (start / length), from + way * (end / length)]) }
        phase += end - start
        if phase >= 2 * style.dashLength - 1e-9 { phase = 0 }
        start = end
      }
    }
    return result
  }
}
