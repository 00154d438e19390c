import Raster
import Stains

/// Turns stain amounts into 8-bit pixels: Beer–Lambert, point spread function, sensor noise.
struct Camera: Sendable {
  private let optics: OpticsParameters
  private let vectors: StainVectors
  private let weights: [Float]
  private let random: CounterRandom

  init(seed: UInt64, optics: OpticsParameters, vectors: StainVectors, micronsPerPixel: Double) {
    self.optics = optics
    self.vectors = vectors
    random = CounterRandom(seed: seed, purpose: .sensor)
    weights = Self.gaussian(sigmaPixels: optics.blurSigmaMicrons / micronsPerPixel)
  }

  /// Pixels around a region that its blur needs.
  var haloPixels: Int { weights.count - 1 }

  /// Takes the picture of a region; the planes must hold it with its halo.
  func picture(of region: PixelRect, from planes: StainPlanes) -> [UInt8] {
    var samples = [UInt8](repeating: 0, count: 3 * region.area)
    for channel in 0..<3 {
      let light = blurred(transmitted(planes, channel: channel), planes.region, region)
      expose(light, region, channel: channel, into: &samples)
    }
    return samples
  }

  /// Light that passes, in levels of 8 bits.
  private func transmitted(_ planes: StainPlanes, channel: Int) -> [Float] {
    let toOctaves = 3.321_928_094_887_362
    let hematoxylin = Float(vectors.hematoxylin[channel] * toOctaves)
    let dab = Float(vectors.dab[channel] * toOctaves)
    let white = Float(optics.white[channel])
    var light = [Float](repeating: 0, count: planes.region.area)
    for index in light.indices {
      var density =
        planes.hematoxylin.samples[index] * hematoxylin + planes.dab.samples[index] * dab
      if !planes.veil.isEmpty { density += planes.veil[index][channel] * Float(toOctaves) }
      light[index] = white * StableMath.exp2(-density)
    }
    return light
  }

  /// Separable blur of `source`; the result holds `target` only.
  private func blurred(_ light: [Float], _ source: PixelRect, _ target: PixelRect) -> [Float] {
    let halo = haloPixels
    let rows = target.height + 2 * halo
    var horizontal = [Float](repeating: 0, count: rows * target.width)
    for row in 0..<rows {
      let start = (target.y - halo + row - source.y) * source.width + target.x - source.x
      let out = row * target.width
      for x in 0..<target.width {
        var sum = light[start + x] * weights[0]
        for k in 1..<max(1, weights.count) {
          sum += (light[start + x - k] + light[start + x + k]) * weights[k]
        }
        horizontal[out + x] = sum
      }
    }
    var result = [Float](repeating: 0, count: target.area)
    for row in 0..<target.height {
      let center = (row + halo) * target.width
      let out = row * target.width
      for x in 0..<target.width { result[out + x] = horizontal[center + x] * weights[0] }
      for k in 1..<max(1, weights.count) {
        let above = center - k * target.width
        let below = center + k * target.width
        for x in 0..<target.width {
          result[out + x] += (horizontal[above + x] + horizontal[below + x]) * weights[k]
        }
      }
    }
    return result
  }

  /// Adds shot and read noise and rounds to 8 bits.
  private func expose(
    _ light: [Float], _ region: PixelRect, channel: Int, into samples: inout [UInt8]
  ) {
    let variance = Float(optics.noiseLevels * optics.noiseLevels)
    let perLevel = variance / 2 / Float(max(1, optics.white[channel]))
    var index = 0
    for y in region.y..<region.maxY {
      for x in region.x..<region.maxX {
        let value = light[index]
        let noise = Float(StableMath.normal(random.bits(x, y, channel + 1)))
        let level = value + (variance / 2 + perLevel * value).squareRoot() * noise
        samples[3 * index + channel] = UInt8(min(max(level, 0), 255) + 0.5)
        index += 1
      }
    }
  }

  /// One half of a Gaussian, the middle first; all weights of both halves sum to 1.
  private static func gaussian(sigmaPixels sigma: Double) -> [Float] {
    guard sigma > 0.05 else { return [1] }
    let radius = Int((3 * sigma).rounded(.up))
    let half = (0...radius).map { k -> Double in
      let t = Double(k) / sigma
      return StableMath.exp(-0.5 * t * t)
    }
    let sum = half.reduce(0, +) * 2 - half[0]
    return half.map { Float($0 / sum) }
  }
}
