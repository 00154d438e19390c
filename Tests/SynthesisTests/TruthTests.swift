import Raster
import Stains
import Synthesis
import Testing

@Suite struct TruthTests {
  private let region = PixelRect(x: 0, y: 0, width: 512, height: 512)

  /// DAB and hematoxylin amounts of a rendered image, by deconvolution of every pixel.
  private func amounts(_ image: RGBImage, white: SIMD3<Double>, vectors: StainVectors)
    -> (hematoxylin: [Double], dab: [Double])
  {
    let rows = vectors.stainsFromDensity
    var result = (hematoxylin: [Double](), dab: [Double]())
    for pixel in 0..<(image.width * image.height) {
      var density = SIMD3<Double>()
      for channel in 0..<3 {
        density[channel] = OpticalDensity.density(
          sample: image.samples[3 * pixel + channel], white: white[channel])
      }
      result.hematoxylin.append((rows.hematoxylin * density).sum())
      result.dab.append((rows.dab * density).sum())
    }
    return result
  }

  /// Mean over a disc, nil when it does not lie within the image.
  private func mean(_ values: [Double], around nucleus: SyntheticNucleus, radius: Double)
    -> Double?
  {
    let x = nucleus.xMicrons / 0.5
    let y = nucleus.yMicrons / 0.5
    guard x > radius, y > radius, x < 512 - radius, y < 512 - radius else { return nil }
    var sum = 0.0
    var count = 0.0
    for row in Int(y - radius)...Int(y + radius) {
      for column in Int(x - radius)...Int(x + radius) {
        let dx = Double(column) + 0.5 - x
        let dy = Double(row) + 0.5 - y
        if dx * dx + dy * dy <= radius * radius {
          sum += values[row * 512 + column]
          count += 1
        }
      }
    }
    return count > 0 ? sum / count : nil
  }

  @Test func `every nucleus has in the pixels the class it has in the truth`() throws {
    let scene = try scene { $0.labelling.index = 0.3 }
    let parameters = scene.parameters
    let amounts = amounts(
      scene.render(region), white: parameters.optics.white, vectors: parameters.staining.vectors)
    let nuclei = scene.nuclei(in: region).filter { $0.kind == .tumor }
    var checked = 0
    for nucleus in nuclei {
      guard let dab = mean(amounts.dab, around: nucleus, radius: 4),
        let hematoxylin = mean(amounts.hematoxylin, around: nucleus, radius: 4)
      else { continue }
      checked += 1
      #expect(hematoxylin > 0.1)
      #expect((dab > 0.2) == (nucleus.truthClass == .positive), "\(nucleus.dabOD) \(dab)")
    }
    #expect(checked > 150)
  }

  @Test func `densities of the truth are the means over the nucleus`() throws {
    let scene = try scene {
      $0.labelling.index = 0.3
      $0.staining.backgroundDABDensityOD = 0
      $0.staining.medianDABDensityOD = 0.4
      $0.optics.blurSigmaMicrons = 0
      $0.optics.noiseLevels = 0
    }
    let parameters = scene.parameters
    let amounts = amounts(
      scene.render(region), white: parameters.optics.white, vectors: parameters.staining.vectors)
    var ratios: [Double] = []
    for nucleus in scene.nuclei(in: region) where nucleus.truthClass == .positive {
      // A disc of the nucleus' area: the total of the nucleus, spread over its area.
      let radius = (nucleus.areaSquareMicrons / Double.pi).squareRoot() / 0.5
      if let dab = mean(amounts.dab, around: nucleus, radius: radius) {
        ratios.append(dab / nucleus.dabOD)
      }
    }
    let average = ratios.reduce(0, +) / Double(ratios.count)
    #expect(ratios.count > 40)
    #expect(abs(average - 0.97) < 0.06, "\(average)")
  }

  @Test func `glass has the white point`() throws {
    let white = SIMD3<Double>(231, 226, 219)
    let scene = try scene {
      $0.tissue.glassFraction = 0.8
      $0.optics.white = white
    }
    let image = scene.render(PixelRect(x: 0, y: 0, width: 600, height: 600))
    var histogram = ChannelHistogram()
    for pixel in 0..<(600 * 600) {
      histogram.add(
        red: image.samples[3 * pixel], green: image.samples[3 * pixel + 1],
        blue: image.samples[3 * pixel + 2])
    }
    for channel in 0..<3 {
      let counts = histogram.counts[channel]
      let mode = counts.indices.max { counts[$0] < counts[$1] }
      #expect(mode == Int(white[channel]))
    }
  }

  @Test(arguments: [0.1, 0.3, 0.8])
  func `the share of glass is about the one asked for`(wanted: Double) throws {
    var parameters = SceneParameters()
    parameters.tissue.glassFraction = wanted
    parameters.optics.noiseLevels = 0
    parameters.optics.white = SIMD3(240, 240, 240)
    let scene = try SyntheticScene(seed: 1, parameters: parameters, micronsPerPixel: 1)
    let image = scene.render(PixelRect(x: 0, y: 0, width: 2500, height: 2500), workers: 2)
    let share = Double(image.samples.count { $0 == 240 }) / Double(image.samples.count)
    #expect(abs(share - wanted) < 0.1, "\(share)")
  }

  @Test func `no density lies between clearly negative and clearly positive`() throws {
    let nuclei = try scene { $0.labelling.index = 0.5 }
      .nuclei(in: PixelRect(x: 0, y: 0, width: 1500, height: 1500))
    let between = TruthRule.clearlyNegativeOD..<TruthRule.clearlyPositiveOD
    #expect(!nuclei.contains { between.contains($0.dabOD) })
    #expect(nuclei.contains { $0.truthClass == .positive && $0.dabOD < 0.4 })
    #expect(nuclei.contains { $0.dabOD > 1 })
  }

  @Test func `faint nuclei are rendered when they are asked for`() throws {
    let nuclei = try scene { $0.labelling.faintFraction = 0.2 }
      .nuclei(in: PixelRect(x: 0, y: 0, width: 1500, height: 1500))
      .filter { $0.kind == .tumor }
    let between = TruthRule.clearlyNegativeOD..<TruthRule.clearlyPositiveOD
    let share = Double(nuclei.count { between.contains($0.dabOD) }) / Double(nuclei.count)
    #expect(abs(share - 0.2) < 0.03)
    for nucleus in nuclei {
      #expect((nucleus.truthClass == .positive) == (nucleus.dabOD >= 0.15))
    }
  }
}
