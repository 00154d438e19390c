/// Outline of a nucleus: an ellipse, bent and dented by a few low harmonics.
///
/// In the nucleus' own frame a point at distance d in direction (c, s) has the relative radius
/// `d / r(c, s)`: 0 at the center, 1 on the outline.
struct NucleusOutline: Sendable, Equatable {
  /// Mean radius in µm.
  var radiusMicrons: Float
  /// Long axis divided by short axis, at least 1.
  var elongation: Float
  /// Direction of the long axis: cosine.
  var cosine: Float
  /// Direction of the long axis: sine.
  var sine: Float
  /// Bend of the long axis, in 1/µm.
  var bend: Float
  /// Cosine and sine amplitudes of the second to fifth harmonic, relative to the radius.
  var harmonics: [Float]

  /// Points the long axis somewhere; a vector without length leaves it as it is.
  mutating func turn(toX x: Double, y: Double) {
    let length = (x * x + y * y).squareRoot()
    guard length > 0.01 else { return }
    cosine = Float(x / length)
    sine = Float(y / length)
  }

  /// Distance in µm from the center that the outline never exceeds.
  var reachMicrons: Float {
    let longAxis = radiusMicrons * elongation.squareRoot()
    let dents = harmonics.reduce(Float(1)) { $0 + abs($1) }
    return longAxis * dents + abs(bend) * longAxis * longAxis * dents * dents
  }

  /// Relative radius of a point given by its distance from the center in µm, right and down.
  @inline(__always)
  func relativeRadius(_ dx: Float, _ dy: Float) -> Float {
    let u = dx * cosine + dy * sine
    let v = dy * cosine - dx * sine - bend * u * u
    let distance = (u * u + v * v).squareRoot()
    guard distance > 1e-4 else { return 0 }
    return distance / radius(u / distance, v / distance)
  }

  /// Distance in µm from the center to the outline in a direction of the nucleus' frame.
  @inline(__always)
  func radius(_ c: Float, _ s: Float) -> Float {
    let ratio = elongation.squareRoot()
    let major = c / ratio
    let minor = s * ratio
    var dent: Float = 1
    var (ck, sk) = (c, s)
    var index = 0
    while index < harmonics.count {
      (ck, sk) = (ck * c - sk * s, sk * c + ck * s)
      dent += harmonics[index] * ck + harmonics[index + 1] * sk
      index += 2
    }
    return radiusMicrons * dent / (major * major + minor * minor).squareRoot()
  }

  /// Area in µm², by 64 sectors; bending keeps areas.
  var areaSquareMicrons: Double {
    var (c, s) = (Float(1), Float(0))
    let (stepC, stepS) = (Float(0.995_184_726_7), Float(0.098_017_140_3))
    var sum = 0.0
    for _ in 0..<64 {
      let r = Double(radius(c, s))
      sum += r * r
      (c, s) = (c * stepC - s * stepS, s * stepC + c * stepS)
    }
    return sum * Double.pi / 64
  }
}
