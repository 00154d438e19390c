import Raster

/// Puts artifacts into the stain planes of a region.
struct ArtifactLayer: Sendable {
  private let artifacts: [SlideArtifact]

  /// Where the other layers of a fold come from, in µm: tissue folds upon its neighborhood.
  static let foldShiftsMicrons = [(x: 37.0, y: -29.0), (x: -41.0, y: 23.0)]
  /// Width in µm over which an edge fades.
  private static let edgeMicrons = 2.0

  init(_ artifacts: [SlideArtifact]) {
    self.artifacts = artifacts
  }

  /// Artifacts of a kind that may be seen in a region.
  func touching(
    _ region: PixelRect, micronsPerPixel pixel: Double, _ belongs: (SlideArtifact.Kind) -> Bool
  ) -> [SlideArtifact] {
    artifacts.filter { artifact in
      let reach = artifact.reachMicrons
      return belongs(artifact.kind) && artifact.xMicrons + reach > Double(region.x) * pixel
        && artifact.xMicrons - reach < Double(region.maxX) * pixel
        && artifact.yMicrons + reach > Double(region.y) * pixel
        && artifact.yMicrons - reach < Double(region.maxY) * pixel
    }
  }

  /// How much of each pixel artifacts cover, 0 to 1; nil where there are none.
  static func cover(
    of region: PixelRect, micronsPerPixel pixel: Double, _ artifacts: [SlideArtifact]
  ) -> Plane<Float>? {
    guard !artifacts.isEmpty else { return nil }
    var cover = Plane<Float>(width: region.width, height: region.height, repeating: 0)
    var index = 0
    for y in region.y..<region.maxY {
      for x in region.x..<region.maxX {
        let place = ((Double(x) + 0.5) * pixel, (Double(y) + 0.5) * pixel)
        for artifact in artifacts {
          let depth = artifact.depth(place.0, place.1)
          let share = StableMath.smoothStep(Float(depth / edgeMicrons + 0.5))
          cover.samples[index] = max(cover.samples[index], share)
        }
        index += 1
      }
    }
    return cover
  }

  /// Density of red, green and blue of what is neither stain nor tissue.
  private static func density(_ kind: SlideArtifact.Kind) -> SIMD3<Float> {
    switch kind {
    case .pen: SIMD3(0.78, 0.6, 0.12)
    case .bubble: SIMD3(0.36, 0.36, 0.36)
    case .pigment: SIMD3(1.4, 1.4, 1.4)
    case .fold, .blur: .zero
    }
  }

  /// Adds ink, rings and pigment.
  func addVeils(to planes: inout StainPlanes) {
    let region = planes.region
    let pixel = planes.micronsPerPixel
    for kind in [SlideArtifact.Kind.pen, .bubble, .pigment] {
      let found = touching(region, micronsPerPixel: pixel) { $0 == kind }
      guard let cover = Self.cover(of: region, micronsPerPixel: pixel, found) else { continue }
      if planes.veil.isEmpty { planes.veil = [SIMD3<Float>](repeating: .zero, count: region.area) }
      let density = Self.density(kind)
      for index in planes.veil.indices { planes.veil[index] += cover.samples[index] * density }
    }
  }
}
