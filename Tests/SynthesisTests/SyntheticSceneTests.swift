import Raster
import Synthesis
import Testing

/// FNV-1a, 64 bits.
func fingerprint(_ bytes: some Sequence<UInt8>) -> UInt64 {
  bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}

func scene(
  seed: UInt64 = 5, micronsPerPixel: Double = 0.5,
  change: (inout SceneParameters) -> Void = { _ in }
) throws -> SyntheticScene {
  var parameters = SceneParameters()
  change(&parameters)
  return try SyntheticScene(
    seed: seed, parameters: parameters, micronsPerPixel: micronsPerPixel)
}

@Suite struct SyntheticSceneTests {
  private let region = PixelRect(x: 0, y: 0, width: 300, height: 280)

  @Test func `a seed has the same bytes on every machine`() throws {
    let coarse = try scene()
    #expect(fingerprint(coarse.render(region).samples) == 9_700_557_719_909_075_158)
    let fine = try scene(seed: 9, micronsPerPixel: 0.25) { $0.labelling.index = 0.4 }
    #expect(fingerprint(fine.render(region).samples) == 4_226_940_625_258_427_584)
  }

  @Test func `another seed is another tumor`() throws {
    let isSame = try scene(seed: 6).render(region) == scene(seed: 7).render(region)
    #expect(!isSame)
  }

  @Test(arguments: [2, 3, 8])
  func `bytes do not depend on the number of threads`(workers: Int) throws {
    let scene = try scene()
    let isSame = scene.render(region, workers: workers) == scene.render(region, workers: 1)
    #expect(isSame)
  }

  @Test(arguments: [
    PixelRect(x: 0, y: 0, width: 64, height: 64), PixelRect(x: 101, y: 37, width: 150, height: 200),
    PixelRect(x: 299, y: 279, width: 1, height: 1), PixelRect(x: 3, y: 127, width: 297, height: 3),
  ])
  func `a region equals the same part of a larger one`(part: PixelRect) throws {
    let scene = try scene()
    let isSame = scene.render(part) == scene.render(region).cropped(to: part)
    #expect(isSame)
  }

  @Test func `the plane goes on left of and above the origin`() throws {
    let scene = try scene()
    let around = scene.render(PixelRect(x: -150, y: -130, width: 300, height: 280))
    let part = PixelRect(x: -20, y: -30, width: 90, height: 80)
    let cropped = around.cropped(to: PixelRect(x: 130, y: 100, width: 90, height: 80))
    let isSame = scene.render(part) == cropped
    #expect(isSame)
  }

  @Test func `the scene keeps its nuclei when pixels are smaller`() throws {
    let coarse = try scene(micronsPerPixel: 0.5).nuclei(in: region)
    let fine = try scene(micronsPerPixel: 0.25).nuclei(
      in: PixelRect(x: 0, y: 0, width: 600, height: 560))
    #expect(coarse == fine)
    #expect(coarse.count > 50)
  }

  @Test func `nuclei of parts are the nuclei of the whole`() throws {
    let scene = try scene()
    let whole = scene.nuclei(in: region)
    var parts: [SyntheticNucleus] = []
    for x in stride(from: 0, to: 300, by: 100) {
      for y in stride(from: 0, to: 280, by: 70) {
        parts += scene.nuclei(in: PixelRect(x: x, y: y, width: 100, height: 70))
      }
    }
    let key: (SyntheticNucleus) -> (Double, Double) = { ($0.xMicrons, $0.yMicrons) }
    #expect(parts.sorted { key($0) < key($1) } == whole.sorted { key($0) < key($1) })
  }

  @Test(arguments: SlideArtifact.Kind.allCases)
  func `an artifact is the same in every part, and of its area`(kind: SlideArtifact.Kind) throws {
    let artifact = SlideArtifact(kind: kind, xMicrons: 75, yMicrons: 70, sizeMicrons: 90)
    let clean = try scene()
    let spoiled = try scene { $0.artifacts = [artifact] }
    let whole = spoiled.render(region)
    let part = PixelRect(x: 61, y: 83, width: 150, height: 100)
    let isSame = spoiled.render(part) == whole.cropped(to: part)
    #expect(isSame)
    let other = clean.render(region)
    var changed = 0
    for y in 0..<region.height {
      for x in 0..<region.width where whole[x, y] != other[x, y] { changed += 1 }
    }
    let area = Double(changed) * 0.25 / 1e6
    // Edges are blurred by the optics, and a blurred background may look as before.
    #expect(area > 0.6 * artifact.areaSquareMillimeters)
    #expect(area < 1.6 * artifact.areaSquareMillimeters, "\(area)")
  }

  @Test func `an artifact of no size is refused`() {
    #expect(throws: SynthesisError.self) {
      try scene {
        $0.artifacts = [SlideArtifact(kind: .pen, xMicrons: 0, yMicrons: 0, sizeMicrons: 1)]
      }
    }
  }
}
