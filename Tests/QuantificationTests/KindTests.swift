import Foundation
import Nuclei
import Quantification
import Raster
import Synthesis
import Testing

/// Kinds of nuclei from pixels to counts.
@Suite struct KindTests {
  /// A slide with many stroma nuclei and lymphocytes among the tumor nuclei.
  private static func mixed() throws -> SyntheticRun {
    var parameters = SceneParameters()
    parameters.nuclei.stromaFraction = 0.12
    parameters.nuclei.lymphocyteFraction = 0.12
    parameters.nuclei.endotheliumFraction = 0.06
    parameters.tissue.septumWidthMicrons = 30
    parameters.labelling.index = 0.2
    return try SyntheticRun(
      seed: 61, width: 1100, height: 1100, micronsPerPixel: 0.5, parameters: parameters)
  }

  private func exclude(_ kinds: [NucleusKind]) -> Profile {
    var profile = Profile()
    profile.tumor.exclude = kinds
    return profile
  }

  @Test func `what is excluded leaves every count and nothing else`() throws {
    let folder = try TemporaryFolder()
    let input = try Self.mixed().tiles(side: 400, overlap: 20, in: folder)
    let all = try SyntheticRun.measure([input])
    let kinds = NucleusKind.excludable
    let less = try SyntheticRun.measure([input], threads: 2, profile: exclude(kinds))
    let before = try #require(all.nuclei["slide"])
    let after = try #require(less.nuclei["slide"])
    let slide = try #require(less.result.slides.first)
    #expect(before.allSatisfy { $0.nucleus.isCounted })
    #expect(before.map(\.nucleus.kind) == after.map(\.nucleus.kind))
    #expect(after.allSatisfy { $0.nucleus.isCounted == ($0.nucleus.kind == .tumor) })
    #expect(slide.positivity == all.result.slides.first?.positivity)
    let tumor = after.map(\.nucleus).filter { $0.kind == .tumor }
    #expect(slide.counts.total == tumor.count)
    #expect(slide.counts.positive == tumor.count { $0.isPositive })
    #expect(slide.tiles.map(\.counts).reduce(NucleusCounts(), +) == slide.counts)
    #expect(less.result.cases.first?.global == slide.counts)
    #expect(slide.census.excluded == after.count - tumor.count && slide.census.excluded > 20)
    for hotspot in slide.hotspots {
      let inside = tumor.filter { hotspot.contains(x: $0.x, y: $0.y) }
      #expect(hotspot.counts == NucleusCounts(of: inside))
      #expect(hotspot.census.total == hotspot.counts.total && hotspot.census.excluded > 0)
    }
  }

  @Test func `on a synthetic slide most of what is told is no tumor nucleus`() throws {
    let folder = try TemporaryFolder()
    let run = try Self.mixed()
    let truth = run.scene.nuclei(in: run.bounds)
    let nuclei = try #require(try SyntheticRun.measure([run.whole(in: folder)]).nuclei["slide"])
    var told = (tumor: 0, other: 0)
    var kept = (tumor: 0, other: 0)
    for nucleus in nuclei.map(\.nucleus) {
      let place = SIMD2(nucleus.x, nucleus.y) * run.scene.micronsPerPixel
      func distance(_ true: SyntheticNucleus) -> Double {
        hypot(`true`.xMicrons - place.x, `true`.yMicrons - place.y)
      }
      let nearest = try #require(truth.min { distance($0) < distance($1) })
      let isTumor = distance(nearest) <= 3 && nearest.kind == .tumor
      switch (nucleus.kind == .tumor, isTumor) {
      case (true, true): kept.tumor += 1
      case (true, false): kept.other += 1
      case (false, true): told.tumor += 1
      case (false, false): told.other += 1
      }
    }
    #expect(told.other > 20)
    #expect(told.other > 2 * told.tumor, "\(told) \(kept)")
    #expect(50 * told.tumor < kept.tumor, "\(told) \(kept)")
  }

  @Test(
    arguments: [
      ([], []), (["stroma"], [.stroma]),
      (["out_of_focus", "lymphocyte"], [NucleusKind.lymphocyte, .outOfFocus]),
      (["tumor"], nil), (["stroma", "stroma"], nil), (["Stroma"], nil), ([""], nil),
    ] as [([String], [NucleusKind]?)])
  func `kinds are read by name`(names: [String], kinds: [NucleusKind]?) {
    #expect(NucleusKind.excludable(names: names) == kinds)
  }
}
