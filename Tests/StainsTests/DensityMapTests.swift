import Foundation
import Raster
import Stains
import Testing

@Suite struct DensityMapTests {
  @Test func `The reference stains lie in the plane, as far from its middle on either side`() {
    let plane = StainPlane()
    let hematoxylin = plane.project(StainVectors.reference.hematoxylin)
    let dab = plane.project(StainVectors.reference.dab)
    #expect(abs((hematoxylin * hematoxylin).sum() - 1) < 1e-12)
    #expect(abs(hematoxylin.x + dab.x) < 1e-12 && abs(hematoxylin.y - dab.y) < 1e-12)
    let half = atan2(dab.x, dab.y) * 180 / .pi
    #expect(abs(2 * half - StainVectors.reference.separationDegrees) < 1e-9)
    let residual = plane.project(StainVectors.reference.residual)
    #expect(abs(residual.x) < 1e-12 && abs(residual.y) < 1e-12)
  }

  @Test func `Every pixel is counted once, where its density lies`() throws {
    var colors = ColorHistogram()
    // Entries of the histogram are four intensities wide, so these densities are nearly exact.
    for _ in 0..<3 { colors.add(red: 90, green: 81, blue: 150) }
    colors.add(red: 240, green: 241, blue: 242)
    let white = SIMD3<Double>(240, 241, 242)
    let map = DensityMap(colors: colors, white: white)
    #expect(abs(map.cells.reduce(0) { $0 + $1.share } - 1) < 1e-12)
    let glass = map.cells.filter { $0.row == 0 }
    #expect(abs(glass.reduce(0) { $0 + $1.share } - 0.25) < 1e-12)
    let stained = map.cells.filter { $0.row > 0 }
    let expected = SIMD3(log10(240.0 / 90), log10(241.0 / 81), log10(242.0 / 150))
    let place = StainPlane().project(expected)
    for cell in stained {
      for channel in 0..<3 {
        #expect(abs(cell.meanDensityOD[channel] - expected[channel]) < 0.02)
      }
      let x = -1 + (Double(cell.column) + 0.5) * DensityMap.cellOD
      let y = (Double(cell.row) + 0.5) * DensityMap.cellOD
      #expect(abs(x - place.x) < 0.04 && abs(y - place.y) < 0.04)
    }
  }

  @Test func `No pixels give no cells`() {
    let map = DensityMap(colors: ColorHistogram(), white: SIMD3(repeating: 255))
    #expect(map.cells.isEmpty)
  }

  @Test func `The stains alone, laid over each other, give back a color made of them`() throws {
    let vectors = try #require(
      StainVectors(hematoxylin: SIMD3(0.8, 0.55, 0.2), dab: SIMD3(0.25, 0.55, 0.8)))
    let white = SIMD3<Double>(244, 240, 238)
    let separation = StainSeparation(
      calibration: StainCalibration(
        white: white, vectors: vectors, whiteSource: .slide, vectorsSource: .slide))
    for (blue, brown) in [(0.0, 0.0), (0.3, 0.0), (0.0, 0.4), (0.25, 0.35)] {
      let density = vectors.hematoxylin * blue + vectors.dab * brown
      func sample(_ channel: Int) -> UInt8 {
        UInt8((white[channel] * pow(10, -density[channel])).rounded())
      }
      let color = RGBColor(red: sample(0), green: sample(1), blue: sample(2))
      let amounts = separation.amounts(of: color)
      #expect(abs(amounts.hematoxylin - blue) < 0.01 && abs(amounts.dab - brown) < 0.01)
      let image = RGBImage(width: 1, height: 1, filledWith: color)
      let parts = StainSeparation.Stain.allCases.map { separation.render($0, of: image)[0, 0] }
      let samples = [\RGBColor.red, \.green, \.blue]
      for channel in 0..<3 {
        let product = parts.reduce(white[channel]) {
          $0 * Double($1[keyPath: samples[channel]]) / white[channel]
        }
        #expect(abs(product - Double(color[keyPath: samples[channel]])) < 2.5)
      }
    }
  }
}
