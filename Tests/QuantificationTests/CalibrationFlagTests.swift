import Foundation
import Nuclei
import Quantification
import Raster
import SlideIO
import Synthesis
import Testing

/// Whether slides whose positivity cut cannot be trusted say so, from pixels to flags.
@Suite struct CalibrationFlagTests {
  /// Flags that begin with CALIBRATION, of the slide and of its case.
  private func flags(
    side: Int = 700, _ change: (inout SceneParameters) -> Void
  ) throws -> (slide: [ResultFlag], result: SlideResult) {
    var parameters = SceneParameters()
    change(&parameters)
    let scene = try SyntheticScene(seed: 31, parameters: parameters, micronsPerPixel: 0.5)
    let image = scene.render(PixelRect(x: 0, y: 0, width: side, height: side), workers: 2)
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/s.png"
    try ImageWriter.writePNG(image, to: path, compressionLevel: 1)
    let input = SlideInput(
      slide: "slide", caseName: "case", tiles: [TileInput(path: path, image: "s.png")],
      statedPixelSize: PixelSize(xMicrons: 0.5, yMicrons: 0.5, source: .commandLine))
    let measured = try SyntheticRun.measure([input]).result
    let slide = try #require(measured.slides.first)
    func ofCalibration(_ flags: [ResultFlag]) -> [ResultFlag] {
      flags.filter { $0.rawValue.hasPrefix("CALIBRATION") }
    }
    #expect(ofCalibration(try #require(measured.cases.first).flags) == ofCalibration(slide.flags))
    #expect(slide.calibrationDoubts.map { ResultFlag($0.code) } == ofCalibration(slide.flags))
    return (ofCalibration(slide.flags), slide)
  }

  @Test(arguments: [0, 0.05, 0.3, 0.6])
  func `an ordinary slide is not doubted, even without any positive nucleus`(index: Double) throws {
    #expect(try flags { $0.labelling.index = index }.slide == [])
  }

  @Test func `a slide of positive nuclei only is doubted`() throws {
    let measured = try flags { parameters in
      parameters.labelling.index = 1
      parameters.labelling.heterogeneity = 0
      parameters.nuclei.stromaFraction = 0
      parameters.nuclei.lymphocyteFraction = 0
      parameters.nuclei.endotheliumFraction = 0
    }
    #expect(measured.slide.contains(.calibrationMostlyPositive))
    #expect(!measured.slide.contains(.calibrationNoHematoxylin))
  }

  @Test func `a slide without hematoxylin is doubted`() throws {
    let measured = try flags { parameters in
      parameters.labelling.index = 0.2
      parameters.staining.hematoxylinDensityOD = 0
    }
    #expect(measured.result.counts.total > 20)
    #expect(measured.slide.contains(.calibrationNoHematoxylin))
  }

  @Test func `a slide with a handful of nuclei is doubted`() throws {
    let measured = try flags(side: 40) { $0.tissue.glassFraction = 0 }
    #expect((1..<8).contains(measured.result.counts.total))
    #expect(measured.slide.contains(.calibrationFewNuclei))
  }

  @Test func `a slide darker than any glass is doubted`() throws {
    let measured = try flags { $0.optics.white = SIMD3(150, 150, 150) }
    #expect(measured.slide.contains(.calibrationNoGlass))
  }
}
