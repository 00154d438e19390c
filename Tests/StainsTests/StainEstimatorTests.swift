import Foundation
import Stains
import TestSupport
import Testing

@Suite struct StainEstimatorTests {
  static let white = SIMD3<Double>(240, 236, 228)

  /// Pixels of two stains: shares of pure hematoxylin and pure DAB, the rest mixed; 8-bit samples.
  private func colors(
    _ vectors: StainVectors, hematoxylin: Double, dab: Double, count: Int = 60_000,
    seed: UInt64 = 7, white: SIMD3<Double> = white
  ) -> ColorHistogram {
    var random = SeededGenerator(seed: seed)
    var histogram = ColorHistogram()
    for _ in 0..<count {
      let kind = random.unit()
      let isBlue = kind < hematoxylin
      let isBrown = !isBlue && kind < hematoxylin + dab
      let amounts = (isBrown ? 0 : random.unit() * 0.9, isBlue ? 0 : random.unit() * 1.0)
      let density = vectors.hematoxylin * amounts.0 + vectors.dab * amounts.1
      let samples = (0..<3).map { channel in
        let light = white[channel] * OpticalDensity.transmittance(density: density[channel])
        return UInt8(max(0, min(255, (light + random.unit() * 2 - 1).rounded())))
      }
      histogram.add(red: samples[0], green: samples[1], blue: samples[2])
    }
    return histogram
  }

  private static func vectors(_ h: SIMD3<Double>, _ d: SIMD3<Double>) throws -> StainVectors {
    try #require(StainVectors(hematoxylin: h, dab: d))
  }

  @Test(arguments: [
    (SIMD3(0.65, 0.70, 0.29), SIMD3(0.27, 0.57, 0.78)),
    (SIMD3(0.95, 0.32, 0.04), SIMD3(0.25, 0.52, 0.82)),
    (SIMD3(0.77, 0.60, 0.20), SIMD3(0.20, 0.50, 0.84)),
    (SIMD3(0.60, 0.69, 0.40), SIMD3(0.18, 0.42, 0.89)),
  ])
  func `Stains of a mixed slide are found within 3 degrees`(
    _ hematoxylin: SIMD3<Double>, _ dab: SIMD3<Double>
  ) throws {
    let truth = try Self.vectors(hematoxylin, dab)
    let found = StainEstimator().estimate(
      colors: colors(truth, hematoxylin: 0.6, dab: 0.2), white: Self.white)
    #expect(found.doubts.isEmpty)
    #expect(StainVectors.angleDegrees(found.vectors.hematoxylin, truth.hematoxylin) < 3)
    #expect(StainVectors.angleDegrees(found.vectors.dab, truth.dab) < 3)
    #expect(found.calibration.vectorsSource == .slide && found.calibration.white == Self.white)
  }

