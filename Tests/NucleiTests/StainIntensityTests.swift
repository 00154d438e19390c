import Nuclei
import TestSupport
import Testing

@Suite struct StainIntensityTests {
  private let parameters = {
    var parameters = PositivityParameters()
    parameters.fixedReferenceOD = 0
    parameters.cutAboveReferenceOD = 0.25
    parameters.moderateAboveCutOD = 0.5
    parameters.strongAboveCutOD = 1
    return parameters
  }()

  @Test(arguments: [
    (-0.5, StainIntensity.negative), (0.25, .negative), (0.2501, .weak), (0.7499, .weak),
    (0.75, .moderate), (1.2499, .moderate), (1.25, .strong), (3, .strong),
  ])
  func `classes begin at their bounds, positive ones strictly above the cut`(
    density: Double, expected: StainIntensity
  ) {
    let calibration = PositivityCalibration(dabOD: [], parameters: parameters)
    #expect(calibration.intensity(dabOD: Float(density), parameters: parameters) == expected)
  }

  @Test func `a nucleus has a class above zero exactly when it is positive`() {
    var random = SeededGenerator(seed: 41)
    let densities = (0..<500).map { _ in Float.random(in: -0.3...2, using: &random) }
    let defaults = PositivityParameters()
    let calibration = PositivityCalibration(dabOD: densities, parameters: defaults)
    for density in densities {
      let intensity = calibration.intensity(dabOD: density, parameters: defaults)
      #expect((intensity != .negative) == calibration.isPositive(dabOD: density))
    }
  }

  private func nuclei(_ random: inout SeededGenerator, count: Int) -> [Nucleus] {
    (0..<count).map { _ in
      let intensity = StainIntensity(rawValue: UInt8.random(in: 0...3, using: &random))
      return Nucleus(
        x: 0, y: 0,
        outline: StarOutline(
          center: .zero, radiiMicrons: SIMD16(repeating: 3), micronsPerPixel: .one),
        areaSquareMicrons: 28, dabOD: 0, hematoxylinOD: 0, score: 1,
        isPositive: intensity != .negative,
        positiveProbability: Float.random(in: 0...1, using: &random),
        intensity: intensity ?? .negative)
    }
  }

  @Test func `a census sums classes and probabilities in any order`() {
    var random = SeededGenerator(seed: 42)
    let nuclei = nuclei(&random, count: 1000)
    let whole = NucleusCensus(of: nuclei)
    #expect(whole.weak == nuclei.count { $0.intensity == .weak })
    #expect(whole.moderate == nuclei.count { $0.intensity == .moderate })
    #expect(whole.strong == nuclei.count { $0.intensity == .strong })
    #expect(whole.weak + whole.moderate + whole.strong == NucleusCounts(of: nuclei).positive)
    let sum = nuclei.reduce(0.0) { $0 + Double($1.positiveProbability) }
    #expect(abs(whole.expectedPositive - sum) <= 0.5e-6 * 1000)
    let parts = NucleusCensus(of: nuclei[600...]) + NucleusCensus(of: nuclei[..<600].reversed())
    #expect(parts == whole)
  }

  @Test func `a census without nuclei expects no index`() {
    #expect(NucleusCensus().expectedIndexPercent == nil)
    #expect(NucleusCensus().expectedPositive == 0)
  }
}
