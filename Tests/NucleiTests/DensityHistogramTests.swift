import Nuclei
import TestSupport
import Testing

@Suite struct DensityHistogramTests {
  private let outline = StarOutline(
    center: .zero, radiiMicrons: .zero, micronsPerPixel: SIMD2(1, 1))

  private func nucleus(_ density: Float, isCounted: Bool = true) -> Nucleus {
    Nucleus(
      x: 0, y: 0, outline: outline, areaSquareMicrons: 40, dabOD: density, hematoxylinOD: 0.3,
      score: 1, isPositive: density > 0.25, positiveProbability: 0.5, isCounted: isCounted)
  }

  @Test func `every nucleus that counts lies in the bin of its density`() {
    var random = SeededGenerator(seed: 7)
    for _ in 0..<20 {
      let densities = (0..<300).map { _ in Float.random(in: -0.3...2.6, using: &random) }
      let histogram = DensityHistogram(of: densities.map { nucleus($0) })
      var counts = [Int](repeating: 0, count: DensityHistogram.mostBins)
      for density in densities {
        let bin = counts.indices.last {
          Double($0) * DensityHistogram.binWidthOD <= Double(density)
        }
        counts[bin ?? 0] += 1
      }
      while counts.last == 0 { counts.removeLast() }
      #expect(histogram.counts == counts)
      #expect(histogram.total == densities.count)
    }
  }

  @Test func `what does not count and what is no number is left out`() {
    var histogram = DensityHistogram()
    for density in [Float.nan, .infinity, -.infinity] { histogram.add(nucleus(density)) }
    histogram.add(nucleus(0.4, isCounted: false))
    #expect(histogram.counts.isEmpty && histogram.total == 0)
  }
}
