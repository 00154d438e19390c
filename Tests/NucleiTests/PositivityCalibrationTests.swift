import Nuclei
import TestSupport
import Testing

@Suite struct PositivityCalibrationTests {
  @Test func `takes the reference from the slide's own nuclei`() {
    // 11 values 0, 0.01 … 0.10: the 30th percentile (type 7) is exactly the fourth value.
    let calibration = PositivityCalibration(
      dabOD: (0...10).map { Float($0) / 100 }, parameters: PositivityParameters())
    #expect(abs(calibration.referenceOD - 0.03) < 1e-6)
    #expect(abs(calibration.cutOD - 0.23) < 1e-6)
    #expect(calibration.foundReferenceOD == calibration.referenceOD)
    #expect(calibration.nucleusCount == 11)
  }

  @Test func `holds the reference within bounds and says so`() {
    let calibration = PositivityCalibration(
      dabOD: [Float](repeating: 0.9, count: 50), parameters: PositivityParameters())
    #expect(calibration.referenceOD == 0.20)
    #expect(calibration.foundReferenceOD == Double(Float(0.9)))
    #expect(calibration.isPositive(dabOD: 0.9))
  }

  @Test func `does not trust a handful of nuclei`() {
    let calibration = PositivityCalibration(
      dabOD: [0.5, 0.5, 0.5], parameters: PositivityParameters())
    #expect(calibration.referenceOD == 0)
    #expect(calibration.nucleusCount == 0)
    #expect(calibration.foundReferenceOD == nil)
  }

  @Test func `uses a laboratory's fixed reference`() {
    var parameters = PositivityParameters()
    parameters.fixedReferenceOD = -0.05
    let calibration = PositivityCalibration(dabOD: [1, 1, 1], parameters: parameters)
    #expect(abs(calibration.cutOD - 0.15) < 1e-9)
    #expect(calibration.foundReferenceOD == nil)
  }

  @Test func `moves all nuclei by the same shift of stain without changing a call`() {
    var random = SeededGenerator(seed: 4)
    let densities = (0..<200).map { _ in Float.random(in: -0.1...0.6, using: &random) }
    let parameters = PositivityParameters()
    let plain = PositivityCalibration(dabOD: densities, parameters: parameters)
    let shifted = PositivityCalibration(
      dabOD: densities.map { $0 + 0.04 }, parameters: parameters)
    for density in densities where abs(Double(density) - plain.cutOD) > 1e-5 {
      #expect(plain.isPositive(dabOD: density) == shifted.isPositive(dabOD: density + 0.04))
    }
  }

  @Test func `a strong stain raises the cut and a weak one lowers it, within bounds`() {
    func cut(_ strong: Float, count: Int = 5) -> Double {
      let negative = [Float](repeating: 0.05, count: 40)
      let calibration = PositivityCalibration(
        dabOD: negative + [Float](repeating: strong, count: count),
        parameters: PositivityParameters())
      return calibration.cutOD - calibration.referenceOD
    }
    #expect(abs(cut(1.30) - 0.25) < 1e-6)
    #expect(abs(cut(0.90) - 0.17) < 1e-6)
    #expect(abs(cut(0.40) - 0.14) < 1e-6)
    #expect(abs(cut(2.50) - 0.35) < 1e-6)
    // Four evidently positive nuclei are too few to judge the strength of the stain by.
    #expect(abs(cut(1.30, count: 4) - 0.20) < 1e-6)
  }

  @Test func `uses a laboratory's fixed distance whatever the stain`() {
    var parameters = PositivityParameters()
    parameters.cutAboveReferenceOD = 0.3
    let densities = [Float](repeating: 0, count: 40) + [Float](repeating: 1.5, count: 20)
    let calibration = PositivityCalibration(dabOD: densities, parameters: parameters)
    #expect(abs(calibration.cutOD - 0.3) < 1e-9)
    #expect(calibration.evidentOD == nil)
  }

  @Test func `probability is one half at the cut and rises with density`() {
    let parameters = PositivityParameters()
    let calibration = PositivityCalibration(dabOD: [], parameters: parameters)
    func probability(_ dabOD: Double) -> Float {
      calibration.positiveProbability(dabOD: Float(dabOD), parameters: parameters)
    }
    #expect(abs(probability(calibration.cutOD) - 0.5) < 1e-5)
    for step in -20..<20 {
      #expect(probability(Double(step) / 20) < probability(Double(step + 1) / 20))
    }
    // At the reference: 1 / (1 + exp(1 / 0.14)).
    #expect(abs(probability(calibration.referenceOD) - 0.000_790) < 1e-6)
  }
}
