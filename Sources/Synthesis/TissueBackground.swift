import Raster

/// Cytoplasm, fibers and glass of a region, before nuclei are laid over them.
struct TissueBackground: Sendable {
  /// Distance in µm of the points at which the architecture is evaluated; between them it is
  /// interpolated. The points are those of the whole scene, so regions agree where they overlap.
  private static let stepMicrons = 2.0

  let tissue: TissueArchitecture
  let staining: StainingParameters
  let noise: NoiseTable

  /// Fills the planes of a region.
  func fill(_ planes: inout StainPlanes) {
    let grid = ArchitectureGrid(
      region: planes.region, pixel: planes.micronsPerPixel, step: Self.stepMicrons, tissue: tissue)
    let region = planes.region
    var index = 0
    for y in region.y..<region.maxY {
      let microns = (Double(y) + 0.5) * planes.micronsPerPixel
      for x in region.x..<region.maxX {
        let place = (Double(x) + 0.5) * planes.micronsPerPixel
        let stain = amounts(grid.sample(place, microns), place, microns)
        planes.hematoxylin.samples[index] = stain.hematoxylin
        planes.dab.samples[index] = stain.dab
        index += 1
      }
    }
  }

  @inline(__always)
  private func amounts(
    _ place: TissueArchitecture.Sample, _ x: Double, _ y: Double
  ) -> (hematoxylin: Float, dab: Float) {
    let px = Float(x)
    let py = Float(y)
    let fine = noise.value(px * 1.1, py * 1.1)
    let middle = noise.value(px * 0.37 + 11, py * 0.37 + 29)
    let slow = noise.value(px * 0.09 + 43, py * 0.09 + 7)
    let present = StableMath.smoothStep(place.tissueDepth * 0.5 + 0.35 * middle + 0.5)
    guard present > 0 else { return (0, 0) }
    let nest = StableMath.smoothStep(place.nestDepth * 0.7 + 0.5)
    let gap =
      place.cleftWidth > 0
      ? StableMath.smoothStep((place.cleftWidth + min(place.nestDepth, 0)) * 0.7)
        * StableMath.smoothStep(0.8 - place.nestDepth) : 0
    let cytoplasm = max(0.15, 1 + 0.1 * slow + 0.2 * middle + 0.2 * fine)
    let fibers = self.fibers(place.septumDistance, slow: slow, middle: middle, fine: fine)
    let base = Float(staining.cytoplasmDensityOD)
    let solid = present * (1 - gap)
    let hematoxylin = base * solid * (nest * cytoplasm + (1 - nest) * 1.1 * fibers)
    let dab = Float(staining.backgroundDABDensityOD) * solid * max(0.1, 1 + 0.3 * middle)
    return (hematoxylin, dab)
  }

  /// Density of wavy fibers that follow the septum, their mean near 1.
  @inline(__always)
  private func fibers(_ distance: Float, slow: Float, middle: Float, fine: Float) -> Float {
    let wave = distance * 0.36 + 1.1 * slow + 0.14 * middle
    let phase = wave - wave.rounded(.down)
    let ridge = StableMath.smoothStep(1 - abs(2 * phase - 1))
    return max(0.1, 0.7 + 0.55 * ridge * max(0.1, 1 + 0.7 * middle) + 0.2 * fine)
  }
}

/// The architecture at the points of a coarse grid around a region, interpolated between them.
struct ArchitectureGrid {
  private let left: Int
  private let top: Int
  private let columns: Int
  private let scale: Double
  private let samples: [TissueArchitecture.Sample]

  init(region: PixelRect, pixel: Double, step: Double, tissue: TissueArchitecture) {
    scale = 1 / step
    left = Int((Double(region.x) * pixel * scale).rounded(.down))
    top = Int((Double(region.y) * pixel * scale).rounded(.down))
    let right = Int((Double(region.maxX) * pixel * scale).rounded(.down)) + 1
    let bottom = Int((Double(region.maxY) * pixel * scale).rounded(.down)) + 1
    columns = right - left + 1
    var samples: [TissueArchitecture.Sample] = []
    samples.reserveCapacity(columns * (bottom - top + 1))
    for row in top...bottom {
      for column in left...right {
        samples.append(tissue.sample(Double(column) * step, Double(row) * step))
      }
    }
    self.samples = samples
  }

  /// Architecture at a point in µm within the region.
  @inline(__always)
  func sample(_ x: Double, _ y: Double) -> TissueArchitecture.Sample {
    let u = x * scale
    let v = y * scale
    let column = u.rounded(.down)
    let row = v.rounded(.down)
    let index = (Int(row) - top) * columns + Int(column) - left
    let fx = Float(u - column)
    let upper = Self.mix(samples[index], samples[index + 1], fx)
    let lower = Self.mix(samples[index + columns], samples[index + columns + 1], fx)
    return Self.mix(upper, lower, Float(v - row))
  }

  @inline(__always)
  private static func mix(
    _ a: TissueArchitecture.Sample, _ b: TissueArchitecture.Sample, _ share: Float
  ) -> TissueArchitecture.Sample {
    TissueArchitecture.Sample(
      nestDepth: a.nestDepth + (b.nestDepth - a.nestDepth) * share,
      septumDistance: a.septumDistance + (b.septumDistance - a.septumDistance) * share,
      tissueDepth: a.tissueDepth + (b.tissueDepth - a.tissueDepth) * share,
      cleftWidth: a.cleftWidth + (b.cleftWidth - a.cleftWidth) * share)
  }
}