  @Test func `A slide without DAB keeps the reference DAB and says so`() {
    let found = StainEstimator().estimate(
      colors: colors(.reference, hematoxylin: 1, dab: 0), white: Self.white)
    #expect(found.vectors.dab == StainVectors.reference.dab)
    #expect(
      StainVectors.angleDegrees(found.vectors.hematoxylin, StainVectors.reference.hematoxylin) < 10)
    guard case .missing(.dab, let separation, 25) = found.doubts.first else {
      Issue.record("\(found.doubts)")
      return
    }
    #expect(separation < 25 && found.doubts.count == 1)
  }

  @Test func `A slide without hematoxylin keeps the reference hematoxylin and says so`() {
    let found = StainEstimator().estimate(
      colors: colors(.reference, hematoxylin: 0, dab: 1), white: Self.white)
    #expect(found.vectors.hematoxylin == StainVectors.reference.hematoxylin)
    guard case .missing(.hematoxylin, _, _) = found.doubts.first else {
      Issue.record("\(found.doubts)")
      return
    }
  }

  @Test func `A brown that is far from DAB is not believed, and hematoxylin stays`() throws {
    let odd = try Self.vectors(StainVectors.reference.hematoxylin, SIMD3(0.02, 0.12, 0.99))
    let found = StainEstimator().estimate(
      colors: colors(odd, hematoxylin: 0.5, dab: 0.4), white: Self.white)
    guard case .tooFar(.dab, let degrees, 20) = found.doubts.first else {
      Issue.record("\(found.doubts)")
      return
    }
    #expect(abs(degrees - (found.dabAngleDegrees ?? 0)) < 1e-9 && degrees > 25)
    #expect(found.vectors.dab == StainVectors.reference.dab && found.doubts.count == 1)
    #expect(StainVectors.angleDegrees(found.vectors.hematoxylin, odd.hematoxylin) < 3)
  }

  @Test func `Two stains of which none is believed give the reference`() throws {
    let odd = try Self.vectors(SIMD3(0.30, 0.95, 0.05), SIMD3(0.99, 0.05, 0.1))
    var estimator = StainEstimator()
    estimator.largestHematoxylinAngleDegrees = 20
    let found = estimator.estimate(
      colors: colors(odd, hematoxylin: 0.5, dab: 0.4), white: Self.white)
    #expect(found.vectors == .reference && found.calibration.vectorsSource == .reference)
    #expect(found.doubts.count == 2)
    #expect(found.foundDAB != nil && found.foundHematoxylin != nil)
  }

  @Test func `Too few stained pixels give the reference`() {
    var histogram = ColorHistogram()
    for _ in 0..<5000 { histogram.add(red: 240, green: 236, blue: 228) }
    for _ in 0..<999 { histogram.add(red: 90, green: 80, blue: 150) }
    for _ in 0..<5000 { histogram.add(red: 3, green: 3, blue: 3) }
    let found = StainEstimator().estimate(colors: histogram, white: Self.white)
    #expect(found.vectors == .reference && found.pixelCount == 999)
    #expect(found.doubts == [.tooFewPixels(found: 999, needed: 1000)])
    #expect(found.separationDegrees == nil)
    let empty = StainEstimator().estimate(colors: ColorHistogram(), white: Self.white)
    #expect(empty.doubts == [.tooFewPixels(found: 0, needed: 1000)])
  }

  @Test func `One single color ends in the reference`() {
    var histogram = ColorHistogram()
    for _ in 0..<5000 { histogram.add(red: 90, green: 80, blue: 150) }
    let found = StainEstimator().estimate(colors: histogram, white: Self.white)
    #expect(found.vectors.dab == StainVectors.reference.dab && !found.doubts.isEmpty)
  }

  @Test func `Any bounds hold for any colors`() {
    let estimator = StainEstimator()
    for seed in UInt64(0)..<40 {
      var random = SeededGenerator(seed: seed)
      var histogram = ColorHistogram()
      let base = (0..<3).map { _ in Int(random.unit() * 200) }
      for _ in 0..<3000 {
        let sample = base.map { UInt8(min(255, $0 + Int(random.unit() * 56))) }
        histogram.add(red: sample[0], green: sample[1], blue: sample[2])
      }
      let found = estimator.estimate(colors: histogram, white: Self.white).vectors
      let reference = StainVectors.reference
      #expect(StainVectors.angleDegrees(found.hematoxylin, reference.hematoxylin) <= 40.001)
      #expect(StainVectors.angleDegrees(found.dab, reference.dab) <= 20.001)
      #expect(found.separationDegrees >= 25)
    }
  }

  @Test func `Doubts are told in words`() {
    let texts = [
      StainDoubt.tooFewPixels(found: 3, needed: 1000),
      .missing(.dab, separationDegrees: 9.26, neededDegrees: 25),
      .tooFar(.hematoxylin, degrees: 44.44, allowedDegrees: 40),
    ].map(\.description)
    #expect(
      texts == [
        "only 3 stained pixels, 1000 are needed: the reference vectors are used",
        "no DAB could be told apart: the colors span 9.3°, 25.0° are needed; the reference vector is used",
        "what looks like hematoxylin lies 44.4° from the reference, at most 40.0° is believed; "
          + "the reference vector is used",
      ])
  }
}
