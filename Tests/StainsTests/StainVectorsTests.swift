import Foundation
import Raster
import Stains
import TestSupport
import Testing

@Suite struct StainVectorsTests {
  /// Values shown by QuPath 0.7 for "H-DAB default" (Ruifrok & Johnston 2001, normalized).
  @Test func `The reference is QuPath's default`() {
    let reference = StainVectors.reference
    let published = [
      (reference.hematoxylin, SIMD3(0.65111, 0.70119, 0.29049)),
      (reference.dab, SIMD3(0.26917, 0.56824, 0.77759)),
    ]
    for (found, expected) in published {
      for channel in 0..<3 { #expect(abs(found[channel] - expected[channel]) < 5e-6) }
    }
  }

  @Test func `Unmixing undoes mixing`() throws {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<500 {
      let first = SIMD3(random.unit(), random.unit(), random.unit())
      let second = SIMD3(random.unit(), random.unit(), random.unit())
      guard let vectors = StainVectors(hematoxylin: first, dab: second),
        vectors.separationDegrees > 5
      else { continue }
      let amounts = SIMD3(random.unit() * 2, random.unit() * 2, random.unit() - 0.5)
      let density =
        vectors.hematoxylin * amounts.x + vectors.dab * amounts.y + vectors.residual * amounts.z
      let rows = vectors.stainsFromDensity
      #expect(abs((rows.hematoxylin * density).sum() - amounts.x) < 1e-9)
      #expect(abs((rows.dab * density).sum() - amounts.y) < 1e-9)
      #expect(abs((rows.residual * density).sum() - amounts.z) < 1e-9)
    }
  }

  @Test func `Directions that cannot be separated are refused`() {
    let direction = SIMD3(0.3, 0.5, 0.8)
    #expect(StainVectors(hematoxylin: direction, dab: direction * 2) == nil)
    #expect(StainVectors(hematoxylin: direction, dab: -direction) == nil)
    #expect(StainVectors(hematoxylin: direction, dab: .zero) == nil)
    #expect(StainVectors(hematoxylin: SIMD3(.nan, 0, 1), dab: direction) == nil)
  }

  @Test func `Angles are those of geometry`() {
    #expect(abs(StainVectors.angleDegrees(SIMD3(1, 0, 0), SIMD3(0, 2, 0)) - 90) < 1e-12)
    #expect(abs(StainVectors.angleDegrees(SIMD3(1, 1, 0), SIMD3(3, 0, 0)) - 45) < 1e-12)
    #expect(StainVectors.angleDegrees(SIMD3(1, 1, 1), SIMD3(2, 2, 2)) < 1e-5)
    #expect(abs(StainVectors.reference.separationDegrees - 36.9) < 0.05)
  }

  @Test func `Density and transmittance are inverse, and bounded`() {
    for sample in UInt8(1)...255 {
      let density = OpticalDensity.density(sample: sample, white: 255)
      #expect(abs(OpticalDensity.transmittance(density: density) * 255 - Double(sample)) < 1e-9)
    }
    #expect(
      OpticalDensity.density(sample: 0, white: 255) == OpticalDensity.density(sample: 1, white: 255)
    )
    #expect(OpticalDensity.density(sample: 255, white: 200) == 0)
  }
}

@Suite struct HistogramTests {
  private func randomImage(seed: UInt64) -> RGBImage {
    var random = SeededGenerator(seed: seed)
    let samples = (0..<(3 * 40 * 30)).map { _ in UInt8.random(in: 0...255, using: &random) }
    return RGBImage(width: 40, height: 30, samples: samples)
  }

  @Test func `Colors are counted as one by one`() {
    let image = randomImage(seed: 2)
    var expected: [[Int]: Int] = [:]
    var single = ColorHistogram()
    for y in 0..<image.height {
      for x in 0..<image.width {
        let color = image[x, y]
        single.add(red: color.red, green: color.green, blue: color.blue)
        let key = [color.red, color.green, color.blue].map { Int($0) / 4 }
        expected[key, default: 0] += 1
      }
    }
    var whole = ColorHistogram()
    whole.add(image)
    #expect(whole == single && whole.pixelCount == 1200)
    #expect(whole.entries.count == expected.count)
    for entry in whole.entries {
      let key = (0..<3).map { Int(entry.color[$0]) / 4 }
      #expect(expected[key] == entry.count)
      #expect((0..<3).allSatisfy { entry.color[$0] == Double(4 * key[$0]) + 1.5 })
    }
  }

