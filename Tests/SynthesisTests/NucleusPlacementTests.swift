import Raster
import Synthesis
import Testing

@Suite struct NucleusPlacementTests {
  private let large = PixelRect(x: 0, y: 0, width: 2000, height: 2000)

  @Test func `centers keep their distance`() throws {
    let nuclei = try scene { $0.nuclei.tumorPerSquareMillimeter = 8000 }
      .nuclei(in: PixelRect(x: 0, y: 0, width: 800, height: 800))
    let radii = nuclei.map { ($0.areaSquareMicrons / Double.pi).squareRoot() }
    for (i, a) in nuclei.enumerated() {
      for (j, b) in nuclei.enumerated().dropFirst(i + 1) where a.kind == .tumor && b.kind == .tumor
      {
        let dx = a.xMicrons - b.xMicrons
        let dy = a.yMicrons - b.yMicrons
        #expect((dx * dx + dy * dy).squareRoot() >= 0.8 * (radii[i] + radii[j]))
      }
    }
  }

  @Test(arguments: [3000.0, 4000, 5000, 6000, 7000])
  func `density of nests is the one asked for`(wanted: Double) throws {
    let scene = try scene {
      $0.nuclei.tumorPerSquareMillimeter = wanted
      $0.tissue.nestSizeMicrons = 2000
      $0.tissue.septumWidthMicrons = 0
      $0.tissue.glassFraction = 0
    }
    let count = scene.nuclei(in: large).count { $0.kind == .tumor }
    #expect(abs(Double(count) - wanted) < 0.12 * wanted, "\(count)")
  }

  @Test(arguments: [0.0, 0.02, 0.2, 0.6, 1.0])
  func `index is the one asked for`(wanted: Double) throws {
    let scene = try scene {
      $0.labelling.index = wanted
      $0.labelling.heterogeneity = 0
    }
    var truth = SlideTruth()
    for nucleus in scene.nuclei(in: large) { truth.add(nucleus) }
    let expected = wanted * Double(truth.tumor)
    let deviation = (expected * (1 - wanted)).squareRoot()
    #expect(abs(Double(truth.positive) - expected) <= 3.5 * deviation)
    #expect(truth.tumor > 3000)
  }

  @Test func `a hotspot is labelled more`() throws {
    let hotspot = LabellingHotspot(
      xMicrons: 500, yMicrons: 500, radiusMicrons: 150, factor: 4)
    let scene = try scene {
      $0.labelling.index = 0.1
      $0.labelling.heterogeneity = 0
      $0.labelling.hotspots = [hotspot]
    }
    var inside = SlideTruth()
    var outside = SlideTruth()
    for nucleus in scene.nuclei(in: large) {
      let dx = nucleus.xMicrons - 500
      let dy = nucleus.yMicrons - 500
      let distance = (dx * dx + dy * dy).squareRoot()
      if distance < 75 { inside.add(nucleus) }
      if distance > 225 { outside.add(nucleus) }
    }
    #expect(abs((inside.indexPercent ?? 0) - 40) < 14)
    #expect(abs((outside.indexPercent ?? 0) - 10) < 2)
    #expect(scene.labelling.strongestHotspot == hotspot)
    #expect(abs(scene.labelling.probability(xMicrons: 650, yMicrons: 500) - 0.25) < 1e-6)
  }

  @Test func `other nuclei are rare unless asked for`() throws {
    let few = try scene().nuclei(in: large)
    #expect(few.count { $0.kind != .tumor } * 100 < 5 * few.count)
    let many = try scene {
      $0.nuclei.stromaFraction = 0.1
      $0.nuclei.lymphocyteFraction = 0.1
      $0.tissue.septumWidthMicrons = 25
    }.nuclei(in: large)
    for kind in [SyntheticNucleus.Kind.stroma, .lymphocyte] {
      let share = Double(many.count { $0.kind == kind }) / Double(many.count)
      #expect(share > 0.04 && share < 0.2, "\(kind) \(share)")
    }
  }
}
