import Nuclei
import Stains
import TestSupport
import Testing

@Suite struct CalibrationDoubtTests {
  private let parameters = PositivityParameters()
  private let calibration = StainCalibration(
    white: SIMD3(240, 241, 242), vectors: .reference, whiteSource: .slide,
    vectorsSource: .reference)

  private func nucleus(dab: Float, hematoxylin: Float) -> Nucleus {
    Nucleus(
      x: 0, y: 0,
      outline: StarOutline(
        center: .zero, radiiMicrons: SIMD16(repeating: 3), micronsPerPixel: .one),
      areaSquareMicrons: 28, dabOD: dab, hematoxylinOD: hematoxylin, score: 1, isPositive: false,
      positiveProbability: 0)
  }

  /// A population around a density, without its tails.
  private func nuclei(
    _ count: Int, dab: ClosedRange<Float>, hematoxylin: ClosedRange<Float>, seed: UInt64 = 1
  ) -> [Nucleus] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      nucleus(
        dab: Float.random(in: dab, using: &random),
        hematoxylin: Float.random(in: hematoxylin, using: &random))
    }
  }

  private func doubts(
    _ nuclei: [Nucleus], parameters: PositivityParameters? = nil,
    calibration: StainCalibration? = nil
  ) -> [CalibrationDoubt] {
    let parameters = parameters ?? self.parameters
    return CalibrationDoubt.all(
      about: PositivityCalibration(dabOD: nuclei.map(\.dabOD), parameters: parameters),
      nuclei: nuclei, parameters: parameters, calibration: calibration ?? self.calibration,
      darkestWhite: 190)
  }

  @Test(arguments: [0, 5, 30, 69])
  func `a slide with negative nuclei to tell the reference is not doubted`(positive: Int) {
    let mixed =
      nuclei(100 - positive, dab: -0.05...0.1, hematoxylin: 0.2...0.5)
      + nuclei(positive, dab: 0.5...1.5, hematoxylin: -0.1...0.5)
    #expect(doubts(mixed) == [])
  }

  @Test func `too few nuclei are told with both numbers`() {
    let few = nuclei(7, dab: 0...0.1, hematoxylin: 0.2...0.4)
    #expect(doubts(few) == [.fewNuclei(found: 7, needed: 8)])
    #expect(doubts([]) == [])
  }

  @Test func `a slide of positive nuclei only is told from one with some negative`() throws {
    let all = nuclei(200, dab: 0.4...1.2, hematoxylin: 0.2...0.4)
    let most = all + nuclei(30, dab: 0...0.1, hematoxylin: 0.2...0.4)
    #expect(doubts(all).map(\.code) == [.mostlyPositive])
    #expect(doubts(most).map(\.code) == [.referenceHigh])
    guard case .mostlyPositive(let palest, let largest) = doubts(all)[0] else { return }
    #expect((0.4...0.5).contains(palest) && largest == parameters.highestReferenceOD)
  }

  @Test func `a reference below what is believed is told`() {
    let low = nuclei(100, dab: -0.6 ... -0.4, hematoxylin: 0.3...0.6)
    #expect(doubts(low).map(\.code) == [.referenceLow])
  }

  @Test func `nuclei without hematoxylin are told, beside what else is wrong`() {
    let brown = nuclei(100, dab: 0.3...1, hematoxylin: -0.1...0.04)
    #expect(doubts(brown).map(\.code) == [.mostlyPositive, .noHematoxylin])
    let pale = nuclei(100, dab: -0.02...0.1, hematoxylin: -0.02...0.04)
    #expect(doubts(pale).map(\.code) == [.noHematoxylin])
  }

  @Test func `a white point at its bound is told unless the laboratory fixed it`() {
    let good = nuclei(100, dab: 0...0.1, hematoxylin: 0.2...0.4)
    var dark = calibration
    dark.white.y = 190
    #expect(doubts(good, calibration: dark) == [.noGlass(darkestBelieved: 190)])
    dark.whiteSource = .profile
    #expect(doubts(good, calibration: dark) == [])
  }

  @Test func `a fixed reference is doubted only when the slide's own is far from it`() {
    var fixed = parameters
    fixed.fixedReferenceOD = 0.6
    #expect(doubts(nuclei(3, dab: 0.9...1, hematoxylin: 0.2...0.4), parameters: fixed) == [])
    #expect(doubts(nuclei(90, dab: 0.5...1, hematoxylin: 0.2...0.4), parameters: fixed) == [])
    let far = doubts(nuclei(90, dab: 0.9...1, hematoxylin: 0.2...0.4), parameters: fixed)
    #expect(far.map(\.code) == [.farFromProfile])
    guard case .referenceFar(let found, 0.6, let allowed)? = far.first else { return }
    #expect((0.9...1).contains(found) && allowed == 0.1)
  }

  @Test func `a fixed white point is doubted only when the slide's glass is far from it`() {
    let good = nuclei(100, dab: 0...0.1, hematoxylin: 0.2...0.4)
    var fixed = calibration
    fixed.whiteSource = .profile
    // 0.05 OD is a factor of 1.122.
    for (white, isFar) in [(240.0, false), (215, false), (213, true), (255, false), (189, false)] {
      fixed.slideWhite = SIMD3(white, 241, 242)
      let codes = doubts(good, calibration: fixed).map(\.code)
      #expect(codes == (isFar ? [.farFromProfile] : []), "\(white)")
    }
  }
}