  @Test func `Parts add up to the whole`() {
    let image = randomImage(seed: 3)
    var whole = ColorHistogram()
    whole.add(image)
    var parts = ColorHistogram()
    for rect in [
      PixelRect(x: 0, y: 10, width: 40, height: 20), PixelRect(x: 0, y: 0, width: 40, height: 10),
    ] {
      var part = ColorHistogram()
      part.add(image.cropped(to: rect))
      parts.add(part)
    }
    #expect(parts == whole)
  }

  @Test(arguments: [1, 2, 3, 7])
  func `Counting rows of samples equals counting their pixels one by one`(step: Int) {
    let image = randomImage(seed: 6)
    var rows = ChannelHistogram()
    rows.add(image.samples.span, every: step)
    var pixels = ChannelHistogram()
    for i in stride(from: 0, to: image.width * image.height, by: step) {
      let color = image[i % image.width, i / image.width]
      pixels.add(red: color.red, green: color.green, blue: color.blue)
    }
    #expect(rows == pixels)
  }

  @Test func `A channel's quantile is that of its sorted samples`() {
    let image = randomImage(seed: 4)
    var histogram = ChannelHistogram()
    for y in 0..<image.height {
      for x in 0..<image.width {
        let color = image[x, y]
        histogram.add(red: color.red, green: color.green, blue: color.blue)
      }
    }
    for channel in 0..<3 {
      let sorted = stride(from: channel, to: image.samples.count, by: 3).map { image.samples[$0] }
        .sorted()
      for fraction in [0.001, 0.25, 0.5, 0.99, 1] {
        let rank = Int((fraction * Double(sorted.count)).rounded(.up))
        #expect(histogram.quantile(fraction, channel: channel) == Int(sorted[rank - 1]))
      }
    }
    let white = histogram.whitePoint(quantile: 0.5, bounds: 190...255)
    #expect(white == SIMD3(190, 190, 190))
    #expect(ChannelHistogram().whitePoint(quantile: 0.99, bounds: 190...255) == nil)
  }
}

@Suite struct SymmetricMatrix3Tests {
  @Test func `Eigenvectors satisfy their equation, are orthogonal and ordered`() {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<300 {
      let d = SIMD3(random.unit() * 4 - 1, random.unit() * 4 - 1, random.unit() * 4 - 1)
      let o = SIMD3(random.unit() * 2 - 1, random.unit() * 2 - 1, random.unit() * 2 - 1)
      let pairs = SymmetricMatrix3(diagonal: d, xy: o.x, xz: o.y, yz: o.z).eigenvectors
      for (value, v) in pairs {
        let product = SIMD3(
          d.x * v.x + o.x * v.y + o.y * v.z, o.x * v.x + d.y * v.y + o.z * v.z,
          o.y * v.x + o.z * v.y + d.z * v.z)
        let error = product - v * value
        #expect((error * error).sum() < 1e-20)
        #expect(abs((v * v).sum() - 1) < 1e-12)
      }
      #expect(abs(pairs.map(\.value).reduce(0, +) - d.sum()) < 1e-12)
      #expect(pairs[0].value >= pairs[1].value && pairs[1].value >= pairs[2].value)
      for (i, j) in [(0, 1), (0, 2), (1, 2)] {
        #expect(abs((pairs[i].vector * pairs[j].vector).sum()) < 1e-12)
      }
    }
  }

  @Test func `Degenerate matrices end`() {
    let zero = SymmetricMatrix3(diagonal: .zero, xy: 0, xz: 0, yz: 0).eigenvectors
    #expect(zero.allSatisfy { $0.value == 0 })
    var rankOne = SymmetricMatrix3(diagonal: .zero, xy: 0, xz: 0, yz: 0)
    rankOne.addSquare(of: SIMD3(1, 2, 2), weight: 2)
    let main = rankOne.eigenvectors[0]
    #expect(abs(main.value - 18) < 1e-12)
    #expect(StainVectors.angleDegrees(main.vector, SIMD3(1, 2, 2)) < 1e-5)
  }
}
