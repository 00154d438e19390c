/// One annotated region as its file describes it, in full-resolution pixels.
///
/// A point belongs to the region when it lies in one of `parts` and in none of `holes`.
public struct RegionOutline: Sendable, Equatable, Codable {
  /// Name in tables: that of the file, else its class, else "region"; unique in a slide.
  public var name: String
  /// Class or layer, empty when there is none; derived classes as "Tumor: Positive".
  public var className: String
  /// Areas that make up the region.
  public var parts: [RegionArea]
  /// Areas that are taken out of it, beside the inner rings of its parts.
  public var holes: [RegionArea]

  /// Makes a region from its parts.
  public init(name: String, className: String, parts: [RegionArea], holes: [RegionArea] = []) {
    self.name = name
    self.className = className
    self.parts = parts
    self.holes = holes
  }
}

/// An area within closed rings by the even–odd rule: a ring inside another is a hole.
public struct RegionArea: Sendable, Equatable, Codable {
  /// Corners in full-resolution pixels; the last is joined to the first.
  public var rings: [[SIMD2<Double>]]

  /// Makes an area from its rings.
  public init(rings: [[SIMD2<Double>]]) {
    self.rings = rings
  }

  /// Largest distance from the origin, in pixels, at which a corner is understood.
  static let farthestPixels = 1e9

  /// Corners of all rings together.
  var cornerCount: Int { rings.reduce(0) { $0 + $1.count } }

  /// Area in square pixels when no ring crosses itself or another: the first less the others.
  var plainArea: Double {
    let sizes = rings.map { abs(Self.signedArea(of: $0)) }
    return (sizes.first ?? 0) - sizes.dropFirst().reduce(0, +)
  }

  /// Smallest and largest coordinates; nil without corners.
  var bounds: (low: SIMD2<Double>, high: SIMD2<Double>)? {
    let corners = rings.lazy.joined()
    guard let first = corners.first(where: { _ in true }) else { return nil }
    return corners.reduce((first, first)) { (pointwiseMin($0.0, $1), pointwiseMax($0.1, $1)) }
  }

  /// Area of a ring, below 0 when its corners follow each other the other way around.
  static func signedArea(of ring: [SIMD2<Double>]) -> Double {
    guard let origin = ring.first, var last = ring.last.map({ $0 - origin }) else { return 0 }
    var doubled = 0.0
    for corner in ring {
      let next = corner - origin
      doubled += last.x * next.y - next.x * last.y
      last = next
    }
    return doubled / 2
  }
}
