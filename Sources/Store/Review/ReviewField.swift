import Foundation
import Hotspots

/// A field of a slide that is counted or corrected; the text form is what the trail holds.
public enum ReviewField: Sendable, Hashable, CustomStringConvertible {
  /// A hotspot by its rank on the slide, `hotspot-1`.
  case hotspot(rank: Int)
  /// The whole slide, `slide`.
  case slide

  /// Reads the text form; nil when it is none.
  public init?(_ text: String) {
    if text == "slide" {
      self = .slide
    } else if text.hasPrefix("hotspot-"), let rank = Int(text.dropFirst(8)), rank > 0,
      text == "hotspot-\(rank)"
    {
      self = .hotspot(rank: rank)
    } else {
      return nil
    }
  }

  /// The text form.
  public var description: String {
    switch self {
    case .hotspot(let rank): "hotspot-\(rank)"
    case .slide: "slide"
    }
  }
}

extension Hotspot {
  /// Number of corners that stand for a circle.
  private static let corners = 256
  /// Reach of its corners: sides touch the circle, on whose edge the outermost nucleus lies.
  private static let stretch = 1 / cos(Double.pi / Double(corners))

  /// The outline as a ring of places in full-resolution slide pixels, not closed; several rings
  /// for one that was drawn in parts or with holes.
  public var rings: [[SIMD2<Double>]] {
    let center = SIMD2(centerX, centerY)
    let reach = SIMD2(radiusPixels, radiusPixels * aspect)
    switch outline {
    case .disc:
      return [
        (0..<Self.corners).map { corner in
          let turn = 2 * Double.pi * Double(corner) / Double(Self.corners)
          return center + reach * Self.stretch * SIMD2(cos(turn), sin(turn))
        }
      ]
    case .square:
      return [
        [SIMD2(-1, -1), SIMD2(1, -1), SIMD2(1, 1), SIMD2(-1, 1)].map { center + reach * $0 }
      ]
    case .drawn(let outline): return outline.rings
    }
  }
}
