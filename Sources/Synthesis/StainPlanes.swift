import Raster

/// Amounts of the two stains at every pixel of a region.
struct StainPlanes {
  /// Hematoxylin density.
  var hematoxylin: Plane<Float>
  /// DAB density.
  var dab: Plane<Float>
  /// Densities of red, green and blue of what is no stain; empty where there is none.
  var veil: [SIMD3<Float>] = []
  /// The region in scene pixels.
  let region: PixelRect
  /// Pixel size in µm.
  let micronsPerPixel: Double

  init(region: PixelRect, micronsPerPixel: Double) {
    self.region = region
    self.micronsPerPixel = micronsPerPixel
    hematoxylin = Plane(width: region.width, height: region.height, repeating: 0)
    dab = Plane(width: region.width, height: region.height, repeating: 0)
  }

  /// Lays a nucleus over the tissue: it displaces cytoplasm and adds its own stain.
  mutating func add(_ nucleus: SyntheticNucleus, noise: NoiseTable) {
    let reach = nucleus.reachMicrons
    let pixel = micronsPerPixel
    let left = Int(((nucleus.xMicrons - reach) / pixel).rounded(.down))
    let right = Int(((nucleus.xMicrons + reach) / pixel).rounded(.up))
    let top = Int(((nucleus.yMicrons - reach) / pixel).rounded(.down))
    let bottom = Int(((nucleus.yMicrons + reach) / pixel).rounded(.up))
    let rect = PixelRect(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
      .intersection(region)
    guard !rect.isEmpty else { return }
    let chromatin = nucleus.chromatin
    let hematoxylinAmount = Float(nucleus.hematoxylinOD) * chromatin.scale
    let dabAmount = Float(nucleus.dabOD) * chromatin.scale
    for y in rect.y..<rect.maxY {
      let dy = Float((Double(y) + 0.5) * pixel - nucleus.yMicrons)
      var index = (y - region.y) * region.width + rect.x - region.x
      for x in rect.x..<rect.maxX {
        let dx = Float((Double(x) + 0.5) * pixel - nucleus.xMicrons)
        let profile = chromatin.profile(nucleus.outline.relativeRadius(dx, dy))
        if profile > 0 {
          let texture = chromatin.texture(dx, dy, noise)
          let cover = 1 - 0.75 * min(1, profile * 1.5)
          hematoxylin.samples[index] =
            hematoxylin.samples[index] * cover + hematoxylinAmount * profile * texture.hematoxylin
          dab.samples[index] += dabAmount * profile * texture.dab
        }
        index += 1
      }
    }
  }
}

extension StainPlanes {
  /// Lays another layer of tissue over a part of this one; `layer` has the same size.
  mutating func add(_ layer: StainPlanes, where cover: Plane<Float>) {
    for index in cover.samples.indices {
      hematoxylin.samples[index] += cover.samples[index] * layer.hematoxylin.samples[index]
      dab.samples[index] += cover.samples[index] * layer.dab.samples[index]
    }
  }
}

extension Chromatin {
  /// Factors of the two stains at a point given in µm from the center; their mean is 1.
  @inline(__always)
  func texture(_ dx: Float, _ dy: Float, _ noise: NoiseTable) -> (hematoxylin: Float, dab: Float) {
    let fine = noise.value(offsetX + dx * 1.55, offsetY + dy * 1.55)
    let coarse = noise.value(offsetY + dx * 0.62, offsetX + dy * 0.62)
    let spots = noise.value(offsetX + 31 + dx * 0.95, offsetY + 17 + dy * 0.95)
    var nucleolar: Float = 0
    if nucleolus.radius > 0 {
      let x = dx - nucleolus.x
      let y = dy - nucleolus.y
      let share = 1 - (x * x + y * y) / (nucleolus.radius * nucleolus.radius * 2)
      if share > 0 { nucleolar = nucleolus.density * share }
    }
    let hematoxylin = 1 + granularity * fine + clumping * coarse + max(0, nucleolar)
    let dab = 1 + mottling * (0.75 * spots + 0.45 * fine) + nucleolar
    return (max(0.2, hematoxylin), max(0.15, dab))
  }
}
