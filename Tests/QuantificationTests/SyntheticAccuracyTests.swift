import Foundation
import Nuclei
import Quantification
import Raster
import Synthesis
import Testing

@Suite struct SyntheticAccuracyTests {
  /// Pairs found and true nuclei within 3 µm, nearest pairs first, each used once.
  ///
  /// Greedy pairing finds at most as many pairs as the best pairing, so the figure is cautious.
  private func f1(_ run: SyntheticRun, _ nuclei: [TiledNucleus]) -> Double {
    let truth = run.scene.nuclei(in: run.bounds)
    let found = nuclei.map { SIMD2($0.nucleus.x, $0.nucleus.y) * run.scene.micronsPerPixel }
    var pairs: [(distance: Double, found: Int, truth: Int)] = []
    for (j, nucleus) in truth.enumerated() {
      for (i, point) in found.enumerated() {
        let distance = hypot(point.x - nucleus.xMicrons, point.y - nucleus.yMicrons)
        if distance <= 3 { pairs.append((distance, i, j)) }
      }
    }
    var usedFound: Set<Int> = []
    var usedTruth: Set<Int> = []
    for pair in pairs.sorted(by: { $0.distance < $1.distance })
    where !usedFound.contains(pair.found) && !usedTruth.contains(pair.truth) {
      usedFound.insert(pair.found)
      usedTruth.insert(pair.truth)
    }
    return 2 * Double(usedTruth.count) / Double(found.count + truth.count)
  }

  @Test(arguments: [
    (11, 0.25, 0.012), (12, 0.5, 0.08), (13, 0.5, 0.3), (14, 0.25, 0.15), (15, 0.4, 0.05),
  ])
  func `finds the nuclei and the index of a synthetic slide`(
    seed: Int, mpp: Double, index: Double
  ) throws {
    let folder = try TemporaryFolder()
    let side = Int(400 / mpp)
    let run = try SyntheticRun(
      seed: UInt64(seed), width: side, height: side, micronsPerPixel: mpp, index: index)
    let measured = try SyntheticRun.measure([run.whole(in: folder)])
    let nuclei = try #require(measured.nuclei["slide"])
    #expect(f1(run, nuclei) >= 0.95)
    var truth = SlideTruth()
    for nucleus in run.scene.nuclei(in: run.bounds) { truth.add(nucleus) }
    #expect(truth.tumor >= 500)
    let counts = try #require(measured.result.slides.first).counts
    let found = 100 * Double(counts.positive) / Double(counts.total)
    #expect(abs(found - (try #require(truth.indexPercent))) <= 1)
  }

  @Test(arguments: [(21, 0.25), (22, 0.5)])
  func `judges the scale of a slide without pixel size`(seed: Int, mpp: Double) throws {
    let folder = try TemporaryFolder()
    let side = Int(360 / mpp)
    let run = try SyntheticRun(
      seed: UInt64(seed), width: side, height: side, micronsPerPixel: mpp)
    let measured = try SyntheticRun.measure([run.whole(in: folder, statesPixelSize: false)])
    let slide = try #require(measured.result.slides.first)
    #expect(slide.pixelSize == nil)
    #expect(slide.flags.contains(.pixelSizeUnknown))
    #expect(slide.measuredAreaSquareMillimeters == nil)
    #expect(slide.hotspots.allSatisfy { $0.areaSquareMillimeters == nil })
    #expect(f1(run, try #require(measured.nuclei["slide"])) >= 0.95)
  }
}
